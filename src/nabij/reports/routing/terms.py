"""By when something is handled: hours, or working days of Belgium less those on which the tenant is closed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from nabij.reports.routing.models import Unit
from nabij.tenants.working_days import BRUSSELS, belgian_holidays, end_of_term

Stretch = tuple[datetime, datetime]
"""A time that does not count: we waited for an answer."""
MOST_DAYS = 250
MOST_HOURS = 24 * 60
WORKING_DAYS_OF_A_YEAR = 230
"""Fewer than any year has, so that the holidays of enough years are looked at."""
MOST_WAITED_DAYS = 60
USUAL_WAIT_DAYS = 14


@dataclass(frozen=True, slots=True)
class Level:
    """What a tenant promises from a day on; an empty category or urgency stands for all without their own. Amount 0: nothing."""

    category: str
    urgency: str
    amount: int
    unit: str
    is_told: bool
    valid_from: date


def level_for(levels: Iterable[Level], category: str, urgency: str, day: date) -> Level | None:
    """The level in force on a day: the newest of each, then the one that says most: first of this kind, then of this urgency."""
    newest: dict[tuple[str, str], Level] = {}
    for level in sorted(levels, key=lambda one: one.valid_from):
        if level.valid_from <= day and level.category in ("", category) and level.urgency in ("", urgency):
            newest[level.category, level.urgency] = level
    found = max(newest.values(), key=lambda one: (bool(one.category), bool(one.urgency)), default=None)
    return found if found is not None and found.amount else None


def due(
    since: datetime, amount: int, unit: str, closed: Collection[date] = (), waited: Iterable[Stretch] = ()
) -> datetime:
    """When the term ends. Hours go on by night; a working day on which the clock stood still at its end does not count. Only
    what was waited before the end of the term counts, each hour once.
    """
    stretches = apart(waited, since)
    if unit == Unit.HOURS:
        end = since + timedelta(hours=amount)
        for start, until in stretches:
            end += until - start if start < end else timedelta()
        return end
    off = set(closed).union(*(_days(start, until) for start, until in stretches))
    first = since.astimezone(BRUSSELS).year
    last = first + (amount + len(off)) // WORKING_DAYS_OF_A_YEAR + 1
    return end_of_term(since, amount, off.union(*(belgian_holidays(year) for year in range(first, last + 1))))


def apart(waited: Iterable[Stretch], since: datetime) -> list[Stretch]:
    """The stretches from `since` on, in order and without overlap."""
    found: list[Stretch] = []
    for start, until in sorted(waited):
        start = max(start, found[-1][1]) if found else max(start, since)
        if until > start:
            found.append((start, until))
    return found


def end_of_wait(day: date) -> datetime:
    """The moment at which the clock goes on after a last day of waiting."""
    return datetime.combine(day + timedelta(days=1), time.min, BRUSSELS)


def _days(start: datetime, until: datetime) -> set[date]:
    """The days at whose end the clock stood still."""
    first, last = start.astimezone(BRUSSELS).date(), until.astimezone(BRUSSELS).date()
    return {first + timedelta(days=n) for n in range((last - first).days)}
