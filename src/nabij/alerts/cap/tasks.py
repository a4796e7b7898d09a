"""What runs by itself: what left goes to the outlets, and BE-Alert's public feed is looked at each minute where it is set."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.alerts.cap import gateway
from nabij.alerts.cap.actions import renew_be_alert
from nabij.alerts.outlets import actions, queries
from nabij.alerts.outlets.actions import PUBLISH_TASK
from nabij.tenants.actor import system_actor

_log = structlog.get_logger("nabij.alerts.cap")


@app.task(name=PUBLISH_TASK)
def publish_alert(alert_id: str) -> None:
    """Publishes an alert that left, or the withdrawal of one that was stopped; nothing the second time."""
    actions.publish_alert(system_actor(), alert_id=UUID(alert_id))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="alerts.publish_missing", name="alerts.publish_missing")
def publish_missing(timestamp: int) -> None:
    """Finds what left and is not in the outlets, whatever happened to its own job."""
    for alert in queries.unpublished(timezone.now()):
        actions.publish_alert(system_actor([alert.tenant_id]), alert_id=alert.id)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="alerts.be_alert_feed", name="alerts.be_alert_feed")
def be_alert_feed(timestamp: int) -> None:
    """Renews what BE-Alert publishes. It is shown, never sent. Where the feed cannot be read, what expires goes by itself."""
    if not settings.NABIJ_BE_ALERT_FEED:
        return
    now = timezone.now()
    try:
        found, unread = gateway.items(settings.NABIJ_BE_ALERT_FEED, now)
    except gateway.NotFetched as fault:
        _log.warning("be_alert_not_fetched", why=str(fault))
        return
    renew_be_alert(system_actor(), items=found, now=now)
    _log.info("be_alert_renewed", messages=len(found), unread=unread)
