"""What comes after an alert: an update, the all-clear, a withdrawal. Each is an alert of its own that follows the last one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.alerts import chains, checking, contents
from nabij.alerts.actions.changing import locked, put_on_record, require_write, step, write_version
from nabij.alerts.actions.drafting import check_may_leave
from nabij.alerts.actions.feedback import reviewed_text
from nabij.alerts.actions.leaving import leave
from nabij.alerts.digest import written
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert
from nabij.alerts.reviewed_texts import Template, follow_up_templates
from nabij.alerts.rules import chain
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

TAKEN_OVER = (
    "tenant_id", "kind", "incident_id", "category", "ground", "audience", "networks", "area", "area_lambert",
    "excluded_lambert", "channels", "routes", "about_life", "caught_in_act", "night_allowed", "training",
)  # fmt: skip


@transaction.atomic
def follow_up_alert(actor: Actor, *, alert_id: UUID, message_type: chain.MessageType) -> Alert:
    """Drafts what follows an alert, with its audience, channels and, for an update, its texts taken over; an all-clear and a
    withdrawal start from the reviewed text. It follows the last message of the chain that left, whichever `alert_id` names.

    Raises Missing without the right to write it, Refused for feedback, for what has not left, and after a withdrawal.
    """
    last = _last_that_left(actor, alert_id)
    reviewed = follow_up_templates(message_type)
    return _drafted(actor, last, message_type, _said(last, reviewed[0]) if reviewed else last.texts)


@transaction.atomic
def tell_at_once(
    actor: Actor, *, alert_id: UUID, message_type: chain.MessageType, template: str
) -> Alert:  # fmt: skip
    """Sends an all-clear or a withdrawal in a reviewed text to everybody who had the alert, without a second person.

    Raises Missing without the right to send this kind or for a text that is none, Refused as `follow_up_alert`.
    """
    last = _last_that_left(actor, alert_id)
    found = next((one for one in follow_up_templates(message_type) if one.code == template), None)
    if found is None:
        raise Missing
    told = _drafted(actor, last, message_type, _said(last, found))
    step(actor, told, "send_reviewed_text")
    leave(actor, told, check_may_leave(told), "tell_at_once", _("A reviewed text, sent by one person."))
    return told


def _said(last: Alert, found: Template) -> dict[str, dict[str, str]]:
    return {
        language: {"subject": written(text.subject), "body": written(text.body)}
        for language, text in reviewed_text(last, found).items()
    }


def _last_that_left(actor: Actor, alert_id: UUID) -> Alert:
    """The end of the chain of an alert that the actor may see. Raises Refused where nothing of it left."""
    first = locked(actor, alert_id)
    if first.feedback_on_id is not None:
        raise Refused(_("Feedback ends it: nothing follows. Write a new alert."))
    left = [one for one in chains.chain(first.tenant_id, first.id) if one.state in chain.LEFT]
    if not left:
        raise Refused(_("What this follows was not sent, so nothing can follow it yet."))
    return first if left[-1].id == first.id else Alert.objects.get(tenant_id=first.tenant_id, id=left[-1].id)


def _drafted(actor: Actor, last: Alert, message_type: chain.MessageType, texts: dict[str, Any]) -> Alert:
    now = timezone.now()
    alert = Alert(
        message_type=message_type, follows=last, texts=texts, created_at=now, created_by=actor.id,
        window_until=now.replace(second=0, microsecond=0) + timedelta(hours=kind(last.kind).valid_hours),
        **{name: getattr(last, name) for name in TAKEN_OVER},
    )  # fmt: skip
    require_write(actor, alert)
    if message_type not in chain.FOLLOW_UPS:
        raise Missing
    checking.check_in_order(alert)
    alert.digest = contents.digest_of(alert)
    alert.save(force_insert=True)
    write_version(actor, alert)
    put_on_record(actor, alert, "draft_alert", {"follows": str(last.id), "message_type": message_type})
    return alert
