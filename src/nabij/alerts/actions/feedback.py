"""How it ended, to everybody who was warned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.alerts import chains, contents
from nabij.alerts.actions.changing import locked, put_on_record, require_write, step, write_version
from nabij.alerts.actions.drafting import check_may_leave
from nabij.alerts.actions.leaving import leave
from nabij.alerts.digest import Text, written
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert
from nabij.alerts.reviewed_texts import Template, feedback_template, filled
from nabij.alerts.rules.whom import whom
from nabij.networks import actions as network_actions
from nabij.networks import queries as networks
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.working_days import BRUSSELS

ANSWERABLE = ("sent", "sent_unreviewed", "stopped")
LONGEST_POSTPONEMENT = timedelta(days=92)


@transaction.atomic
def send_feedback(
    actor: Actor, *, alert_id: UUID, template: str = "", texts: Mapping[str, Text] | None = None, review_on: date | None = None
) -> Alert:  # fmt: skip
    """Tells everybody whom the alert reached how it ended. A reviewed `template` leaves at once; `texts` of one's own go to a
    second person first. `review_on` with a text that says that more cannot be said yet. Returns the feedback.

    Raises Missing without the right, Refused when there is nothing to answer or the date is not a sensible one.
    """
    answered = _end_of_chain(locked(actor, alert_id))
    _check_answerable(answered)
    chosen = feedback_template(template) if template else None
    if (chosen is not None and chosen.outcome == "postponed") or review_on is not None:
        _check_review_date(review_on)
    said = reviewed_text(answered, chosen, review_on) if chosen else dict(texts or {})
    feedback = _feedback(actor, answered, said, review_on if not chosen or chosen.outcome == "postponed" else None)
    if chosen is not None:
        step(actor, feedback, "send_reviewed_text")
        leave(actor, feedback, check_may_leave(feedback), "send_feedback")
    else:
        step(actor, feedback, "submit")
        check_may_leave(feedback)
        feedback.submitted_at = timezone.now()
        feedback.save()
        put_on_record(actor, feedback, "submit_for_approval")
    return feedback


@transaction.atomic
def postpone_feedback(actor: Actor, *, alert_id: UUID, review_on: date) -> Alert:
    """Tells everybody that more cannot be said yet, and when they will hear. Counts as feedback until that day."""
    return send_feedback(actor, alert_id=alert_id, template="no_more_now", review_on=review_on)


@transaction.atomic
def write_consequence(actor: Actor, *, alert_id: UUID, text: str) -> Alert:
    """Writes in the log of the networks what the alert led to: arrests, reports, prevention."""
    alert = locked(actor, alert_id)
    require_write(actor, alert)
    if not text.strip():
        raise Refused(_("Write what happened."))
    network_actions.log_alert(
        actor,
        tenant_id=alert.tenant_id,
        network_ids=alert.networks,
        kind="consequence",
        text=text.strip(),
        alert_id=alert.id,
    )
    put_on_record(actor, alert, "write_consequence")
    return alert


def reviewed_text(answered: Alert, chosen: Template, review_on: date | None = None) -> dict[str, Text]:
    """A reviewed text about this alert, in each of its languages."""
    zone = tenants.tenant(answered.tenant_id).name
    found = networks.networks_of(answered.tenant_id, answered.networks)
    about = ", ".join(one.name for one in found)
    values = {}
    for language in chosen.texts:
        with override(language):
            review = date_format(review_on, "j F Y") if review_on else ""
            values[language] = {"neighbourhood": about or _("your neighbourhood"), "zone": zone, "review": review}
    return filled(chosen, values)


def _end_of_chain(found: Alert) -> Alert:
    """The last message that left about the same thing: who had any of them hears how it ended."""
    left = [one.id for one in chains.chain(found.tenant_id, found.id) if one.state in ANSWERABLE]
    return found if not left or left[-1] == found.id else Alert.objects.get(tenant_id=found.tenant_id, id=left[-1])


def _check_answerable(answered: Alert) -> None:
    if answered.state not in ANSWERABLE or answered.kind == "feedback" or answered.training:
        raise Refused(_("Nobody was warned with this, so there is nothing to answer."))


def _check_review_date(review_on: date | None) -> None:
    today = timezone.now().astimezone(BRUSSELS).date()
    if review_on is None or not today < review_on <= today + LONGEST_POSTPONEMENT:
        raise Refused(_("Choose the day on which people will hear more: after today and within three months."))


def _feedback(actor: Actor, answered: Alert, said: Mapping[str, Text], review_on: date | None) -> Alert:
    now = timezone.now().replace(second=0, microsecond=0)
    feedback = Alert(
        tenant_id=answered.tenant_id, kind="feedback", incident_id=answered.incident_id, category=answered.category,
        feedback_on_id=answered.id, feedback_review_on=review_on, networks=answered.networks, routes=answered.routes,
        audience=whom(networks=answered.networks).as_json(),
        channels=answered.channels, training=answered.training, created_at=timezone.now(), created_by=actor.id,
        window_until=now + timedelta(hours=kind("feedback").valid_hours),
        texts={
            language: {"subject": written(text.subject).strip(), "body": written(text.body).strip()}
            for language, text in said.items() if text.body.strip()
        },
    )  # fmt: skip
    if not feedback.texts:
        raise Refused(_("Write how it ended."))
    require_write(actor, feedback)
    feedback.digest = contents.digest_of(feedback)
    feedback.save(force_insert=True)
    write_version(actor, feedback)
    put_on_record(actor, feedback, "draft_alert", {"answers": str(answered.id)})
    return feedback
