"""When a message to one person may leave, and when it goes again. Values in, values out: no rows, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from nabij.tenants.working_days import BRUSSELS

WAITS: Final = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
"""How long a message waits after each time that no route was up."""
DAY_FROM, DAY_UNTIL = time(8), time(21)
"""Local hours between which a message leaves that nobody waits for."""
CALMEST_FIRST: Final = ("email", "sms", "push", "voice")
"""Nothing in an outbox is urgent: the channel that costs and disturbs least comes first."""


def next_try(tries: int, now: datetime, until: datetime | None, waits: Sequence[timedelta] = WAITS) -> datetime | None:
    """When a message goes again that could not leave `tries` times; None once that was too often, or of no use after `until`."""
    if tries > len(waits):
        return None
    moment = now + waits[tries - 1]
    return moment if until is None or moment < until else None


def is_daytime(now: datetime) -> bool:
    return DAY_FROM <= now.astimezone(BRUSSELS).time() < DAY_UNTIL
