"""When a counter is open. Pure: a usual week, odd days and holidays in, moments out; no rows, no clock.

Hours are kept as people say them: minutes on the clock of Brussels. They become moments per day, so a day of 23 or 25 hours and
hours past midnight come out right. What begins on a day belongs to that day, also where it runs into the next.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import holidays
from django.utils.translation import gettext as _

from nabij.networks.shops.hours import DAY, Week, joined, per_day, read_day
from nabij.tenants.errors import Refused
from nabij.tenants.working_days import BRUSSELS

DAYS_FILE: Final = Path(__file__).resolve().parent / "data" / "days.toml"
LONGEST_ODD_SPAN: Final = timedelta(days=366)
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Usual:
    """A usual week and the days on which it holds, both included."""

    valid_from: date
    valid_until: date | None
    walk_in: Week
    by_appointment: Week


@dataclass(frozen=True)
class Odd:
    """Days that go otherwise. `own`: of this counter alone, not of the whole tenant. Hours as minutes since midnight."""

    first_day: date
    last_day: date
    walk_in: Week
    by_appointment: Week
    why: str
    note: str = ""
    own: bool = True
    id: UUID | None = None


@dataclass(frozen=True)
class Block:
    """A time in which a counter is open, in UTC."""

    starts_at: datetime
    ends_at: datetime
    walk_in: bool
    by_appointment: bool


@dataclass(frozen=True)
class Day:
    """What a counter does on a day. `why` names what makes it odd: a reason of `Why`, or empty for a usual day; `note` is the
    name of the holiday, or what staff wrote.
    """

    day: date
    blocks: tuple[Block, ...]
    why: str = ""
    note: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.blocks)


@dataclass(frozen=True)
class Hours:
    """Everything that decides when one counter is open."""

    usual: tuple[Usual, ...] = ()
    odd: tuple[Odd, ...] = ()
    shut_on_holidays: bool = True


@dataclass(frozen=True)
class Standing:
    """Whether it is open at a moment, until when, and else when it opens again; None where nothing is known."""

    is_open: bool
    walk_in: bool = False
    until: datetime | None = None
    opens_at: datetime | None = None


@cache
def holiday_names(year: int, language: str = "nl") -> dict[date, str]:
    """The public holidays of Belgium in a year by name, in a language that the library knows, else in Dutch."""
    known = language if language in ("nl", "fr", "de") else "en_US" if language == "en" else "nl"
    return dict(holidays.country_holidays("BE", years=year, language=known))


def holiday_of(day: date, language: str = "nl") -> str:
    return holiday_names(day.year, language).get(day, "")


def day_hours(hours: Hours, day: date, language: str = "nl") -> Day:
    """An odd day of the counter itself wins over one of the tenant, that over a holiday, and that over the usual week."""
    if odd := odd_on((one for one in hours.odd if _holds(one, hours)), day):
        return Day(day, blocks_of(day, odd.walk_in, odd.by_appointment), odd.why, odd.note)
    name = holiday_of(day, language) if hours.shut_on_holidays else ""
    if name:
        return Day(day, (), "holiday", name)
    usual = usual_on(hours.usual, day)
    if usual is None:
        return Day(day, ())
    weekday = day.weekday()
    return Day(day, blocks_of(day, per_day(usual.walk_in)[weekday], per_day(usual.by_appointment)[weekday]))


def _holds(odd: Odd, hours: Hours) -> bool:
    """A holiday of the whole tenant does not close a counter that is open on holidays."""
    return odd.own or hours.shut_on_holidays or odd.why not in ("holiday", "bridge")


def days_between(hours: Hours, from_day: date, to_day: date, language: str = "nl") -> list[Day]:
    """Each day from `from_day` until and with `to_day`."""
    n = (to_day - from_day).days + 1
    return [day_hours(hours, from_day + timedelta(days=ahead), language) for ahead in range(n)]


def odd_on(odd: Iterable[Odd], day: date) -> Odd | None:
    """Of the odd days that name this day: the counter's own first, then the one that names the fewest days."""
    here = [one for one in odd if one.first_day <= day <= one.last_day]
    return min(here, key=lambda one: (not one.own, one.last_day - one.first_day, str(one.id)), default=None)


def usual_on(usual: Iterable[Usual], day: date) -> Usual | None:
    """The week that began last of those that hold on this day."""
    here = [one for one in usual if one.valid_from <= day and (one.valid_until is None or day <= one.valid_until)]
    return max(here, key=lambda one: one.valid_from, default=None)


def blocks_of(day: date, walk_in: Spans, by_appointment: Spans) -> tuple[Block, ...]:
    """The times of a day, each marked for whom it is; apart, in order, what is for both as one."""
    edges = sorted({edge for span in (*walk_in, *by_appointment) for edge in span})
    pieces: list[tuple[int, int, bool, bool]] = []
    for start, end in pairwise(edges):
        free, booked = _covers(walk_in, start), _covers(by_appointment, start)
        if not (free or booked):
            continue
        if pieces and pieces[-1][1:] == (start, free, booked):
            pieces[-1] = (pieces[-1][0], end, free, booked)
        else:
            pieces.append((start, end, free, booked))
    made = (Block(moment(day, start), moment(day, end), free, booked) for start, end, free, booked in pieces)
    return tuple(one for one in made if one.ends_at > one.starts_at)


def _covers(spans: Spans, minute: int) -> bool:
    return any(start <= minute < end for start, end in spans)


def moment(day: date, minute: int) -> datetime:
    """The moment at which the clock shows so many minutes after midnight of a day, in UTC; above 1,440 on the next day.

    An hour that the clock skips is the moment at which it jumps; one that it has twice is the first.
    """
    ahead, minute = divmod(minute, DAY)
    there = day + timedelta(days=ahead)
    local = datetime(there.year, there.month, there.day, minute // 60, minute % 60, tzinfo=BRUSSELS)
    found = local.astimezone(UTC)
    if found.astimezone(BRUSSELS).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    return _jump(found)


def _jump(after: datetime) -> datetime:
    """The full hour in UTC at which the clock jumped, for a moment that was read from before the jump."""
    return after.replace(minute=0, second=0, microsecond=0)


def standing(days: Sequence[Day], at: datetime) -> Standing:
    """Whether a counter is open at a moment, from its days around it; blocks that touch count as one opening."""
    blocks = sorted((one for day in days for one in day.blocks), key=lambda one: one.starts_at)
    here = next((one for one in blocks if one.starts_at <= at < one.ends_at), None)
    if here is None:
        return Standing(False, opens_at=next((one.starts_at for one in blocks if one.starts_at > at), None))
    until = here.ends_at
    for one in blocks:
        if one.starts_at <= until < one.ends_at:
            until = one.ends_at
    return Standing(True, here.walk_in, until)


def usual_days(year: int) -> list[tuple[date, str, str]]:
    """Days of a year that governments usually close besides the holidays: the day, why, and its name in Dutch."""
    found = []
    for row in _days_file():
        day = _day_after(year, row["after"]) if "after" in row else date(year, row["month"], row["day"])
        if not holiday_of(day):
            found.append((day, row["why"], row["nl"]))
    return sorted(found)


def _day_after(year: int, holiday: str) -> date:
    """The day after a holiday by its English name."""
    return next(day for day, name in holiday_names(year, "en").items() if name == holiday) + timedelta(days=1)


@cache
def _days_file() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(DAYS_FILE.read_text(encoding="utf-8"))["day"]
    return rows


def read_day_hours(text: str) -> Week:
    """Hours of one day as somebody types them, "9-12, 13-17"; empty is closed. Raises Refused."""
    return joined([tuple(read_day(text))])


def written_day(spans: Spans) -> str:
    """What `read_day_hours` reads as these spans."""
    return ", ".join(f"{_clock(start)}-{_clock(end if end <= DAY else end - DAY)}" for start, end in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def check_odd(first_day: date, last_day: date, today: date) -> None:
    """Raises Refused for days that end before they begin, are past, or are too many."""
    if last_day < first_day:
        raise Refused(_("The last day comes before the first."))
    if last_day < today:
        raise Refused(_("These days are past. Choose days that are still to come."))
    if last_day - first_day > LONGEST_ODD_SPAN:
        raise Refused(_("That is longer than a year. Change the usual week instead."))


def check_usual(valid_from: date, valid_until: date | None) -> None:
    if valid_until is not None and valid_until < valid_from:
        raise Refused(_("The last day comes before the first."))


def odd_in(days: Iterable[Day]) -> Iterator[Day]:
    """Those that are no usual days."""
    return (one for one in days if one.why)


def within(blocks: Collection[Block], starts_at: datetime, ends_at: datetime) -> bool:
    """Whether appointments are taken all the time from one moment to the other."""
    at = starts_at
    for one in sorted((one for one in blocks if one.by_appointment), key=lambda one: one.starts_at):
        if one.starts_at <= at < one.ends_at:
            at = one.ends_at
    return at >= ends_at
