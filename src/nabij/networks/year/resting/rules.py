"""When a network seems asleep, and who is asked then. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

MONTH: Final = timedelta(days=30)
NO_COORDINATOR: Final = "no_coordinator"


@dataclass(frozen=True)
class Seen:
    """What is known of a network. `coordinator_at`: when anybody who leads it was last seen; `since`: when it was founded."""

    has_coordinator: bool
    coordinator_at: datetime | None
    waiting_late: int
    log_at: datetime | None
    evening_due: bool
    since: datetime


def signals(seen: Seen, now: datetime, *, weeks: int, waiting: int, log_months: int) -> list[str]:
    """Which signs of sleep there are. What is too young to have been seen is not asleep."""
    last = max((at for at in (seen.coordinator_at, seen.since) if at), default=seen.since)
    written = max((at for at in (seen.log_at, seen.since) if at), default=seen.since)
    found = {
        NO_COORDINATOR: not seen.has_coordinator,
        "not_seen": seen.has_coordinator and now - last > timedelta(weeks=weeks),
        "waiting": seen.waiting_late >= max(1, waiting),
        "silent_log": now - written > log_months * MONTH,
        "no_evening": seen.evening_due,
    }
    return [name for name, is_seen in found.items() if is_seen]


def is_dormant(found: Sequence[str], least: int) -> bool:
    """Without any coordinator at once; otherwise from as many signals as the zone chose."""
    return NO_COORDINATOR in found or len(found) >= max(1, least)


def next_asked(state: str, *, has_coordinator: bool, has_deputy: bool) -> str:
    """Who is asked after `state` (empty at the start): the coordinator, the deputy, then the officer takes over. Who is not there
    is passed over, so that a network never waits for nobody."""
    order = ("coordinator", "deputy", "officer")
    there = {"coordinator": has_coordinator, "deputy": has_deputy, "officer": True}
    left = order[order.index(state) + 1 :] if state in order else order
    return next((one for one in left if there[one]), "officer")


def founded_at(row_id: UUID) -> datetime:
    """When a row was made: the moment that its key holds (UUIDv7, RFC 9562)."""
    return datetime.fromtimestamp((row_id.int >> 80) / 1000, tz=UTC)
