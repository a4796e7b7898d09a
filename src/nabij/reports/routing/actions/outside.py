"""What an outside team does with its task: by the link in its mail, or by its own system with a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports import pictures
from nabij.reports.actions.changing import note, save
from nabij.reports.actions.work import finish_task, start_task
from nabij.reports.models import Incident, Task
from nabij.reports.routing.actions.correcting import heard
from nabij.reports.routing.actions.putting import put
from nabij.reports.routing.models import DeliveryKind, TaskMessage, TaskPhoto, WaitsFor
from nabij.reports.routing.queries.outside import task_of_key, task_of_link
from nabij.reports.states import TaskState
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

MOST_MESSAGES: Final = 50
LONGEST: Final = 1_000
LIVE: Final = (TaskState.OPEN, TaskState.STARTED)
Door = Callable[[], tuple[Task, Actor]]
"""Finds the task and who acts on it; raises Missing for a link or key that does not open it."""


def by_link(token: str) -> Door:
    """Who holds the link of a task."""

    def found() -> tuple[Task, Actor]:
        task = task_of_link(token)
        return task, _acting(Actor("public", name=task.team.name), task)

    return found


def by_key(actor: Actor, task_id: UUID) -> Door:
    """The key of the system of an outside team."""

    def found() -> tuple[Task, Actor]:
        task = task_of_key(actor, task_id)
        return task, _acting(Actor("key", id=actor.id, name=task.team.name, mode=actor.mode), task)

    return found


@transaction.atomic
def accept(door: Door) -> Task:
    """Takes the task on; again changes nothing. Raises Refused for one that ended."""
    task, actor = door()
    if task.state != TaskState.STARTED:
        start_task(actor, task_id=task.id)
    return _only_live(task, actor)


@transaction.atomic
def tell(door: Door, *, text: str) -> TaskMessage:
    """A question or remark for who gave the task; it stands on the incident for colleagues only. Raises Refused without words."""
    task, actor = door()
    message = _message(task, actor, text, from_outside=True)
    _only_live(task, actor)
    return message


@transaction.atomic
def finish(door: Door, *, result: str, photo: IO[bytes] | None = None) -> Task:
    """The work is done, in a sentence, with a picture where there is one. Raises Refused as `finish_task`, and for no photo."""
    task, actor = door()
    finish_task(actor, task_id=task.id, result=result)
    _goes_on(actor, Incident.objects.select_for_update().get(id=task.incident_id, tenant_id=task.tenant_id))
    if photo is not None:
        _keep(task, photo)
    return _only_live(task, actor)


@transaction.atomic
def answer(actor: Actor, *, task_id: UUID, text: str) -> TaskMessage:
    """Our answer to an outside team; it leaves like the task did. Raises Missing without reports.judge."""
    rows = Task.objects.select_for_update(of=("self",)).select_related("team")
    task = rows.filter(id=task_id, tenant_id__in=actor.tenants_with("reports.judge")).first()
    if task is None:
        raise Missing
    if not task.team.outside or task.state not in LIVE:
        raise Refused(_("This task is no longer with an outside team."))
    message = _message(task, actor, text, from_outside=False)
    put(task, DeliveryKind.CHANGED, timezone.now())
    return message


def _message(task: Task, actor: Actor, text: str, *, from_outside: bool) -> TaskMessage:
    if not text.strip():
        raise Refused(_("Write your message first."))
    if task.state not in LIVE:
        raise Refused(_("This task has ended."))
    if TaskMessage.objects.filter(tenant_id=task.tenant_id, task=task).count() >= MOST_MESSAGES:
        raise Refused(_("There are too many messages about this task. Call who gave it."))
    message = TaskMessage.objects.create(
        tenant_id=task.tenant_id, task=task, at=timezone.now(), from_outside=from_outside, text=text.strip()[:LONGEST],
        by=actor.id, by_name=actor.name,
    )  # fmt: skip
    incident = Incident.objects.select_for_update().get(id=task.incident_id, tenant_id=task.tenant_id)
    if from_outside:
        _goes_on(actor, incident)
    note(actor, incident, "task_asked" if from_outside else "task_told", internal=f"{task.team.name}: {message.text}")
    record(
        actor, tenant_id=task.tenant_id, verb="reports.tell_about_task", target="reports.incident",
        target_id=incident.id, detail={"task": task.id, "from_outside": from_outside},
    )  # fmt: skip
    return message


def _goes_on(actor: Actor, incident: Incident) -> None:
    """The clock, where it stood still for somebody else."""
    before = incident.due_at
    heard(actor, incident, WaitsFor.OTHER)
    if incident.due_at != before:
        save(actor, incident)


def _keep(task: Task, upload: IO[bytes]) -> None:
    picture = pictures.keep(pictures.redraw(upload))
    TaskPhoto.objects.create(
        tenant_id=task.tenant_id, task=task, file=picture.file, width=picture.width, height=picture.height,
        added_at=timezone.now(),
    )  # fmt: skip


def _acting(actor: Actor, task: Task) -> Actor:
    """With the one right that it needs, for as long as this lasts."""
    return Actor(
        actor.kind, id=actor.id, name=actor.name, mode=actor.mode, rights={task.tenant_id: frozenset({"reports.task"})}
    )


def _only_live(task: Task, actor: Actor) -> Task:
    if actor.mode != "live":
        raise Refused(_("All is well, and nothing was stored: this key is for trying."))
    task.refresh_from_db(fields=["state", "result", "ended_at"])
    return task
