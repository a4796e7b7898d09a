"""What runs by itself: each minute the calls about urgent reports that nobody read."""

from __future__ import annotations

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from nabij.channels.drivers import Message, RouteDown
from nabij.channels.errors import ROUTE_DOWN
from nabij.channels.handing import hand_over
from nabij.reports import actions, queries
from nabij.reports.answers import tasks as answers
from nabij.reports.backlog import tasks as backlog
from nabij.reports.queries.duty import CallToMake
from nabij.reports.routing import tasks as routing
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.queries import all_tenants

__all__ = ["answers", "backlog", "call_about_unjudged", "make_call", "routing", "sweep_photos"]

QUEUE = "reports"
FALL_BACK = "sms"
ATTEMPTS = 5


@app.periodic(cron="* * * * *")
@app.task(name="reports.call_about_unjudged", queue=QUEUE, queueing_lock="reports.call_about_unjudged")
def call_about_unjudged(timestamp: int) -> None:
    """Orders the calls that are due and makes them; a call that failed stays visible on the incident."""
    for call_id in actions.escalate_unjudged():
        make_call.defer(call_id=str(call_id))


@app.periodic(cron="17 * * * *")
@app.task(name="reports.sweep_photos", queue=QUEUE, queueing_lock="reports.sweep_photos")
def sweep_photos(timestamp: int) -> None:
    """Removes each hour the files of photos that belong to no report."""
    actions.sweep_photos(float(timestamp))


@app.task(name="reports.make_call", queue=QUEUE, pass_context=True, retry=RetryStrategy(max_attempts=ATTEMPTS, wait=20))
def make_call(context: JobContext, call_id: str) -> None:
    """Rings the one on duty; an order is carried out once. Where no route is up it is tried again, and then stands as failed."""
    actor = system_actor(tenant.id for tenant in all_tenants())
    order = queries.call_to_make(actor, UUID(call_id))
    if order is None:
        return
    try:
        ring(actor, order)
    except RouteDown:
        if context.job is None or context.job.attempts + 1 < ATTEMPTS:
            raise
        actions.answer_call(actor, call_id=order.id, handed_over=False, answer="no_route")


def ring(actor: Actor, order: CallToMake) -> None:
    """Calls, or where no telephone route is up sends a text message. Raises RouteDown where neither is."""
    with translation.override("nl"):
        words = _("Nabij: an urgent report has not been read yet. %(kind)s, %(address)s. Open the control room now.")
        text = words % {"kind": order.kind, "address": order.address or _("place on the map")}
    message = Message(key=order.id, to=order.number, text=text)
    for channel in (order.channel, FALL_BACK):
        [answer] = hand_over(channel, [message])
        if answer.error != ROUTE_DOWN:
            taken = answer.state in ("handed_over", "in_doubt")
            said = f"{channel} {answer.error}".strip()
            actions.answer_call(actor, call_id=order.id, handed_over=taken, answer=said)
            return
    raise RouteDown("No route to the telephone of the one on duty is up.")
