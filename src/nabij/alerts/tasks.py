"""What later runs by itself: planning what was approved, windows that begin, and chasing what is owed."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.alerts import actions, audience, chains, contents, queries, unreachable
from nabij.alerts.actions.leaving import PLAN_TASK
from nabij.alerts.cap import tasks as cap
from nabij.alerts.escalating import tasks as escalating
from nabij.alerts.fanout import had
from nabij.alerts.fanout.actions import forget_deliveries
from nabij.alerts.fanout.plan import plan
from nabij.alerts.following import tasks as following
from nabij.alerts.handing_over import tasks as handing_over
from nabij.alerts.orders import load_order
from nabij.alerts.replies import tasks as replies
from nabij.audit import retention
from nabij.people import actions as people
from nabij.tenants.actor import system_actor
from nabij.tenants.clock import database_now

if TYPE_CHECKING:
    from nabij.alerts.models import Alert

__all__ = ["cap", "escalating", "following", "handing_over", "replies"]

UNDER_WAY_S = 4.0
"""A worker looks once a second whether an alert may still leave; then it finishes its window of messages."""

_log = structlog.get_logger("nabij.alerts")


@app.task(name=PLAN_TASK)
def plan_alert(alert_id: str) -> None:
    """Plans the deliveries of an alert that left; again where a killed worker left it. Nothing for one that was stopped, and
    never anything for an exercise."""
    order, found = load_order(UUID(alert_id), database_now()), queries.leaving(UUID(alert_id))
    if order is None or found is None:
        return
    alert, copy = found
    if alert.training:
        return
    _let_finish(alert)
    aim = contents.aim_of(alert, copy.at)
    planned = plan(order, audience.select(aim), expected=sum(copy.size["by_channel"].values()))
    _log.info("alert_planned", alert=alert_id, deliveries=planned.deliveries)


def _let_finish(alert: Alert) -> None:
    """Waits until what a follow-up stopped is out of the hands of the workers, so that nobody hears the first and not this.

    They see the stop within a second or two. One that died is not waited for: what it had under way counts as in doubt.
    """
    before = chains.answered(alert) if alert.follows_id else []
    until = time.monotonic() + UNDER_WAY_S
    while before and had.under_way(before) and time.monotonic() < until:
        time.sleep(0.1)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="alerts.each_minute", name="alerts.each_minute")
def each_minute(timestamp: int) -> None:
    """Begins windows, and tells who is late: BE-Alert unconfirmed, feedback past its term or at its review date."""
    now = timezone.now()
    for alert in queries.due_releases(now):
        actions.release_alert(system_actor([alert.tenant_id]), alert_id=alert.id)
    for handover in queries.late_handovers(now):
        actions.mark_reminded(system_actor([handover.tenant_id]), handover_id=handover.id)
    for duty in queries.late_duties(now):
        actions.mark_duty_reminded(system_actor([duty.tenant_id]), duty_id=duty.id)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="alerts.lost", name="alerts.lost")
def stop_using_what_is_lost(timestamp: int) -> None:
    """A number or address that is gone is used no longer, and its owner told. Looks at the last hour, and at all once a night."""
    now = timezone.now()
    every = now.hour == 2 and now.minute < 10
    unreachable.retire_lost(
        system_actor(), since=now - (unreachable.LOOKED_BACK if every else timedelta(hours=1)), now=now
    )
    people.tell_unreachable(system_actor(), now)


@app.periodic(cron="5 3 * * *")
@app.task(queueing_lock="alerts.forget_deliveries", name="alerts.forget_deliveries")
def forget_old_deliveries(timestamp: int) -> None:
    """Drops whole partitions past the term of the retention rule, before the nightly job goes row by row."""
    now = timezone.now()
    days = min(
        rule.days for rule in retention.in_force(retention.rules(), now.date()) if rule.table == "fanout.delivery"
    )
    forget_deliveries(system_actor(), before=now - timedelta(days=days))
