"""What runs by itself: each minute the calls about urgent reports that nobody read."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from nabij.channels.drivers import Message, RouteDown
from nabij.channels.routes import driver_for
from nabij.reports import actions, queries
from nabij.reports.queries.duty import CallToMake
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.queries import all_tenants

QUEUE = "reports"
FALL_BACK = "sms"
log = structlog.get_logger(__name__)


@app.periodic(cron="* * * * *")
@app.task(
    name="reports.call_about_unjudged", queue=QUEUE, queueing_lock="reports.call_about_unjudged", pass_context=False
)
def call_about_unjudged(timestamp: int) -> None:
    """Orders the calls that are due and makes them; a call that failed stays visible on the incident."""
    for call_id in actions.escalate_unjudged():
        make_call.defer(call_id=str(call_id))


@app.periodic(cron="17 * * * *")
@app.task(name="reports.sweep_photos", queue=QUEUE, queueing_lock="reports.sweep_photos")
def sweep_photos(timestamp: int) -> None:
    """Removes each hour the files of photos that belong to no report."""
    actions.sweep_photos(float(timestamp))


@app.task(name="reports.make_call", queue=QUEUE, retry=RetryStrategy(max_attempts=5, wait=20))
def make_call(call_id: str) -> None:
    """Rings the one on duty; where no telephone route is up, a text message goes instead. An order is carried out once."""
    actor = system_actor(tenant.id for tenant in all_tenants())
    order = queries.call_to_make(actor, UUID(call_id))
    if order is not None:
        _ring(actor, order)


def _ring(actor: Actor, order: CallToMake) -> None:
    with translation.override("nl"):
        words = _("Nabij: an urgent report has not been read yet. %(kind)s, %(address)s. Open the control room now.")
        text = words % {"kind": order.kind, "address": order.address or _("place on the map")}
    message = Message(key=order.id, to=order.number, text=text)
    for channel in (order.channel, FALL_BACK):
        try:
            [answer] = driver_for(channel).send([message])
        except RouteDown as trouble:
            log.warning("reports.duty_route_down", channel=channel, trouble=str(trouble))
            continue
        handed_over = answer.state in ("handed_over", "in_doubt")
        actions.answer_call(
            actor, call_id=order.id, handed_over=handed_over, answer=f"{channel} {answer.error}".strip()
        )
        return
    raise RouteDown("No route to the telephone of the one on duty is up.")
