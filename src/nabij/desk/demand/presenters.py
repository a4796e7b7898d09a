"""The table and its sentence in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.utils import dates
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nabij.desk.demand.queries import Demand
from nabij.desk.demand.rules import HOURS, LEAST_SHOWN, WEEKDAYS, Table

DAYS: Final = tuple(capfirst(dates.WEEKDAYS[day]) for day in WEEKDAYS)
HOUR_WIDE: Final = 10
DRAWN_HIGH: Final = 48
SOURCE_WORDS: Final = {
    "reports": gettext_lazy("reports"), "video": gettext_lazy("rings by video"),
    "tickets": gettext_lazy("numbers at the counter"), "appointments": gettext_lazy("appointments, when asked for"),
}  # fmt: skip


def sentence(found: Demand) -> str:
    """What the table shows."""
    share = found.table.share_outside
    if share is None:
        return _("Too little came in to say anything about it.")
    said = _("{share} % of the questions come outside opening hours.").format(share=share)
    busiest = found.table.busiest_closed()
    if busiest is None:
        return said
    day, hour = busiest
    more = _("The busiest hour that is closed: {day}, {start}:00 to {end}:00.")
    return f"{said} {more.format(day=DAYS[day], start=hour, end=(hour + 1) % 24)}"


def rows(table: Table) -> list[dict[str, Any]]:
    """A row per hour, with seven cells."""
    return [
        {"hour": hour, "cells": [_cell(table, day, hour) for day in WEEKDAYS]} for hour in HOURS
    ]  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """An hour of a day in the drawing: `y` and `height` in its units, of which `DRAWN_HIGH` is the busiest hour of the week."""

    x: int
    y: float
    height: float
    is_open: bool
    words: str


@dataclass(frozen=True)
class DayChart:
    """A day: a bar per hour, and (begin, width) of the stretches in which somebody is usually there."""

    name: Any
    bars: list[Bar]
    openings: list[tuple[int, int]]


def day_charts(table: Table) -> list[DayChart]:
    """The week as seven drawings on one scale. Hours with few questions have bars of one height: no number is to be read."""
    most = max([LEAST_SHOWN, *(one.count for one in table.cells.values())])
    return [
        DayChart(DAYS[day], [_bar(table, day, hour, most) for hour in HOURS], _stretches(table, day))
        for day in WEEKDAYS
    ]


def _bar(table: Table, day: int, hour: int, most: int) -> Bar:
    one = table.cells[day, hour]
    count = LEAST_SHOWN / 2 if one.is_hidden else one.count
    height = round(DRAWN_HIGH * count / most, 1)
    words = _("{start}:00 to {end}:00: {count}").format(
        start=hour, end=hour + 1, count=_cell(table, day, hour)["shown"] or "0"
    )
    return Bar(hour * HOUR_WIDE, DRAWN_HIGH - height, height, one.is_open, words)


def _stretches(table: Table, day: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for is_open, hours in groupby(HOURS, key=lambda hour: table.cells[day, hour].is_open):
        stretch = list(hours)
        if is_open:
            found.append((stretch[0] * HOUR_WIDE, len(stretch) * HOUR_WIDE))
    return found


def _cell(table: Table, day: int, hour: int) -> dict[str, Any]:
    one = table.cells[day, hour]
    shown = f"< {LEAST_SHOWN}" if one.is_hidden else str(one.count) if one.count else ""
    return {"shown": shown, "shade": table.shade((day, hour)), "is_open": one.is_open, "day": DAYS[day]}


def sources(found: Demand) -> list[tuple[Any, str]]:
    """Name and number of each source; small ones not to the letter."""
    return [
        (SOURCE_WORDS[name], f"< {LEAST_SHOWN}" if 0 < count < LEAST_SHOWN else str(count))
        for name, count in found.per_source.items()
    ]


def lines(found: Demand) -> list[list[str]]:
    """The export: a line per hour of the week, small numbers hidden as on the page."""
    head = [_("day"), _("hour"), _("questions"), _("usually open")]
    return [head, *(_line(found.table, day, hour) for day in WEEKDAYS for hour in HOURS)]


def _line(table: Table, day: int, hour: int) -> list[str]:
    is_open = table.cells[day, hour].is_open
    return [str(DAYS[day]), f"{hour:02}:00", _cell(table, day, hour)["shown"] or "0", _("yes") if is_open else _("no")]
