"""Publishing what left: once per alert, signed, and withdrawn when it is stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.alerts.cap.publishing_rules import may_be_public, published
from nabij.alerts.cap.reader import read
from nabij.alerts.cap.signing import sign
from nabij.alerts.models import Alert, Publication, SentCopy
from nabij.alerts.outlets.saying import TYPES, message_of
from nabij.alerts.rules.transitions import LEAVES
from nabij.alerts.zone_rules import rules_of
from nabij.audit.actions import record
from nabij.tenants.actor import Actor

PUBLISH_TASK: Final = "alerts.publish_alert"


def publish_soon(alert: Alert) -> None:
    """Has the outlets look at an alert that just left or was stopped. A fault there never holds up the alert itself."""
    if alert.training or not published(alert.kind).public:
        return
    app.configure_task(PUBLISH_TASK).defer(alert_id=str(alert.id))


@transaction.atomic
def publish_alert(actor: Actor, *, alert_id: UUID) -> Publication | None:
    """Publishes what an alert asks for now: the alert, or the withdrawal of one that was stopped. May be run again.

    None where there is nothing to publish: not of a public kind, an exercise, expired, or published already.
    """
    rows = Alert.objects.select_for_update(of=("self",)).select_related("tenant").filter(id=alert_id)
    alert = rows.first()
    copy = SentCopy.objects.filter(alert_id=alert_id).first()
    if alert is None or copy is None or alert.window_until <= timezone.now():
        return None
    chosen = rules_of(alert).public_kinds
    own = Publication.objects.filter(tenant_id=alert.tenant_id, identifier=str(alert.id)).first()
    if alert.state == "stopped":
        return _withdrawn(actor, alert, copy, own)
    if own is not None or alert.state not in LEAVES:
        return None
    if not may_be_public(alert.kind, chosen=chosen, training=alert.training):
        return None
    return _published(actor, alert, copy)


def _published(actor: Actor, alert: Alert, copy: SentCopy) -> Publication | None:
    """An alert, or what follows a published one; what follows one that the public never saw says nothing by itself."""
    before = _last_of(alert.tenant_id, alert.follows_id)
    if before is None and alert.message_type in ("all_clear", "cancel"):
        return None
    msg_type = TYPES[alert.message_type] if before else "Alert"
    return _put_out(actor, alert, copy, str(alert.id), msg_type, before, copy.at)


def _withdrawn(actor: Actor, alert: Alert, copy: SentCopy, own: Publication | None) -> Publication | None:
    if own is None or Publication.objects.filter(tenant_id=alert.tenant_id, replaces_id=own.id).exists():
        return None
    return _put_out(actor, alert, copy, f"{alert.id}.stop", "Cancel", own, timezone.now())


def _put_out(
    actor: Actor, alert: Alert, copy: SentCopy, identifier: str, msg_type: str, before: Publication | None, sent_at: datetime
) -> Publication:  # fmt: skip
    references = [read(bytes(one.content)).reference for one in _chain(before)]
    message = message_of(
        alert, copy, identifier=identifier, msg_type=msg_type, sent_at=sent_at, references=references
    )  # fmt: skip
    made = Publication.objects.create(
        tenant_id=alert.tenant_id, alert_id=alert.id, identifier=identifier, msg_type=msg_type, sent_at=message.sent,
        expires_at=max(alert.window_until, before.expires_at) if before else alert.window_until,
        replaces_id=before.id if before else None, content=sign(message),
    )  # fmt: skip
    detail = {"identifier": identifier, "msg_type": msg_type}
    record(
        actor, tenant_id=alert.tenant_id, verb="alerts.publish_alert", target="alerts.alert", target_id=alert.id, detail=detail
    )  # fmt: skip
    return made


def _last_of(tenant_id: UUID, alert_id: UUID | None) -> Publication | None:
    """The newest publication of the chain in which the alert that was followed stands."""
    if alert_id is None:
        return None
    found = Publication.objects.filter(tenant_id=tenant_id, alert_id=alert_id).order_by("-id").first()
    while found is not None:
        later = Publication.objects.filter(tenant_id=tenant_id, replaces_id=found.id).order_by("-id").first()
        if later is None:
            return found
        found = later
    return None


def _chain(last: Publication | None) -> list[Publication]:
    """Oldest first: a receiver that missed one in between still knows what this is about (section 3.2.1, references)."""
    chain: list[Publication] = []
    while last is not None:
        chain.insert(0, last)
        before = last.replaces_id
        last = Publication.objects.filter(tenant_id=last.tenant_id, id=before).first() if before else None
    return chain
