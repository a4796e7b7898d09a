"""What is asked of the room: how routes fare, which receipts nobody could place, and the telephones of the demo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nabij.channels.errors import failure
from nabij.channels.models import ReceiptInbox, Route, SimulatedMessage
from nabij.channels.smpp import rules
from nabij.channels.smpp.rules import SmsSize
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

RIGHT: Final = "channels.watch"


@dataclass(frozen=True, slots=True)
class RouteState:
    """A route as last seen; `down_since` is None while it is up."""

    provider: str
    channel: str
    down_since: datetime | None
    trouble: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A receipt about a message that nobody here sent, as far as we know."""

    id: int
    provider: str
    provider_message_id: str
    state: str
    error: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message on a telephone; `state` is that of its receipt, empty until it was written."""

    channel: str
    subject: str
    text: str
    sent_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Telephone:
    """One recipient of the demo with the newest messages first."""

    owner: str
    messages: Sequence[ShownMessage]


def route_states(actor: Actor) -> list[RouteState]:
    """Every route that ever failed, the ones that are down first. Raises Missing without the right anywhere."""
    _require_watch(actor)
    routes = Route.objects.order_by("down_since", "channel", "provider")
    return [RouteState(route.provider, route.channel, route.down_since, route.trouble) for route in routes]


def dead_letters(actor: Actor, *, before: int | None = None, limit: int = 50) -> list[DeadLetter]:
    """Receipts that waited 72 hours in vain, newest first; `before` is the id of the last one on the page above."""
    _require_watch(actor)
    rows = ReceiptInbox.objects.exclude(dead_letter_at=None)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [
        DeadLetter(row.pk, row.provider, row.provider_message_id, row.state, row.error, row.received_at)
        for row in rows.order_by("-id")[:limit]
    ]


def sms_size(text: str) -> SmsSize:
    """What a text costs as SMS: encoding, parts, room left, and the characters that make it dear."""
    return rules.sms_size(text)


def sentence_of(error: str) -> str:
    """An error code of an answer or a receipt, as a sentence for who has to do something about it."""
    return failure(error).sentence if error else ""


def telephones(*, count: int = 8, messages: int = 6) -> list[Telephone]:
    """The `count` recipients of the demo that heard from us last, each with the newest `messages`. Two queries."""
    newest = SimulatedMessage.objects.raw(
        "select * from (select distinct on (recipient) * from channels_simulatedmessage"
        " order by recipient, sent_at desc, id desc) as last order by sent_at desc, id desc limit %s",
        [count],
    )
    owners = [message.recipient for message in newest]
    rows = SimulatedMessage.objects.raw(
        "select message.* from unnest(%s::text[]) as owner (recipient), lateral (select * from channels_simulatedmessage"
        " where recipient = owner.recipient order by sent_at desc, id desc limit %s) as message",
        [owners, messages],
    )
    by_owner: dict[str, list[ShownMessage]] = {owner: [] for owner in owners}
    for row in rows:
        state = "" if row.receipt_due_at else row.receipt_state
        by_owner[row.recipient].append(ShownMessage(row.channel, row.subject, row.text, row.sent_at, state))
    return [Telephone(_readable(owner), shown) for owner, shown in by_owner.items()]


def _readable(recipient: str) -> str:
    return vault.readable("sms", recipient) if recipient.startswith("+") else recipient


def _require_watch(actor: Actor) -> None:
    if not actor.tenants_with(RIGHT):
        raise Missing
