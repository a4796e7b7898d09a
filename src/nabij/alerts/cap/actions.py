"""Taking in CAP messages of others. Whatever they say becomes a draft that waits for a person, never more."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.alerts import actions as alerts
from nabij.alerts.cap.drafting import Proposal, expires_at, proposal
from nabij.alerts.cap.faults import Unreadable
from nabij.alerts.cap.gateway import Item
from nabij.alerts.cap.message import Message
from nabij.alerts.cap.models import BeAlertNotice, CapMessage, Verdict
from nabij.alerts.cap.parsing import parse
from nabij.alerts.cap.reader import read_tree
from nabij.alerts.cap.signing import Signed, verify
from nabij.alerts.models import Alert
from nabij.alerts.rules.transitions import LEAVES
from nabij.alerts.zone_rules import zone_rules
from nabij.audit.actions import record
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused

RIGHT: Final = "alerts.post_cap"
KEPT_OF_REFUSED: Final = 64 * 1024
FOLLOW_UPS: Final = {"Update": "update", "Cancel": "cancel"}


@dataclass(frozen=True)
class Received:
    """What became of a message; `again` where it had come before."""

    row: CapMessage
    again: bool = False


@transaction.atomic
def receive_cap(actor: Actor, *, tenant_id: UUID, content: bytes) -> Received:
    """Takes in one message of a source. It is kept whatever it is; a refused one with the sentence why.

    The same message (sender, identifier, sent) again gives the first answer again. Raises Missing without the right there.
    """
    actor.require(RIGHT, tenant_id)
    if actor.id is None:
        raise Missing
    row = CapMessage(
        tenant_id=tenant_id, key_id=actor.id, received_at=timezone.now(), digest=hashlib.sha256(content).hexdigest(),
        content=content, verdict=Verdict.NOTED,
    )  # fmt: skip
    try:
        message, signed = _read(content, tenant_id)
        _describe(row, message, signed)
        before = _same(row)
        if before is not None:
            return Received(before, again=True)
        with transaction.atomic():
            _judge(actor, row, message)
    except Refused as refusal:
        row.verdict, row.sentence = Verdict.REFUSED, str(refusal)
        row.content = content[:KEPT_OF_REFUSED]
    row.save(force_insert=True)
    facts = {"verdict": row.verdict, "sender": row.sender, "identifier": row.identifier, "sentence": row.sentence}
    record(
        actor, tenant_id=tenant_id, verb="alerts.receive_cap", target="alerts.capmessage", target_id=row.id, detail=facts
    )  # fmt: skip
    return Received(row)


def _read(content: bytes, tenant_id: UUID) -> tuple[Message, Signed]:
    """The message as far as its signature covers it."""
    known = frozenset(one.replace(":", "").lower() for one in zone_rules(tenant_id).cap_trusted)
    signed, proven = verify(parse(content), known)
    return read_tree(proven), signed


def _describe(row: CapMessage, message: Message, signed: Signed) -> None:
    row.sender, row.identifier, row.sent_at = message.sender, message.identifier, message.sent
    row.msg_type, row.status, row.signature = message.msg_type, message.status, asdict(signed)
    row.headline = (
        " ".join((message.infos[0].headline or message.infos[0].event).split())[:200] if message.infos else ""
    )


def _same(row: CapMessage) -> CapMessage | None:
    """The message that came before under the same three names. Raises Unreadable where it said something else."""
    _one_at_a_time(f"{row.tenant_id}{row.sender}{row.identifier}")
    before = _known(row.tenant_id, row.sender, row.identifier, row.sent_at)
    if before is None:
        return None
    if before.key_id != row.key_id or before.digest != row.digest:
        raise Unreadable(
            _("A different message with this sender, identifier and time came before. Give it a new identifier.")
        )
    return before


def _one_at_a_time(name: str) -> None:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [number])


def _judge(actor: Actor, row: CapMessage, message: Message) -> None:
    """What the message asks for. Raises Refused with the sentence for its sender."""
    if message.status not in ("Actual", "Exercise"):
        row.sentence = _("Its status is %(status)s.") % {"status": message.status}
        return
    if message.msg_type in ("Ack", "Error"):
        row.sentence = _("Its type is %(type)s.") % {"type": message.msg_type}
        return
    _check_says_something(message)
    answered = _answered(actor, row, message) if message.msg_type in FOLLOW_UPS else None
    row.answers_id = answered.id if answered else None
    _draft(actor, row, message, answered)


def _check_says_something(message: Message) -> None:
    if not message.infos and message.msg_type != "Cancel":
        raise Unreadable(_("This message says nothing: it has no info."))
    ends = expires_at(message)
    if ends is not None and ends <= timezone.now():
        raise Unreadable(_("This message expired at %(when)s.") % {"when": timezone.localtime(ends).isoformat()})


def _answered(actor: Actor, row: CapMessage, message: Message) -> CapMessage:
    """The message of the same sender and key that this one follows. Raises Unreadable where we know none of them."""
    for one in reversed(message.references):
        found = _known(row.tenant_id, one.sender, one.identifier, one.sent) if one.sender == message.sender else None
        if found is not None and found.key_id == actor.id:
            return found
    sentence = _("%(type)s of a message that we do not know from this sender. Send the first one, or a new Alert.")
    raise Unreadable(sentence % {"type": message.msg_type})


def _known(tenant_id: UUID, sender: str, identifier: str, sent_at: datetime | None) -> CapMessage | None:
    rows = CapMessage.objects.filter(tenant_id=tenant_id, sender=sender, identifier=identifier, sent_at=sent_at)
    return rows.exclude(verdict=Verdict.REFUSED).first()


def _draft(actor: Actor, row: CapMessage, message: Message, answered: CapMessage | None) -> None:
    """A draft of its own, or one that follows what was sent; a withdrawal of what was never sent needs none."""
    sent = _sent_alert(answered)
    if message.msg_type == "Cancel" and sent is None:
        row.alert_id = answered.alert_id if answered else None
        row.sentence = _("The sender took this back before it was sent; the draft says so.")
        return
    zone = tenants.tenant(row.tenant_id)
    exercise = message.status == "Exercise" or actor.mode != "live"
    given = proposal(message, zone, row.received_at, exercise=exercise) if message.infos else None
    writer = system_actor([row.tenant_id], name=actor.name)
    if sent is None:
        assert given is not None
        alert = alerts.draft_alert(writer, tenant_id=row.tenant_id, draft=given.draft)
    else:
        alert = _follow_up(writer, sent, FOLLOW_UPS[message.msg_type], given)
    row.alert_id, row.verdict = alert.id, Verdict.DRAFTED
    row.remarks = given.remarks if given else []


def _sent_alert(answered: CapMessage | None) -> Alert | None:
    """What was sent of the message that is followed, if anything was."""
    if answered is None or answered.alert_id is None:
        return None
    return Alert.objects.filter(
        tenant_id=answered.tenant_id, id=answered.alert_id, state__in=[*LEAVES, "stopped"]
    ).first()


def _follow_up(writer: Actor, sent: Alert, message_type: Any, given: Proposal | None) -> Alert:
    """To everybody who had the first one, in the sender's new words where it has any."""
    alert = alerts.follow_up_alert(writer, alert_id=sent.id, message_type=message_type)
    if given is None:
        return alert
    return alerts.edit_alert(writer, alert_id=alert.id, version=alert.version, draft=given.draft)


@transaction.atomic
def renew_be_alert(actor: Actor, *, items: Sequence[Item], now: datetime) -> None:
    """Keeps exactly what BE-Alert's public feed lists now. Public, and nothing follows from it: no row on record.

    Raises Missing for anybody but the platform.
    """
    if actor.kind != "system":
        raise Missing
    for item in items:
        values = {name: value for name, value in asdict(item).items() if name != "guid"} | {"seen_at": now}
        BeAlertNotice.objects.update_or_create(guid=item.guid, defaults=values)
    BeAlertNotice.objects.exclude(guid__in=[item.guid for item in items]).delete()
