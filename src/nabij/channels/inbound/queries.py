from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from nabij.channels.models import InboundMessage, Puzzle
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

PAGE: Final = 50
WATCH: Final = "channels.watch"


@dataclass(frozen=True, slots=True)
class Puzzling:
    """Something that came in and that nobody could read; its content is for who runs the installation."""

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person; both count to 50."""

    dead_receipts: int
    puzzles: list[Puzzling]


def waiting_for_a_person(actor: Actor) -> Waiting:
    """Receipts about no message of ours, and what nobody could read (one query). Raises Missing without channels.watch."""
    if not actor.tenants_with(WATCH):
        raise Missing
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"most": PAGE})
        rows = cursor.fetchall()
    return Waiting(rows[0][0], [Puzzling(*row[1:]) for row in rows if row[1] is not None])


_WAITING: Final = """
    select (select count(*) from (select from channels_receiptinbox where dead_letter_at is not null limit %(most)s) dead)::int,
      puzzle.* from (select) one left join (
        select id, door, provider, reason, times, received_at from channels_puzzle where settled_at is null
        order by received_at desc limit %(most)s) puzzle on true
"""


def waiting_senders(limit: int = 200) -> set[bytes]:
    """The lookups of those whose texts wait, for who finds in one question to which alerts they answer."""
    rows = InboundMessage.objects.filter(handled_at=None).order_by("received_at")
    return {bytes(lookup) for lookup in rows.values_list("sender_lookup", flat=True)[:limit] if lookup}


def answered_since(sender_lookup: bytes, since: datetime) -> bool:
    """Whether this number had an answer of us since then."""
    rows = InboundMessage.objects.filter(sender_lookup=sender_lookup, received_at__gte=since, answer__isnull=False)
    return rows.exists()
