"""Tasks of teams."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports import rules
from nabij.reports.actions.changing import locked, note
from nabij.reports.models import Incident, Task, Team
from nabij.reports.routing.actions.putting import put
from nabij.reports.routing.models import DeliveryKind
from nabij.reports.states import State, TaskState
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@transaction.atomic
def give_task(
    actor: Actor, *, incident_id: UUID, team_id: UUID, what: str, due_at: datetime | None = None, public: bool = True,
    with_photos: bool = False,
) -> Task:  # fmt: skip
    """Gives a team work on an incident that is in hand. `public`: the reporter may read that a team has it planned.

    To an outside team the task leaves: `what`, kind and place, and `with_photos` the photos; never who reported.
    """
    incident = locked(actor, incident_id, "reports.judge")
    team = Team.objects.filter(tenant_id=incident.tenant_id, id=team_id, active=True).first()
    if team is None:
        raise Missing
    if incident.state not in (State.IN_HAND, State.WITHHELD):
        raise Refused(_("Judge the incident first; then a team can be set to work."))
    if not what.strip():
        raise Refused(_("Say what the team has to do."))
    task = Task.objects.create(
        tenant_id=incident.tenant_id,
        incident=incident,
        team=team,
        what=what.strip()[:400],
        due_at=due_at,
        given_at=timezone.now(),
        given_by=actor.id,
        with_photos=with_photos,
    )
    put(task, DeliveryKind.NEW, task.given_at)
    shows = public and incident.state == State.IN_HAND and not incident.never_alert
    note(actor, incident, "task", internal=f"{team.name}: {task.what}", template="team" if shows else "")
    _record(actor, task, incident, "reports.give_task")
    return task


@transaction.atomic
def start_task(actor: Actor, *, task_id: UUID) -> Task:
    """The team begins. Needs reports.task, as `finish_task` does."""
    return _step(actor, task_id, "start")


@transaction.atomic
def finish_task(actor: Actor, *, task_id: UUID, result: str) -> Task:
    """The team has done it, with what it found; the incident stays open until somebody closes it."""
    if not result.strip():
        raise Refused(_("Write in a few words what you found or did."))
    return _step(actor, task_id, "finish", result.strip()[:400])


@transaction.atomic
def cancel_task(actor: Actor, *, task_id: UUID, reason: str) -> Task:
    """Takes a task back. Needs reports.judge and a reason."""
    if not reason.strip():
        raise Refused(_("Say why, in one sentence."))
    return _step(actor, task_id, "cancel", reason.strip()[:400])


def _step(actor: Actor, task_id: UUID, step: str, result: str = "") -> Task:
    tenant_ids = actor.tenants_with(rules.task_right(step))
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("team")
        .filter(id=task_id, tenant_id__in=tenant_ids)
        .first()
    )
    if task is None:
        raise Missing
    target = rules.task_target(step, task.state)
    if target is None:
        raise Refused(_("This task is already %(state)s.") % {"state": task.get_state_display()})
    task.state, task.result = target, result
    task.ended_at = timezone.now() if target in (TaskState.DONE, TaskState.CANCELLED) else None
    task.save(update_fields=["state", "result", "ended_at"])
    if target == TaskState.CANCELLED:
        put(task, DeliveryKind.CANCELLED, timezone.now())
    incident = Incident.objects.get(id=task.incident_id, tenant_id=task.tenant_id)
    shows = target == TaskState.DONE and incident.state == State.IN_HAND and not incident.never_alert
    words = f"{task.team.name}: {task.get_state_display()}. {result}".strip()
    note(actor, incident, f"task_{step}", internal=words, template="task_done" if shows else "")
    _record(actor, task, incident, f"reports.{step}_task")
    return task


def _record(actor: Actor, task: Task, incident: Incident, verb: str) -> None:
    detail = {"task": task.id, "team": task.team_id, "state": str(task.state)}
    record(actor, tenant_id=task.tenant_id, verb=verb, target="reports.incident", target_id=incident.id, detail=detail)
