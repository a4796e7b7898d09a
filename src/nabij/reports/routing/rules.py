"""Which line of a tenant's order a fact falls under. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from uuid import UUID

import shapely

from nabij.places.geometry import Shape
from nabij.reports.routing.models import Holidays, How
from nabij.tenants.working_days import BRUSSELS

Off = Callable[[date], bool]
"""Whether a day is a holiday or a day on which the tenant is closed."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An incident as far as the order cares: its kind, its place (Lambert metres) and neighbourhood, when it came in."""

    category: str
    family: str
    x: float
    y: float
    neighbourhood: str
    at: datetime
    answers: Mapping[str, str] = field(default_factory=dict)
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One rule. Empty means every. `shape` is what was drawn, or where named areas lay when the rule was written;
    `gone` are the named areas that are no more. `answers`: by the code of a question those of which one was given; for every
    question, or with `any_answer` for one of them.
    """

    id: UUID
    team_id: UUID
    team_active: bool = True
    families: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    area_codes: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    shape: Shape | None = None
    weekdays: frozenset[int] = frozenset()
    from_time: time | None = None
    until_time: time | None = None
    holidays: str = Holidays.ANY
    answers: Mapping[str, Collection[str]] = field(default_factory=dict)
    any_answer: bool = False
    urgency: str = ""
    is_urgent: bool = False


class Verdict(Enum):
    YES = "yes"
    NO = "no"
    LOST = "lost"
    """It would have reached here, but its area is gone: nobody can tell any more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which team, how, and by which rule; a broken rule gives the default team."""

    team_id: UUID | None
    how: How
    rule_id: UUID | None = None
    is_urgent: bool = False


def choose(lines: Iterable[Line], fact: Fact, is_off: Off, default: UUID | None) -> Choice:
    """The first line that matches. Where that one is broken, or none matches, the default team has it, if there is one."""
    for line in lines:
        found = verdict(line, fact, is_off)
        if found is Verdict.NO:
            continue
        if found is Verdict.LOST or not line.team_active:
            return Choice(default, How.BROKEN, line.id, line.is_urgent)
        return Choice(line.team_id, How.RULE, line.id, line.is_urgent)
    return Choice(default, How.DEFAULT if default else How.NONE)


def verdict(line: Line, fact: Fact, is_off: Off) -> Verdict:
    """Whether a line covers a fact."""
    if not (_covers_kind(line, fact) and covers_moment(line, fact.at, is_off) and _covers_answers(line, fact)):
        return Verdict.NO
    if line.area_codes:
        if fact.neighbourhood in line.area_codes:
            return Verdict.YES
        return Verdict.LOST if line.gone and holds(line.shape, fact) else Verdict.NO
    return Verdict.YES if line.shape is None or holds(line.shape, fact) else Verdict.NO


def holds(shape: Shape | None, fact: Fact) -> bool:
    """Whether the place of a fact lies in a shape or on its edge."""
    return shape is not None and bool(shapely.intersects_xy(shape, fact.x, fact.y))


def covers_moment(line: Line, at: datetime, is_off: Off) -> bool:
    """Whether a moment lies in the weekdays and hours of a line, in Brussels. Hours past midnight belong to the day before."""
    local = at.astimezone(BRUSSELS)
    day, clock = local.date(), local.time()
    start, end = line.from_time, line.until_time
    if start is not None and end is not None:
        over_night = end <= start
        if over_night and clock < end:
            day -= timedelta(days=1)
        elif clock < start or (not over_night and clock >= end):
            return False
    if line.weekdays and day.weekday() not in line.weekdays:
        return False
    return line.holidays == Holidays.ANY or is_off(day) == (line.holidays == Holidays.ONLY)


def moved(order: Sequence[UUID], rule_id: UUID, up: bool) -> list[UUID]:
    """The order with one rule a place higher or lower; at the end nothing changes."""
    ids = list(order)
    at = ids.index(rule_id)
    to = at - 1 if up else at + 1
    if 0 <= to < len(ids):
        ids[at], ids[to] = ids[to], ids[at]
    return ids


def faults(line: Line) -> tuple[str, ...]:
    """What is broken about a rule: "team", "area"."""
    return (*(() if line.team_active else ("team",)), *(("area",) if line.gone else ()))


def _covers_kind(line: Line, fact: Fact) -> bool:
    if not line.families and not line.categories:
        return True
    return fact.category in line.categories or fact.family in line.families


def _covers_answers(line: Line, fact: Fact) -> bool:
    if line.urgency and line.urgency != fact.urgency:
        return False
    met = [_answered(fact.answers.get(code, ""), wanted) for code, wanted in line.answers.items()]
    return not met or (any(met) if line.any_answer else all(met))


def _answered(given: str, wanted: Collection[str]) -> bool:
    """Whether one of the wanted answers was given; of a question with several choices each chosen one counts."""
    said = {given.strip().casefold(), *(part.strip().casefold() for part in given.split(","))}
    return any(one.strip().casefold() in said for one in wanted)


def days_off(holidays: Callable[[int], Collection[date]], closed: Collection[date]) -> Off:
    """A test for a day, from the holidays of a year and the tenant's own closed days."""
    return lambda day: day in closed or day in holidays(day.year)
