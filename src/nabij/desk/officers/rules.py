"""Who answers for whom, who has how many inhabitants, when one can walk in. Values in, values out: no rows, no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from nabij.networks.shops.hours import DAY, Week
from nabij.tenants.working_days import BRUSSELS

LOOK_AHEAD_DAYS: Final = 21
"""Who has no walk-in hour within three weeks has none that is worth a line."""


@dataclass(frozen=True)
class Away:
    """From the first to the last day, both included."""

    from_day: date
    until_day: date
    replacement: UUID | None = None

    def holds(self, day: date) -> bool:
        return self.from_day <= day <= self.until_day


@dataclass(frozen=True)
class Post:
    """An officer as far as standing in goes."""

    id: UUID
    deputy: UUID | None = None
    left_on: date | None = None
    away: tuple[Away, ...] = ()

    def absence(self, day: date) -> Away | None:
        return next((one for one in self.away if one.holds(day)), None)

    def has_left(self, day: date) -> bool:
        return self.left_on is not None and day >= self.left_on

    def is_there(self, day: date) -> bool:
        return not self.has_left(day) and self.absence(day) is None


def who_serves(asked: UUID, day: date, posts: Mapping[UUID, Post]) -> UUID | None:
    """Who answers for an officer on a day: they themselves, else whom their absence names, else their deputy, and so on for each.

    None where all of them are away or gone: then the desk of the zone answers. Ends also where two stand in for each other.
    """
    return next((one for one in _in_turn(asked, day, posts, set()) if posts[one].is_there(day)), None)


def _in_turn(asked: UUID | None, day: date, posts: Mapping[UUID, Post], seen: set[UUID]) -> Iterator[UUID]:
    if asked is None or asked in seen or asked not in posts:
        return
    seen.add(asked)
    yield asked
    away = posts[asked].absence(day)
    yield from _in_turn(away.replacement if away else None, day, posts, seen)
    yield from _in_turn(posts[asked].deputy, day, posts, seen)


def overlaps(new: Away, others: Iterable[Away]) -> bool:
    """Whether somebody would be away twice on one day."""
    return any(new.from_day <= one.until_day and one.from_day <= new.until_day for one in others)


def back_on(away: Sequence[Away], day: date) -> date:
    """The first day from `day` on that no absence holds; absences that follow each other count as one."""
    while any(one.holds(day) for one in away):
        day += timedelta(days=1)
    return day


def next_walk_in(
    week: Week, now: datetime, days_off: Collection[date], away: Iterable[Away] = ()
) -> tuple[datetime, datetime] | None:
    """The first span of walk-in hours that is not over yet, in Brussels; not on days off, nor while the officer is away."""
    local, absences = now.astimezone(BRUSSELS), list(away)
    for ahead in range(LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        if day in days_off or any(one.holds(day) for one in absences):
            continue
        for start, end in _spans_of(week, day):
            if end > now:
                return start, end
    return None


def _spans_of(week: Week, day: date) -> list[tuple[datetime, datetime]]:
    first = day.weekday() * DAY
    return [
        (_moment(day, max(start - first, 0)), _moment(day, min(end - first, DAY)))
        for start, end in week
        if start < first + DAY and end > first
    ]


def _moment(day: date, minute: int) -> datetime:
    midnight = datetime.combine(day + timedelta(days=minute // DAY), time(0), BRUSSELS)
    return midnight.replace(hour=minute % DAY // 60, minute=minute % 60)


@dataclass(frozen=True)
class Piece:
    """Addresses that have the same officers: how many, in which neighbourhood, and who. Nobody: not served."""

    neighbourhood: str
    addresses: int
    officers: frozenset[UUID]


def loads(pieces: Iterable[Piece], inhabitants: Mapping[str, int | None]) -> tuple[dict[UUID, float], dict[str, float]]:
    """How many inhabitants each officer has, and how many in each neighbourhood have none.

    The people of a neighbourhood are spread evenly over its addresses, and those of an address over its officers. A neighbourhood
    of which the number of inhabitants is not known counts for nobody.
    """
    known = list(pieces)
    addresses: dict[str, int] = {}
    for one in known:
        addresses[one.neighbourhood] = addresses.get(one.neighbourhood, 0) + one.addresses
    each: dict[UUID, float] = {}
    nobody: dict[str, float] = {}
    for one in known:
        people = (inhabitants.get(one.neighbourhood) or 0) * one.addresses / (addresses[one.neighbourhood] or 1)
        for officer in one.officers:
            each[officer] = each.get(officer, 0.0) + people / len(one.officers)
        if not one.officers:
            nobody[one.neighbourhood] = nobody.get(one.neighbourhood, 0.0) + people
    return each, nobody


def officers_needed(inhabitants: int, norm: int) -> int:
    """The least number of officers for so many inhabitants: part of a norm needs a whole officer."""
    return -(-inhabitants // norm)
