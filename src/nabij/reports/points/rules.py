"""When a reporting point is staffed. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

When = Literal["coming", "now", "over"]
NOW: Final = "now"


def when(from_at: datetime, until_at: datetime, now: datetime) -> When:
    """Before, during (the first minute counts, the last does not) or after."""
    if now < from_at:
        return "coming"
    return "now" if now < until_at else "over"


def inside(from_at: datetime, until_at: datetime, outer_from: datetime, outer_until: datetime) -> bool:
    """Whether a turn has a length and lies within the time of its point."""
    return outer_from <= from_at < until_at <= outer_until
