"""How fast it is. `make bench` runs each module `bench_*.py` in a process of its own and a fresh database of a durable server.

A module has `measure()`, which gives one result or a list, made with `result()`. When it is called Django is set up on a
migrated, empty database. A module that needs many rows has `seed()` too: it fills a database once, and what it filled is kept
until the migrations or the module change; `measure()` gets a copy.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass

PAIRS = 5
BAND = 0.10


@dataclass(frozen=True)
class Result:
    """One line of `results.json`. `reference` says in words what `reference_value` was measured on."""

    name: str
    value: float
    unit: str
    reference: str
    reference_value: float | None
    ratio: float | None
    goal: str
    met: bool


def at_least(value: float, goal: float) -> bool:
    """Whether `value` reaches `goal`, within the band that noise allows."""
    return value >= goal * (1 - BAND)


def at_most(value: float, goal: float) -> bool:
    """Whether `value` stays under `goal`, within the band that noise allows."""
    return value <= goal * (1 + BAND)


def interleaved(ours: Callable[[], float], theirs: Callable[[], float], pairs: int = PAIRS) -> tuple[float, float]:
    """The medians of both, measured in turns so that noise of the machine falls on both."""
    measured = [(ours(), theirs()) for _ in range(pairs)]
    return statistics.median(one for one, _ in measured), statistics.median(other for _, other in measured)


def as_row(result: Result) -> dict[str, object]:
    return asdict(result)
