"""The steps of a start-up as data/steps.toml has them: in which order, who owns each, its term, what it needs."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from nabij.networks.founding.models import StepCode, StepOwner
from nabij.tenants.working_days import end_of_term

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "steps.toml"


@dataclass(frozen=True)
class Step:
    """`required` cannot be left out, `by_deed` is settled only by its own deed and never by a tick."""

    code: str
    owner: str
    working_days: int
    needs: tuple[str, ...]
    source: str
    required: bool = False
    by_deed: bool = False

    def is_ready(self, settled: Collection[str]) -> bool:
        """Whether all that must precede it was settled."""
        return set(self.needs) <= set(settled)

    def due(self, since: datetime, chosen: Mapping[str, int]) -> datetime:
        """The end of its term, in the working days that the zone chose or else those of the data."""
        return end_of_term(since, int(chosen.get(self.code, self.working_days)))


@cache
def all_steps() -> tuple[Step, ...]:
    """Every step, in order."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["step"]
    return tuple(
        Step(
            code=StepCode(one["code"]), owner=StepOwner(one["owner"]), working_days=one["working_days"],
            needs=tuple(StepCode(need) for need in one["needs"]), source=one["source"],
            required=one.get("required", False), by_deed=one.get("deed", False),
        )
        for one in found
    )  # fmt: skip


def step(code: str) -> Step:
    """Raises KeyError for a code that does not exist."""
    return {one.code: one for one in all_steps()}[code]


def in_order(codes: Collection[str]) -> list[str]:
    """These codes in the order of the start-up."""
    return [one.code for one in all_steps() if one.code in codes]
