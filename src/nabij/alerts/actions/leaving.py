"""The moment an alert leaves: frozen copy, log, what is owed, and work for the fan-out or BE-Alert, in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from nabij.alerts import audience, chains, contents
from nabij.alerts.actions import chaining
from nabij.alerts.actions.changing import put_on_record
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert, DutyState, FeedbackDuty, Handover, SentCopy
from nabij.alerts.outlets.actions import publish_soon
from nabij.alerts.zone_rules import rules_of
from nabij.networks import actions as network_actions
from nabij.networks import queries as networks
from nabij.tenants import working_days
from nabij.tenants.actor import Actor

PLAN_TASK: Final = "alerts.plan_alert"


def leave(actor: Actor, alert: Alert, size: audience.Size, verb: str, remark: str = "") -> None:
    """Everything that sending is, for an alert whose edge was just taken. `remark` is what the log says beside it."""
    now = timezone.now()
    before = chaining.take_turn(actor, alert)
    alert.sent_at, alert.sent_by = now, actor.id
    alert.save()
    copy = contents.frozen(alert)
    SentCopy.objects.create(
        tenant_id=alert.tenant_id,
        alert_id=alert.id,
        content=copy,
        digest=alert.digest,
        size=size.as_json(),
        remark=remark,
        at=now,
    )
    _write_logs(actor, alert, remark)
    if not chaining.move_duty(alert, before):
        _owe_feedback(actor, alert, now)
    _settle_duty(actor, alert, now)
    _start(alert, size, now)
    publish_soon(alert)
    put_on_record(actor, alert, verb, {"size": size.as_json(), "remark": remark})


def _start(alert: Alert, size: audience.Size, now: datetime) -> None:
    if alert.training:
        return
    over_be_alert = networks.networks_of(
        alert.tenant_id, [UUID(one) for one, route in alert.routes.items() if route == "be_alert"]
    )
    if over_be_alert:
        Handover.objects.create(
            tenant_id=alert.tenant_id, alert_id=alert.id, groups=[one.be_alert_group for one in over_be_alert],
            households=size.handed_households, prepared_at=now,
        )  # fmt: skip
    if size.by_channel or alert.follows_id is not None:
        app.configure_task(PLAN_TASK, lock=str(alert.id)).defer(alert_id=str(alert.id))


def _write_logs(actor: Actor, alert: Alert, remark: str) -> None:
    said = alert.texts.get("nl") or next(iter(alert.texts.values()))
    log_kind = "feedback" if alert.kind == "feedback" else "message"
    text = f"{said['body']}\n{remark}".strip()
    if alert.training:
        text = f"{_('EXERCISE')}: {text}"
    network_actions.log_alert(
        actor, tenant_id=alert.tenant_id, network_ids=alert.networks, kind=log_kind, text=text, alert_id=alert.id
    )


def _owe_feedback(actor: Actor, alert: Alert, now: datetime) -> None:
    days = rules_of(alert).feedback_days.get(alert.kind, kind(alert.kind).feedback_days)
    if days and not alert.training:
        officers = networks.officers_of(alert.tenant_id, alert.networks)
        FeedbackDuty.objects.create(
            tenant_id=alert.tenant_id, alert_id=alert.id, owed_by=next(iter(officers), actor.id),
            due_at=working_days.end_of_term(now, days),
        )  # fmt: skip


def _settle_duty(actor: Actor, feedback: Alert, now: datetime) -> None:
    """Feedback that left settles what was owed, or moves it to its review date when more could not be said."""
    if feedback.feedback_on_id is None:
        return
    duties = FeedbackDuty.objects.select_for_update().filter(tenant_id=feedback.tenant_id)
    duty = duties.filter(alert_id__in=chains.answered(feedback)).exclude(state=DutyState.DONE).first()
    if duty is None:
        return
    if feedback.feedback_review_on:
        duty.state, duty.review_on = DutyState.POSTPONED, feedback.feedback_review_on
        duty.due_at = datetime.combine(
            feedback.feedback_review_on, working_days.END_OF_WORKING_DAY, working_days.BRUSSELS
        )
        duty.reminded_at = None
    else:
        duty.state, duty.done_at = DutyState.DONE, now
    duty.save()
