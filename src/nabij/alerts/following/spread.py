"""Where an alert arrived: homes per square of a grid and per neighbourhood, blurred so that nobody's own home shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final

FINE_M: Final = 100
"""Metres along the side of a square that is kept, and shown to whoever may see the members."""
COARSE: Final = 3
"""Fine squares along the side of the one that others see: 300 m."""
FEWEST_HOMES: Final = 5
"""A square or neighbourhood with fewer homes is not told apart from the rest. The usual least cell of public statistics."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Households: `reached` had the alert handed over, `delivered` of them by receipt; for `failed` every way was given up."""

    homes: int = 0
    delivered: int = 0
    reached: int = 0
    failed: int = 0

    @property
    def waiting(self) -> int:
        return self.homes - self.reached - self.failed

    def __add__(self, other: Homes) -> Homes:
        return Homes(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Square:
    """Homes of one neighbourhood in a square; `column` and `row` count squares of `FINE_M` in Lambert metres."""

    area: str
    column: int
    row: int
    counted: Homes


@dataclass(frozen=True, slots=True)
class Shown:
    """What a viewer sees: per neighbourhood (empty code: the few elsewhere), and per square (west, south, side in metres)."""

    areas: Mapping[str, Homes]
    squares: Sequence[tuple[int, int, int, Homes]]

    @property
    def total(self) -> Homes:
        return summed(self.areas.values())


def summed(counted: Iterable[Homes]) -> Homes:
    return sum(counted, start=Homes())


def gathered(squares: Iterable[Square]) -> list[Square]:
    """One square per place and neighbourhood."""
    found: dict[tuple[str, int, int], Homes] = {}
    for one in squares:
        key = (one.area, one.column, one.row)
        found[key] = found.get(key, Homes()) + one.counted
    return [Square(*key, counted) for key, counted in sorted(found.items())]


def shown(squares: Sequence[Square], *, exact: bool) -> Shown:
    """Blurred: squares of 300 m, those and neighbourhoods with fewer than five homes not told apart. `exact` for whoever may
    see the members: squares of 100 m, all of them."""
    size = 1 if exact else COARSE
    fewest = 1 if exact else FEWEST_HOMES
    areas: dict[str, Homes] = {}
    places: dict[tuple[int, int], Homes] = {}
    for one in squares:
        areas[one.area] = areas.get(one.area, Homes()) + one.counted
        place = (one.column // size, one.row // size)
        places[place] = places.get(place, Homes()) + one.counted
    side = FINE_M * size
    large = [
        (column * side, row * side, side, counted)
        for (column, row), counted in sorted(places.items())
        if counted.homes >= fewest
    ]
    return Shown(_without_few(areas, fewest), large)


def _without_few(areas: Mapping[str, Homes], fewest: int) -> dict[str, Homes]:
    """Few homes go together with those of no known place, and with the smallest other where they are still too few."""
    named = {code: counted for code, counted in areas.items() if code and counted.homes >= fewest}
    rest = summed(counted for code, counted in areas.items() if code not in named)
    while 0 < rest.homes < fewest and named:
        smallest = min(named, key=lambda code: (named[code].homes, code))
        rest += named.pop(smallest)
    return named | ({"": rest} if rest.homes else {})


def as_rows(squares: Iterable[Square]) -> list[list[Any]]:
    """For keeping as JSON."""
    return [[one.area, one.column, one.row, *astuple(one.counted)] for one in squares]


def from_rows(rows: Iterable[Sequence[Any]]) -> list[Square]:
    return [Square(area, column, row, Homes(*counted)) for area, column, row, *counted in rows]
