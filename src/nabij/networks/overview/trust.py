"""What anybody may read of how a zone keeps its word: how many who were warned heard how it ended. Counts, no content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from nabij.networks.overview.sources import Warned, warned_since

OVER: Final = timedelta(days=365)


@dataclass(frozen=True)
class Trust:
    """Alerts of the last year that owe feedback: how many, how many had it, and of how many the term passed without."""

    owed: int
    answered: int
    late: int
    late_days: int = 0
    """Whole days that the oldest of those is late."""


def trust_of(tenant_id: UUID, now: datetime) -> Trust:
    """For the public page of a zone: default term is the end of the next working day, as its kind of alert says. One query."""
    return counted(warned_since([tenant_id], now - OVER), now)


def counted(alerts: Iterable[Warned], now: datetime) -> Trust:
    """Pure; what is not due yet is neither answered nor late."""
    owing = [one for one in alerts if one.due is not None]
    late = sorted(one.due for one in owing if one.done is None and one.due is not None and one.due < now)
    answered = sum(one.done is not None for one in owing)
    return Trust(len(owing), answered, len(late), (now - late[0]).days if late else 0)
