"""What runs by itself after an alert left."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.alerts.fanout.plan import plan_again
from nabij.alerts.fanout.progress import progress
from nabij.alerts.following import queries
from nabij.alerts.following.actions import RESEND_TASK, count_where_it_arrived
from nabij.alerts.orders import load_order
from nabij.alerts.queries import leaving
from nabij.tenants.actor import system_actor

_log = structlog.get_logger("nabij.alerts.following")


@app.task(name=RESEND_TASK)
def plan_resend(alert_id: str, number: int) -> None:
    """Plans what somebody had sent again; nothing where the alert was stopped or expired meanwhile."""
    order, found = load_order(UUID(alert_id)), leaving(UUID(alert_id))
    if order is None or found is None:
        return
    alert, _copy = found
    asked = next(one for one in queries.resends_of(alert) if one.number == number)
    audience = queries.worth_resending(alert, queries.hopeless(progress(alert.id)))
    planned = plan_again(order, audience, purpose="resend", expected=asked.deliveries, number=number)
    _log.info("alert_resent", alert=alert_id, number=number, deliveries=planned.deliveries)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="alerts.count_squares", name="alerts.count_squares")
def count_squares(timestamp: int) -> None:
    """Counts where large alerts arrived, as long as something moves."""
    for alert in queries.large_and_moving(timezone.now()):
        count_where_it_arrived(system_actor([alert.tenant_id]), alert_id=alert.id)
