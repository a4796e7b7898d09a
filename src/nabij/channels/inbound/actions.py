"""What is kept of what comes in: texts of people until they are answered, and what nobody could read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from nabij.audit.actions import PLATFORM, consulted, record
from nabij.channels.inbound.parts import Part, Piece, is_ready, joined
from nabij.channels.models import InboundMessage, Puzzle
from nabij.channels.smpp.receipts import InboundText
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id

TEXTS_TASK: Final = "channels.texts"
"""The job that answers texts; it lives with the alerts, since a text may be an answer to one."""
SAME_TEXT_WITHIN: Final = timedelta(minutes=10)
ANSWERED_WITHIN: Final = timedelta(hours=1)
"""An answer that could not leave by then helps nobody any more."""
LOOKED_AT: Final = 20
LONGEST_CONTENT: Final = 200_000


@dataclass(frozen=True, slots=True)
class Inbound:
    """A text that somebody sent us, its parts joined. `sender_lookup` is empty for a sender that is no number."""

    id: UUID
    provider: str
    sender_lookup: bytes
    sender: str = field(repr=False)
    sent_to: str
    text: str = field(repr=False)
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What we answer to a text."""

    to: str = field(repr=False)
    text: str = field(repr=False)
    language: str


def keep_text(provider: str, row: InboundText) -> None:
    """Once: a provider that did not hear our acknowledgement sends the same text again within minutes.

    In the caller's transaction; who answers is woken when it commits.
    """
    part, text = row.part or Part(0, 1, 1), _storable(row.text)
    sender, sent_to = _storable(row.sender), _storable(row.to)
    which = () if part.is_whole else (str(part.number), str(part.reference))
    fingerprint = vault.keyed_digest(b"inbound", "\0".join((provider, sender, sent_to, text, *which)).encode())
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(fingerprint[:8], "big", signed=True)])
    since = timezone.now() - SAME_TEXT_WITHIN
    if InboundMessage.objects.filter(fingerprint=fingerprint, received_at__gt=since).exists():
        return
    row_id = new_id()
    together = f"{provider}\0{sender}\0{sent_to}\0{part.reference}\0{part.total}"
    InboundMessage.objects.create(
        id=row_id,
        provider=provider,
        fingerprint=fingerprint,
        sender_lookup=number_lookup(sender),
        sender=vault.seal_value("inbound_sender", row_id, sender),
        sent_to=sent_to[:30],
        text=vault.seal_value("inbound_text", row_id, text),
        part_of=b"" if part.is_whole else vault.keyed_digest(b"parts", together.encode()),
        part_number=1 if part.is_whole else part.number,
        part_total=1 if part.is_whole else part.total,
    )
    wake()


def _storable(text: str) -> str:
    """Half a character, as some gateways send it, has no place in UTF-8, and NUL none in a column of text."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def wake() -> None:
    """Has waiting texts handled, as soon as the transaction commits; a job that waits already does it for this one too."""
    try:
        with transaction.atomic():
            app.configure_task(TEXTS_TASK, queueing_lock=TEXTS_TASK).defer(timestamp=0)
    except AlreadyEnqueued:
        return


def number_lookup(sender: str) -> bytes:
    """The keyed hash of a number; nothing for a name."""
    return vault.lookup_of_normal("sms", sender) if sender.startswith("+") else b""


def take_text(now: datetime) -> Inbound | None:
    """The oldest text that is complete, marked as handled with all its parts; None when none is. In the caller's transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("A text is taken in the transaction that handles it.")
    waiting = InboundMessage.objects.select_for_update(skip_locked=True).filter(handled_at=None).order_by("received_at")
    seen: set[bytes] = set()
    for row in waiting[:LOOKED_AT]:
        if bytes(row.part_of) in seen:
            continue
        rows = [row] if not row.part_of else _parts_of(row)
        seen.add(bytes(row.part_of) or row.id.bytes)
        pieces = [Piece(one.part_number, one.part_total, _text(one), one.received_at) for one in rows]
        if is_ready(pieces, now):
            InboundMessage.objects.filter(id__in=[one.id for one in rows]).update(handled_at=now)
            return _inbound(row, joined(pieces))
    return None


def _parts_of(row: InboundMessage) -> list[InboundMessage]:
    rows = InboundMessage.objects.select_for_update().filter(part_of=row.part_of, handled_at=None)
    return list(rows.order_by("received_at"))


def _inbound(row: InboundMessage, text: str) -> Inbound:
    sender = vault.open_value("inbound_sender", row.id, bytes(row.sender))
    return Inbound(row.id, row.provider, bytes(row.sender_lookup), sender, row.sent_to, text, row.received_at)


def _text(row: InboundMessage) -> str:
    return vault.open_value("inbound_text", row.id, bytes(row.text))


def put_answer(inbound_id: UUID, *, text: str, language: str) -> None:
    """What to answer, kept with the text until it left: whoever stops in between answers later."""
    sealed = vault.seal_value("inbound_answer", inbound_id, json.dumps({"text": text, "language": language}))
    InboundMessage.objects.filter(id=inbound_id).update(answer=sealed, answered_at=None)


@transaction.atomic
def take_answer(now: datetime) -> tuple[UUID, Reply] | None:
    """An answer that waits, locked until the caller's transaction ends; None when none does."""
    waiting = InboundMessage.objects.select_for_update(skip_locked=True).filter(
        answer__isnull=False, answered_at=None, received_at__gt=now - ANSWERED_WITHIN
    )
    row = waiting.order_by("received_at").first()
    if row is None or row.answer is None:
        return None
    sender = vault.open_value("inbound_sender", row.id, bytes(row.sender))
    said: dict[str, Any] = json.loads(vault.open_value("inbound_answer", row.id, bytes(row.answer)))
    return row.id, Reply(sender, said["text"], said["language"])


def mark_answered(inbound_id: UUID, now: datetime) -> None:
    InboundMessage.objects.filter(id=inbound_id).update(answered_at=now)


@transaction.atomic
def keep_puzzle(*, door: str, provider: str, reason: str, content: bytes) -> UUID:
    """Keeps what nobody could read; the same again only counts. `door` is where it came in: sms, callback or mail."""
    content = content[:LONGEST_CONTENT]
    fingerprint = vault.keyed_digest(b"puzzle", f"{door}\0{provider}\0".encode() + content)
    row_id = new_id()
    sealed = vault.seal_value("puzzle", row_id, content.decode("latin-1"))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into channels_puzzle (id, door, provider, reason, fingerprint, content, times, received_at)"
            " values (%s, %s, %s, %s, %s, %s, 1, clock_timestamp()) on conflict (fingerprint)"
            " do update set times = channels_puzzle.times + 1, settled_at = null returning id",
            [row_id, door[:12], provider[:60], reason.replace("\0", "")[:300], fingerprint, sealed],
        )
        (kept,) = cursor.fetchone()
    return UUID(str(kept))


@transaction.atomic
def read_puzzle(actor: Actor, puzzle_id: UUID) -> bytes:
    """The content of what nobody could read: for who runs the installation, since nobody knows of which tenant it is.

    On record with their reason, for it may hold a person's words. Raises Missing for anybody but the platform.
    """
    found = _puzzle(actor, puzzle_id)
    consulted(actor, tenant_id=PLATFORM, target="channels.puzzle", target_id=found.id)
    return vault.open_value("puzzle", found.id, bytes(found.content)).encode("latin-1")


@transaction.atomic
def settle_puzzle(actor: Actor, *, puzzle_id: UUID) -> None:
    """Somebody dealt with it. Raises Missing for anybody but the platform."""
    found = _puzzle(actor, puzzle_id)
    found.settled_at = timezone.now()
    found.save(update_fields=["settled_at"])
    record(
        actor,
        tenant_id=PLATFORM,
        verb="channels.settle_puzzle",
        target="channels.puzzle",
        target_id=found.id,
        event=False,
    )


def _puzzle(actor: Actor, puzzle_id: UUID) -> Puzzle:
    found = Puzzle.objects.select_for_update().filter(id=puzzle_id).first() if actor.kind == "system" else None
    if found is None:
        raise Missing
    return found
