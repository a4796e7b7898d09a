"""The same message again, as a draft of its own."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nabij.alerts.actions.changing import locked, put_on_record
from nabij.alerts.actions.drafting import draft_alert
from nabij.alerts.contents import texts_of
from nabij.alerts.drafts import Draft
from nabij.alerts.models import Alert
from nabij.alerts.rules.whom import whom_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused


@transaction.atomic
def duplicate_alert(actor: Actor, *, alert_id: UUID) -> Alert:
    """A new draft with the texts, audience and channels of another. What was answered, approved, planned for an hour or true of
    that moment (caught in the act, a life in danger) is not taken along. Raises Missing as `draft_alert`, Refused for feedback.
    """
    found = locked(actor, alert_id)
    if found.feedback_on_id is not None:
        raise Refused(_("Feedback starts on the page of the alert that it answers."))
    draft = Draft(
        kind=found.kind, texts=texts_of(found), channels=found.channels, audience=whom_of(found.audience), ground=found.ground,
        category=found.category, night_allowed=found.night_allowed, training=found.training, template=found.template,
    )  # fmt: skip
    copy = draft_alert(actor, tenant_id=found.tenant_id, draft=draft, incident_id=found.incident_id)
    put_on_record(actor, copy, "duplicate_alert", {"of": str(found.id)})
    return copy
