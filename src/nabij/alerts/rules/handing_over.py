"""When the number that BE-Alert showed is not the audience that was approved, and when somebody else is told. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

TOLERATED: Final = 2
TOLERATED_SHARE: Final = 0.10
"""People join and leave between two imports; a tenth more or less, or two, is no other group."""
DEPUTY_AFTER: Final = 2
"""Times the minutes after which a hand-over shows red: then the deputy is told."""


def differs(typed: int, counted: int) -> bool:
    """Whether a number of BE-Alert is too far from ours to be the same group without somebody saying so."""
    return abs(typed - counted) > max(TOLERATED, round(counted * TOLERATED_SHARE))


def deputy_due(prepared_at: datetime, minutes: int) -> datetime:
    """When the deputy is told of a hand-over that nobody confirmed, for a term of so many minutes."""
    return prepared_at + timedelta(minutes=minutes * DEPUTY_AFTER)
