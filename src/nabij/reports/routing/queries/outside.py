"""Tasks as outside teams see them, and what of ours did not reach them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from nabij.channels.outbox.models import NOT_ARRIVED
from nabij.people import vault
from nabij.reports import pictures
from nabij.reports.models import Photo, Task, Team, TeamMember
from nabij.reports.routing import leaving
from nabij.reports.routing.models import TaskDelivery, TaskMessage, TaskPhoto
from nabij.reports.states import TaskState
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

CONTRACT: Final = "reports.contract"
LARGEST_PAGE: Final = 100
AT_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Errand:
    """A task with all that an outside team may know of it."""

    task: Task
    kind: str
    address: str
    photo_ids: list[UUID]
    messages: list[TaskMessage]
    done_photos: int


def task_of_link(token: str) -> Task:
    """The task that a link opens, team and incident with its category loaded. Raises Missing for a wrong, old or ended link."""
    found = _tasks().filter(link_hash=leaving.hash_of(token), link_until__gt=timezone.now()).first()
    if found is None or not found.team.outside:
        raise Missing
    return found


def task_of_key(actor: Actor, task: UUID) -> Task:
    """A task of the teams that the key of a system is in. Raises Missing for any other."""
    found = _of_key(actor).filter(id=task).first()
    if found is None:
        raise Missing
    return found


def tasks_of_key(actor: Actor, *, after: UUID | None = None, state: str = "", limit: int = 50) -> list[Task]:
    """The tasks of the teams that a key is in, oldest first, those after `after` (two queries)."""
    rows = _of_key(actor)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(id__gt=after) if after else rows
    return list(rows.order_by("id")[: max(1, min(limit, LARGEST_PAGE))])


def errand(task: Task) -> Errand:
    """What may be seen of a task that a link or key opened (three queries). Never who reported, nor what colleagues wrote."""
    own = {"tenant_id": task.tenant_id, "task_id": task.id}
    return Errand(
        task,
        kind=in_language(task.incident.category.name),
        address=task.incident.address or task.incident.neighbourhood_name,
        photo_ids=photo_ids(task),
        messages=list(TaskMessage.objects.filter(**own).order_by("id")),
        done_photos=TaskPhoto.objects.filter(**own).count(),
    )


def photo_ids(task: Task) -> list[UUID]:
    """The photos that were given along with a task."""
    if not task.with_photos:
        return []
    rows = Photo.objects.filter(tenant_id=task.tenant_id, report__incident_id=task.incident_id)
    return list(rows.order_by("id").values_list("id", flat=True)[:20])


def photo_of_link(token: str, photo_id: UUID) -> Path:
    """Where a photo lies that a link opens. Raises Missing as `task_of_link`, and for a photo that was not given along."""
    task = task_of_link(token)
    if task.state == TaskState.CANCELLED or photo_id not in photo_ids(task):
        raise Missing
    found = Photo.objects.get(id=photo_id, tenant_id=task.tenant_id)
    return pictures.path_of(found.file)


def task_photo(actor: Actor, done_id: UUID) -> Path:
    """Where a picture by an outside team lies. Raises Missing without reports.view."""
    found = TaskPhoto.objects.filter(id=done_id, tenant_id__in=actor.tenants_with("reports.view")).first()
    if found is None:
        raise Missing
    return pictures.path_of(found.file)


def unsent(actor: Actor, tenant_id: UUID) -> list[TaskDelivery]:
    """Messages to outside teams that did not arrive, or of which nobody knows, newest first."""
    actor.require("reports.route", tenant_id)
    rows = TaskDelivery.objects.filter(tenant_id=tenant_id, state__in=NOT_ARRIVED)
    return list(rows.select_related("task__team").order_by("-id")[:AT_MOST])


def address_of(team: Team) -> str:
    """Where the tasks of an outside team go, of a team that was found with reports.route. Never log it."""
    if not team.outside or not team.contact_value:
        return ""
    return vault.readable(team.outside, vault.open_value(team.outside, team.id, bytes(team.contact_value)))


def _tasks() -> QuerySet[Task]:
    return Task.objects.select_related("team", "incident__category", "tenant")


def _of_key(actor: Actor) -> QuerySet[Task]:
    tenant_ids = actor.tenants_with(CONTRACT)
    if actor.id is None or not tenant_ids:
        raise Missing
    teams = TeamMember.objects.filter(tenant_id__in=tenant_ids, account_id=actor.id).exclude(team__outside="")
    return _tasks().filter(tenant_id__in=tenant_ids, team_id__in=list(teams.values_list("team_id", flat=True)))
