"""Who is called first, and how long it takes. Pure: values in, values out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import ceil
from pathlib import Path
from statistics import median
from typing import Final

from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused

FILE: Final = Path(__file__).resolve().parent / "data" / "order.toml"
STEPS: Final[Mapping[str, frozenset[str]]] = {
    "waiting": frozenset({"called", "left"}),
    "called": frozenset({"called", "serving", "served", "no_show", "waiting"}),
    "serving": frozenset({"served", "waiting"}),
    "no_show": frozenset({"called"}),
    "served": frozenset(),
    "left": frozenset(),
}
"""From which state to which. Back to waiting is a transfer; a number that did not come may be called again."""


@dataclass(frozen=True)
class Order:
    """What `data/order.toml` says; minutes, days and counts."""

    head_start_min: int
    late_after_min: int
    announce_from_min: int
    usual_min: int
    measured_days: int
    measured_least: int


@cache
def order() -> Order:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Order(**{name: value for name, value in rows.items() if name not in ("valid_from", "source")})


def rank_at(taken_at: datetime, due_at: datetime | None, by: Order) -> datetime:
    """The moment by which somebody stands in the queue; the earliest is called first."""
    if due_at is None or taken_at > due_at + timedelta(minutes=by.late_after_min):
        return taken_at
    return due_at - timedelta(minutes=by.head_start_min)


def check_announce(due_at: datetime, now: datetime, by: Order) -> None:
    """Raises Refused for who is far too early."""
    if now < due_at - timedelta(minutes=by.announce_from_min):
        raise Refused(_("You are early. Announce yourself from an hour before your appointment."))


def check_step(before: str, after: str) -> None:
    """Raises Refused for a step that cannot be."""
    if after not in STEPS[before]:
        raise Refused(_("This number is no longer yours to handle. Load the page again to see how it stands."))


def usual_minutes(measured_s: Sequence[float], planned_min: int, by: Order) -> float:
    """How long serving takes: the middle of what was measured, or what is planned while too little was."""
    if len(measured_s) < by.measured_least:
        return float(min(planned_min, by.usual_min))
    return median(measured_s) / 60


def expected_min(ahead: Sequence[float], desks: int) -> int:
    """Minutes until somebody is called, with these serving times before them at so many desks; rounded up to five."""
    minutes = sum(ahead) / max(desks, 1)
    return ceil(minutes / 5) * 5


def percentile(values: Sequence[float], part: float) -> float | None:
    """The value that this part (0 to 1) of the values does not pass; None of nothing."""
    if not values:
        return None
    found = sorted(values)
    return found[min(ceil(part * len(found)) - 1, len(found) - 1) if part > 0 else 0]
