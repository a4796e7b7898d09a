"""What the sign-up campaign decides: goals from a share, and what a file of counts says. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DELIMITERS: Final = ";,\t"
SHADES: Final = 4


@dataclass(frozen=True)
class Told:
    """Counts per neighbourhood code, and lines that say nothing that we understand."""

    counts: Mapping[str, int]
    bad: tuple[int, ...]
    has_columns: bool = True


def goal_of(addresses: int, percent: int) -> int:
    """So many percent of the addresses, rounded up to tens: a goal that people can say."""
    exact = -(-addresses * percent // 100)
    return min(addresses, -(-exact // 10) * 10)


def read_counts(text: str, columns: Mapping[str, str], codes: Mapping[str, str]) -> Told:
    """A file with a neighbourhood (code or name; `codes` gives the code by either in lower case) and a number on each line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count))
    names = [name.strip().casefold() for name in next(rows, [])]
    places = [
        names.index(columns[key].casefold()) if columns[key].casefold() in names else -1 for key in ("area", "count")
    ]
    if min(places) < 0:
        return Told({}, (), has_columns=False)
    counts: dict[str, int] = {}
    bad = []
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        name, number = (cells[place].strip() if place < len(cells) else "" for place in places)
        code = codes.get(name.casefold())
        digits = number.replace(".", "").replace(" ", "")
        if code is None or not digits.isascii() or not digits.isdigit() or len(digits) > 8:
            bad.append(rows.line_num)
        else:
            counts[code] = counts.get(code, 0) + int(digits)
    return Told(counts, tuple(bad))


def shade(reached: int, goal: int) -> int:
    """How far a goal is, as one of five steps (0-4) of a map; the last only when it is reached."""
    if not goal:
        return 0
    return SHADES if reached >= goal else min(SHADES - 1, reached * SHADES // goal)
