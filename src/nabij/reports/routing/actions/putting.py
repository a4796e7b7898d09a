"""Messages to outside teams about their tasks: put down with the deed that causes them, taken up by a job, settled once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports.models import Task
from nabij.reports.routing import leaving
from nabij.reports.routing.models import DeliveryKind, DeliveryState, TaskDelivery
from nabij.reports.states import Outside, TaskState
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.working_days import end_of_term

AT_ONCE: Final = 50
"""Messages that one step of the job takes up."""
LOST_AFTER: Final = timedelta(minutes=15)
"""A message that was taken up so long ago and never settled: its worker died, and nobody knows whether it left."""
MOST_TRIES: Final = 8
REMIND_AFTER_DAYS: Final = 1
"""Working days after which an outside team that did not take a task on is reminded, once."""
NOT_ARRIVED: Final = (DeliveryState.FAILED, DeliveryState.DOUBT)


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
        for task in waiting.exclude(id__in=reminded).order_by("id")[: 10 * AT_ONCE]
        if end_of_term(task.given_at, REMIND_AFTER_DAYS) <= now
    ]
    for task in due:
        put(task, DeliveryKind.REMINDER, now)
    return len(due)


@transaction.atomic
def claim(now: datetime) -> list[TaskDelivery]:
    """Takes up what is due, so that no other run sends it too. What a worker that died left behind is settled first: a system
    gets it again (the same id counts once there); an e-mail does not go again by itself, and the page says so.
    """
    lost = TaskDelivery.objects.filter(state=DeliveryState.SENDING, due_at__lt=now - LOST_AFTER)
    lost.filter(channel=Outside.WEBHOOK).update(state=DeliveryState.WAITING)
    lost.exclude(channel=Outside.WEBHOOK).update(state=DeliveryState.DOUBT, settled_at=now)
    due = TaskDelivery.objects.select_for_update(skip_locked=True, of=("self",))
    rows = due.filter(state=DeliveryState.WAITING, due_at__lte=now).select_related(
        "tenant", "task__team", "task__incident__category"
    )
    taken = list(rows.order_by("due_at", "id")[:AT_ONCE])
    ids = [row.id for row in taken]
    TaskDelivery.objects.filter(id__in=ids).update(state=DeliveryState.SENDING, tries=F("tries") + 1, due_at=now)
    return taken


@transaction.atomic
def settle(delivery_id: UUID, *, state: str, error: str, now: datetime) -> None:
    """What became of a message that was taken up. `waiting`: no route was up; it goes again later, or stands as failed."""
    row = TaskDelivery.objects.select_for_update().filter(id=delivery_id, state=DeliveryState.SENDING).first()
    if row is None:
        return
    row.state, row.error = DeliveryState(state), error[:40]
    if row.state == DeliveryState.WAITING:
        row.due_at = now + timedelta(minutes=min(2**row.tries, 60))
        if row.tries >= MOST_TRIES:
            row.state = DeliveryState.FAILED
    row.settled_at = None if row.state == DeliveryState.WAITING else now
    row.save(update_fields=["state", "error", "due_at", "settled_at"])


@transaction.atomic
def send_again(actor: Actor, *, delivery_id: UUID) -> TaskDelivery:
    """Sends again what did not arrive, with a new link. Raises Missing without reports.judge, Refused for one that did leave."""
    rows = TaskDelivery.objects.select_for_update(of=("self",)).select_related("task__team")
    row = rows.filter(id=delivery_id, tenant_id__in=actor.tenants_with("reports.judge")).first()
    if row is None:
        raise Missing
    if row.state not in NOT_ARRIVED:
        raise Refused(_("This message left, or will leave by itself."))
    now = timezone.now()
    if not row.task.team.outside:
        raise Refused(_("This task is no longer with an outside team."))
    row.state, row.tries, row.due_at, row.settled_at, row.error = DeliveryState.WAITING, 0, now, None, ""
    row.channel = row.task.team.outside
    row.save()
    leaving.renew_link(row.task, now)
    row.task.save(update_fields=["link_hash", "link_until"])
    record(
        actor, tenant_id=row.tenant_id, verb="reports.send_task_again", target="reports.incident",
        target_id=row.task.incident_id, detail={"task": row.task_id},
    )  # fmt: skip
    return row
