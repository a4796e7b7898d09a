"""Bars and a line over time, as numbers for an SVG of fixed measures. Pure; the words stand in the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 160
LEFT: Final = 60
BOTTOM: Final = 28
TOP: Final = 8
GAP: Final = 2
STEPS: Final = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Column:
    """One stretch of time: `base` is drawn from below, `top` upon it, `line` as a point of the line."""

    at: datetime
    base: int
    top: int
    line: int


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float
    base_y: float
    base_height: float
    top_y: float
    top_height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across with its number, or a moment below."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    bars: Sequence[Bar]
    line: str
    across: Sequence[Mark]
    below: Sequence[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def chart(columns: Sequence[Column], moment_words: Sequence[str]) -> Chart:
    """The drawing of `columns`, oldest first; `moment_words` are spread evenly below, from the first column to the last."""
    most = ceiling(max((max(one.base + one.top, one.line) for one in columns), default=0))
    room, floor = HEIGHT - BOTTOM - TOP, HEIGHT - BOTTOM
    step = (WIDTH - LEFT) / max(1, len(columns))

    def high(count: int) -> float:
        return round(room * count / most, 1)

    bars = [
        Bar(
            round(LEFT + place * step, 1), round(step - GAP, 1), round(floor - high(one.base), 1), high(one.base),
            round(floor - high(one.base) - high(one.top), 1), high(one.top),
        )
        for place, one in enumerate(columns)
    ]  # fmt: skip
    points = " ".join(
        f"{round(LEFT + (place + 0.5) * step - GAP / 2, 1)},{round(floor - high(one.line), 1)}"
        for place, one in enumerate(columns)
    )
    across = [
        Mark(round(floor - high(count), 1), f"{count}") for count in (0, most // 2, most) if most > 1 or count != 0
    ]
    places = [round(number * (len(columns) - 1) / max(1, len(moment_words) - 1)) for number in range(len(moment_words))]
    below = [
        Mark(round(LEFT + (place + 0.5) * step, 1), words) for place, words in zip(places, moment_words, strict=True)
    ]
    return Chart(bars, points, across, below)


def ceiling(most: int) -> int:
    """The round number at the top of the scale: 2, 4, 10, 20, 40, 100 ... (always even, at least 2)."""
    size = 1
    while True:
        for step in STEPS:
            if 2 * step * size >= most:
                return 2 * step * size
        size *= 10
