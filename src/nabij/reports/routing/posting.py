"""Sending messages about tasks to outside teams: by e-mail with a link, or to their system. Only what the work needs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from nabij.channels.outbox.box import Outbox, Words
from nabij.channels.outbox.ways import Way
from nabij.people import vault
from nabij.reports.codes import reference_of
from nabij.reports.models import Task
from nabij.reports.routing import leaving
from nabij.reports.routing.models import DeliveryKind, TaskDelivery
from nabij.reports.routing.queries.outside import Errand, errand
from nabij.reports.states import Outside

LANGUAGE: Final = "nl"
WAITS: Final = tuple(timedelta(minutes=n) for n in (2, 4, 8, 16, 32, 60, 60))
"""How long a message waits after each time that it could not leave: the work should start today."""


class TaskDeliveries(Outbox[TaskDelivery]):
    model = TaskDelivery
    related = ("tenant", "task__team", "task__incident__category")
    waits = WAITS
    counts_once = frozenset({Outside.WEBHOOK.value})

    def is_wanted(self, row: TaskDelivery) -> bool:
        """Not when the task went to another team, or its link ended."""
        team = row.task.team
        return bool(row.channel == team.outside and team.contact_value and row.task.link_until)

    def ways(self, row: TaskDelivery, now: datetime) -> Sequence[Way]:
        team = row.task.team
        return [Way(row.channel, vault.open_value(row.channel, team.id, bytes(team.contact_value)), LANGUAGE)]

    def words(self, row: TaskDelivery, way: Way) -> Words:
        with translation.override(LANGUAGE):
            if way.channel == Outside.WEBHOOK:
                told = json.dumps(payload(row), ensure_ascii=False, separators=(",", ":"))
                return Words(f"task.{row.kind}", told, LANGUAGE)
            return Words(*_mail(row), LANGUAGE)


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
