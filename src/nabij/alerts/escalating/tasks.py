"""What runs by itself: each minute it is seen who has to be called, and the calls are planned."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.alerts.escalating import queries
from nabij.alerts.escalating.actions import CALL_TASK, escalate
from nabij.alerts.fanout.plan import plan_again
from nabij.alerts.orders import load_order
from nabij.alerts.queries import leaving
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Refused

_log = structlog.get_logger("nabij.alerts.escalating")


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="alerts.escalations", name="alerts.escalations")
def escalations(timestamp: int) -> None:
    """Looks which urgent alerts left a term ago; those whom no receipt confirms are called."""
    for alert in queries.may_be_due(timezone.now()):
        try:
            escalate(system_actor([alert.tenant_id]), alert_id=alert.id)
        except Refused as why:
            _log.info("not_escalated", alert=str(alert.id), why=str(why))


@app.task(name=CALL_TASK)
def plan_calls(alert_id: str, number: int) -> None:
    """Plans the calls that were decided; nothing where the alert was stopped or expired. Who confirmed since is left out."""
    order, found = load_order(UUID(alert_id)), leaving(UUID(alert_id))
    if order is None or found is None:
        return
    alert, _copy = found
    asked = next(one for one in queries.rounds_of(alert) if one.number == number)
    calls = queries.unconfirmed(alert, timezone.now())
    planned = plan_again(order, calls, purpose="escalation", expected=asked.calls, number=number)
    _log.info("alert_escalated", alert=alert_id, number=number, calls=planned.deliveries)
