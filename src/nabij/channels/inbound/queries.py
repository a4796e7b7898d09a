from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from nabij.channels.inbound.actions import WATCH
from nabij.channels.models import InboundMessage, Puzzle
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Puzzling:
    """Something that came in and that nobody could read; its content is asked for apart, on record."""

    id: UUID
    door: str
    provider: str
    reason: str
    times: int
    received_at: datetime


def puzzles(actor: Actor) -> list[Puzzling]:
    """What waits for a person, newest first, at most 50. Raises Missing without channels.watch anywhere."""
    if not actor.tenants_with(WATCH):
        raise Missing
    rows = Puzzle.objects.filter(settled_at=None).order_by("-received_at")[:PAGE]
    return [Puzzling(row.id, row.door, row.provider, row.reason, row.times, row.received_at) for row in rows]


def waiting_senders(limit: int = 200) -> set[bytes]:
    """The lookups of those whose texts wait, for who finds in one question to which alerts they answer."""
    rows = InboundMessage.objects.filter(handled_at=None).order_by("received_at")
    return {bytes(lookup) for lookup in rows.values_list("sender_lookup", flat=True)[:limit] if lookup}


def answered_since(sender_lookup: bytes, since: datetime) -> bool:
    """Whether this number had an answer of us since then."""
    rows = InboundMessage.objects.filter(sender_lookup=sender_lookup, received_at__gte=since, answer__isnull=False)
    return rows.exists()
