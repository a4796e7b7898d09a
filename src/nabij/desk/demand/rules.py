"""Demand per hour of the week beside the hours in which somebody is there. Pure: counts and openings in, a table out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from nabij.tenants.working_days import BRUSSELS

HOURS: Final = range(24)
WEEKDAYS: Final = range(7)
LEAST_SHOWN: Final = 5
"""Fewer questions than this in a cell are not shown: they might say something of one person."""
HOUR: Final = timedelta(hours=1)
HALF: Final = timedelta(minutes=30)
SHADES: Final = 5
Span = tuple[datetime, datetime]
Cell = tuple[int, int]
"""Weekday (0 is Monday) and hour, by the clock of Brussels."""


@dataclass(frozen=True)
class Hour:
    """One cell: how much came, how much of that while all was closed, and whether it is usually open."""

    count: int
    outside: int
    is_open: bool

    @property
    def is_hidden(self) -> bool:
        return 0 < self.count < LEAST_SHOWN


@dataclass(frozen=True)
class Table:
    """The week. `outside` and `total` are of every question, also of those in hidden cells."""

    cells: Mapping[Cell, Hour]
    total: int
    outside: int

    @property
    def share_outside(self) -> int | None:
        """Per hundred; None where there are too few to say."""
        return round(100 * self.outside / self.total) if self.total >= LEAST_SHOWN else None

    def busiest_closed(self) -> Cell | None:
        """The closed hour in which most comes, if that may be shown."""
        closed = [(one.count, cell) for cell, one in self.cells.items() if not one.is_open and one.count >= LEAST_SHOWN]
        return max(closed, key=lambda row: (row[0], -row[1][0], -row[1][1]))[1] if closed else None

    def shade(self, cell: Cell) -> int:
        """From 0 (nothing) to 5 (most), in even steps; hidden cells have the lightest."""
        most, count = max((one.count for one in self.cells.values()), default=0), self.cells[cell].count
        if not count:
            return 0
        return 1 if count < LEAST_SHOWN else min(SHADES, 1 + (SHADES * count - 1) // most)


def week(counts: Iterable[tuple[datetime, int]], openings: Sequence[Span], since: datetime, until: datetime) -> Table:
    """The table of what came between two moments. `counts`: (begin of an hour, how many); `openings` in any order.

    An hour counts as open when somebody is there for at least half of it; a cell when that holds for most of its weeks.
    """
    open_hours = hours_open(openings)
    came: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for at, count in counts:
        tally = came[cell_of(at)]
        tally[0] += count
        tally[1] += count if at.astimezone(UTC) not in open_hours else 0
    weeks: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    at = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while at < until:
        tally = weeks[cell_of(at)]
        tally[0] += at in open_hours
        tally[1] += 1
        at += HOUR
    cells = {
        (day, hour): Hour(came[day, hour][0], came[day, hour][1], 2 * weeks[day, hour][0] > weeks[day, hour][1])
        for day in WEEKDAYS
        for hour in HOURS
    }
    return Table(cells, sum(one.count for one in cells.values()), sum(one.outside for one in cells.values()))


def cell_of(at: datetime) -> Cell:
    here = at.astimezone(BRUSSELS)
    return here.weekday(), here.hour


def hours_open(openings: Iterable[Span]) -> set[datetime]:
    """The hours (their begin, UTC) of which at least half is covered; overlapping openings count once."""
    covered: dict[datetime, timedelta] = defaultdict(timedelta)
    for begin, end in merged(openings):
        at = begin.replace(minute=0, second=0, microsecond=0)
        while at < end:
            covered[at] += min(end, at + HOUR) - max(begin, at)
            at += HOUR
    return {at for at, length in covered.items() if length >= HALF}


def merged(openings: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for begin, end in sorted((begin.astimezone(UTC), end.astimezone(UTC)) for begin, end in openings):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif begin < end:
            found.append((begin, end))
    return found
