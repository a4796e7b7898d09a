"""Messages to outside teams about their tasks: put down with the deed that causes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.channels.outbox import actions as outbox
from nabij.reports.models import Task
from nabij.reports.routing import leaving
from nabij.reports.routing.models import DeliveryKind, TaskDelivery
from nabij.reports.states import Outside, TaskState
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.working_days import end_of_term

REMIND_AFTER_DAYS: Final = 1
"""Working days after which an outside team that did not take a task on is reminded, once."""
REMINDED_AT_ONCE: Final = 500


def put(task: Task, kind: str, now: datetime) -> None:
    """Puts a message down where the task is with an outside team (team loaded). In the transaction of the deed."""
    if not task.team.outside:
        return
    if kind == DeliveryKind.NEW:
        leaving.renew_link(task, now)
        task.save(update_fields=["link_hash", "link_until"])
    there = TaskDelivery.objects.filter(tenant_id=task.tenant_id, task=task, kind=kind)
    last = there.aggregate(last=Max("sequence"))["last"] or 0
    TaskDelivery.objects.create(
        tenant_id=task.tenant_id,
        task=task,
        kind=kind,
        sequence=last + 1,
        channel=task.team.outside,
        due_at=now,
        put_at=now,
    )


@transaction.atomic
def remind(now: datetime) -> int:
    """Puts down the reminders that are due: of tasks that left and that nobody took on. Gives how many; again changes nothing."""
    reminded = TaskDelivery.objects.filter(kind=DeliveryKind.REMINDER).values("task_id")
    rows = Task.objects.select_for_update(of=("self",), skip_locked=True).select_related("team")
    waiting = rows.filter(
        state=TaskState.OPEN, team__outside__in=Outside.values, given_at__lt=now - timedelta(hours=12)
    )
    due = [
        task
        for task in waiting.exclude(id__in=reminded).order_by("id")[:REMINDED_AT_ONCE]
        if end_of_term(task.given_at, REMIND_AFTER_DAYS) <= now
    ]
    for task in due:
        put(task, DeliveryKind.REMINDER, now)
    return len(due)


@transaction.atomic
def send_again(actor: Actor, *, delivery_id: UUID) -> TaskDelivery:
    """Sends again what did not arrive, with a new link. Raises Missing without reports.judge, Refused for one that did leave."""
    rows = TaskDelivery.objects.select_for_update(of=("self",)).select_related("task__team")
    row = rows.filter(id=delivery_id, tenant_id__in=actor.tenants_with("reports.judge")).first()
    if row is None:
        raise Missing
    if not row.did_not_arrive:
        raise Refused(_("This message left, or will leave by itself."))
    now = timezone.now()
    if not row.task.team.outside:
        raise Refused(_("This task is no longer with an outside team."))
    rows = TaskDelivery.objects.filter(id=row.id)
    outbox.send_again(rows, now)
    rows.update(channel=row.task.team.outside)
    leaving.renew_link(row.task, now)
    row.task.save(update_fields=["link_hash", "link_until"])
    record(
        actor, tenant_id=row.tenant_id, verb="reports.send_task_again", target="reports.incident",
        target_id=row.task.incident_id, detail={"task": row.task_id},
    )  # fmt: skip
    return row
