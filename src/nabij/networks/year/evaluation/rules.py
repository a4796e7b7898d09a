"""What the figures of a year say, and against the year before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused


@dataclass(frozen=True)
class Pace:
    """How feedback went: how many were owed, given, given in time, and the middle one in hours."""

    owed: int
    given: int
    in_time: int
    median_hours: float | None

    @property
    def in_time_percent(self) -> int | None:
        return round(100 * self.in_time / self.owed) if self.owed else None


def pace(rows: Iterable[tuple[datetime, datetime | None, datetime | None]]) -> Pace:
    """From the moment of the alert, when feedback was due, and when it was given. Without a term none was owed."""
    owed = [(at, due, done) for at, due, done in rows if due is not None]
    given = [(at, due, done) for at, due, done in owed if done is not None]
    hours = [(done - at) / timedelta(hours=1) for at, _due, done in given]
    in_time = sum(done <= due for _at, due, done in given)
    return Pace(len(owed), len(given), in_time, round(median(hours), 1) if hours else None)


def share(part: int, whole: int) -> int | None:
    """A percentage, or nothing of nothing."""
    return round(100 * part / whole) if whole else None


def per_month(moments: Iterable[datetime], year: int) -> list[int]:
    """How many of these local moments lie in each month of a year."""
    counted = [0] * 12
    for at in moments:
        if at.year == year:
            counted[at.month - 1] += 1
    return counted


def turned(now: Sequence[int], before: Sequence[int]) -> str:
    """More, fewer or as many as the year before; empty where there was none."""
    if not before:
        return ""
    a, b = sum(now), sum(before)
    return "more" if a > b else "fewer" if a < b else "same"


def check_may_agree(year: int, this_year: int, *, conclusions: Iterable[str]) -> None:
    """Raises Refused for a year that is not over, and while somebody's conclusions are missing."""
    if year >= this_year:
        raise Refused(_("This year is not over. Agree on its evaluation afterwards."))
    if not all(text.strip() for text in conclusions):
        raise Refused(_("Write the conclusions of the coordinator and of the officer first."))
