"""The usual communication plan of a BIN-Z, as data/plan.toml has it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache

from nabij.networks.shops.kinds import DATA


@dataclass(frozen=True)
class Line:
    """As a row of the plan of a network."""

    category: str
    priority: str
    channels: tuple[str, ...]
    from_time: time | None = None
    until_time: time | None = None
    night: bool = False


@cache
def usual() -> Sequence[Line]:
    rows = tomllib.loads((DATA / "plan.toml").read_text(encoding="utf-8"))["line"]
    return tuple(Line(**{**row, "channels": tuple(row["channels"])}) for row in rows)
