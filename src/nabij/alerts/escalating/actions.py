"""The decision to call, put on record."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.alerts.actions.changing import locked, put_on_record
from nabij.alerts.escalating import queries
from nabij.alerts.escalating.models import CallRound
from nabij.alerts.fanout.plan import next_number
from nabij.alerts.orders import check_leaves
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

CALL_TASK: Final = "alerts.plan_calls"


@transaction.atomic
def escalate(actor: Actor, *, alert_id: UUID) -> CallRound | None:
    """Has those called who got an urgent alert a while ago and of whom no receipt came; None where there is nobody to call now.

    By the platform; raises Missing for others, Refused where nothing of the alert may leave any longer.
    """
    alert, now = locked(actor, alert_id), timezone.now()
    if actor.kind != "system":
        raise Missing
    if not queries.is_due(alert, now):
        return None
    check_leaves(alert)
    calls = queries.count(queries.unconfirmed(alert, now))
    if not calls:
        return None
    minutes = round(queries.term_of(alert).total_seconds() / 60)
    made = CallRound.objects.create(
        tenant_id=alert.tenant_id, alert_id=alert.id, number=next_number(alert.id, "escalation"), calls=calls,
        after_minutes=minutes, at=now,
    )  # fmt: skip
    app.configure_task(CALL_TASK, lock=str(alert.id)).defer(alert_id=str(alert.id), number=made.number)
    put_on_record(actor, alert, "escalate", {"number": made.number, "calls": calls, "after_minutes": minutes})
    return made
