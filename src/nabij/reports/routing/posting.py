"""Sending messages about tasks to outside teams: by e-mail with a link, or to their system. Only what the work needs."""

from __future__ import annotations

import json
from typing import Final

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from nabij.channels.drivers import Message, RouteDown
from nabij.channels.routes import driver_for
from nabij.people import vault
from nabij.reports.codes import reference_of
from nabij.reports.models import Task
from nabij.reports.routing import leaving
from nabij.reports.routing.models import DeliveryKind, DeliveryState, TaskDelivery
from nabij.reports.routing.queries.outside import Errand, errand
from nabij.reports.states import Outside

LANGUAGE: Final = "nl"
STATES: Final = {
    "handed_over": DeliveryState.SENT, "in_doubt": DeliveryState.DOUBT, "failed_now": DeliveryState.WAITING,
    "failed_for_good": DeliveryState.FAILED,
}  # fmt: skip
_log = structlog.get_logger("nabij.reports")


def send(row: TaskDelivery) -> tuple[str, str]:
    """Sends one message that was taken up (task, team and category loaded): its state and the error, if any."""
    task = row.task
    if row.channel != task.team.outside or not task.team.contact_value or not task.link_until:
        return DeliveryState.DROPPED, ""
    try:
        to = vault.open_value(row.channel, task.team_id, bytes(task.team.contact_value))
        (answer,) = driver_for(row.channel).send([_message(row, to)])
    except vault.CannotOpen:
        return DeliveryState.FAILED, "contact.none"
    except (RouteDown, ImproperlyConfigured) as trouble:
        _log.warning("task_message_route_down", channel=row.channel, reason=str(trouble))
        return DeliveryState.WAITING, "route.down"
    if answer.error:
        _log.warning("task_message_refused", channel=row.channel, provider=answer.provider, error=answer.error)
    if answer.state == "in_doubt" and row.channel == Outside.WEBHOOK:
        return DeliveryState.WAITING, answer.error
    return STATES[answer.state], answer.error


def _message(row: TaskDelivery, to: str) -> Message:
    with translation.override(LANGUAGE):
        if row.channel == Outside.WEBHOOK:
            subject, text = f"task.{row.kind}", json.dumps(payload(row), ensure_ascii=False, separators=(",", ":"))
        else:
            subject, text = _mail(row)
    return Message(key=row.id, to=to, subject=subject, text=text, language=LANGUAGE, wants_receipt=False)


def payload(row: TaskDelivery) -> dict[str, str]:
    """What a system is told: which task, and what happened; it asks for the rest with its key."""
    return {"task_id": str(row.task_id), "what": row.kind, "url": f"/api/v1/tasks/{row.task_id}"}


def _mail(row: TaskDelivery) -> tuple[str, str]:
    shown = errand(row.task)
    titles = {
        DeliveryKind.NEW: _("Task %(number)s: %(kind)s, %(place)s"),
        DeliveryKind.CHANGED: _("Message about task %(number)s: %(kind)s, %(place)s"),
        DeliveryKind.CANCELLED: _("No longer needed: task %(number)s, %(kind)s, %(place)s"),
        DeliveryKind.REMINDER: _("Reminder of task %(number)s: %(kind)s, %(place)s"),
    }
    words = {"number": number(row.task), "kind": shown.kind, "place": shown.address}
    context = {
        "shown": shown, "row": row, "link": leaving.link_of(row.task), "photos": photo_links(shown),
        "last": shown.messages[-1] if shown.messages else None, "tenant": row.tenant,
    }  # fmt: skip
    subject = " ".join((titles[DeliveryKind(row.kind)] % words).split())
    return subject, render_to_string("reports/routing/_errand_mail.html", context)


def number(task: Task) -> str:
    """What both sides call a task on the telephone."""
    return reference_of(task.id)


def photo_links(shown: Errand) -> list[str]:
    """Addresses of the photos; they open nothing any more when the link ends."""
    token, home = leaving.token_of(shown.task), leaving.link_of(shown.task)
    base = home[: -len(reverse("reports:errand", args=[token]))] if token else ""
    return [f"{base}{reverse('reports:errand_photo', args=[token, one])}" for one in shown.photo_ids]
