"""By when something is handled: hours, or working days of Belgium less those on which the tenant is closed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nabij.reports.routing.models import Unit
from nabij.tenants.working_days import BRUSSELS, belgian_holidays, end_of_term

Stretch = tuple[datetime, datetime]
"""A time that does not count: we waited for who reported it."""
MOST_DAYS = 250
MOST_HOURS = 24 * 60


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
    """When the term ends. Hours go on by night; a working day on which the clock stood still at its end does not count."""
    stretches = list(waited)
    if unit == Unit.HOURS:
        return since + timedelta(hours=amount) + sum((until - start for start, until in stretches), timedelta())
    off = set(closed) | belgian_holidays(since.astimezone(BRUSSELS).year)
    for start, until in stretches:
        off |= _days(start, until)
    return end_of_term(since, amount, off)


def _days(start: datetime, until: datetime) -> set[date]:
    """The days at whose end the clock stood still."""
    first, last = start.astimezone(BRUSSELS).date(), until.astimezone(BRUSSELS).date()
    return {first + timedelta(days=n) for n in range((last - first).days)}
