"""What a list showed last, as it stands in an address: by it is told what came in since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode

from nabij.reports.backlog.asking import plain_query, uuid_of
from nabij.reports.queries.filtering import oldest_id

SLOWEST: Final = timedelta(seconds=30)
"""An id is made before its row is there for others to see: what is as young as this may come later than what is younger still."""
MOST_KNOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """When the list was shown, and which of the youngest stood there already."""

    seen: datetime
    known: frozenset[UUID] = frozenset()

    @property
    def since(self) -> datetime:
        """From when on one has to look."""
        return self.seen - SLOWEST


def marked(given: QueryDict, now: datetime, shown: Iterable[UUID]) -> str:
    """The filter with its mark, as the query part of an address."""
    young = oldest_id(now - SLOWEST)
    mark = urlencode({"seen": now.isoformat(), "known": ",".join(str(one) for one in shown if one >= young)})
    return "&".join(part for part in (plain_query(given), mark) if part)


def mark_of(given: QueryDict) -> Mark | None:
    """None for what is no mark of ours."""
    try:
        seen = parse_datetime(given.get("seen", ""))
    except ValueError:
        return None
    if seen is None or seen.tzinfo is None:
        return None
    ids = (uuid_of(one) for one in given.get("known", "").split(",")[:MOST_KNOWN])
    return Mark(seen, frozenset(one for one in ids if one))
