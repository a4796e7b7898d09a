"""The door for the systems of outside teams: their tasks, and what they say about them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from nabij.people.api.asked import PLAIN, Strict, known_only
from nabij.people.api.once import IdempotencyKey, once
from nabij.reports.models import Task
from nabij.reports.routing import posting
from nabij.reports.routing.actions import outside
from nabij.reports.routing.queries import outside as queries
from nabij.tenants.actor import Actor

router = Router()
State = Literal["open", "started", "done", "cancelled"]


class TasksAsked(Schema):
    after: UUID | None = Field(None, description="The `next` of the page before.")
    state: State | None = None
    limit: int = Field(50, ge=1, le=queries.LARGEST_PAGE)


class TaskRow(Schema):
    id: UUID
    number: str
    state: State
    kind: str
    what: str
    address: str
    lon: float
    lat: float
    given_at: datetime
    due_at: datetime | None


class TaskPage(Schema):
    """`next` is empty on the last page."""

    tasks: list[TaskRow]
    next: str


class MessageOut(Schema):
    at: datetime
    from_outside: bool
    text: str


class TaskOut(TaskRow):
    """`photos` are addresses that work as long as the task is shared; `messages` oldest first."""

    photos: list[str]
    messages: list[MessageOut]
    result: str


class TextIn(Strict):
    text: str = Field(min_length=1, max_length=400, pattern=PLAIN)


@router.get("/tasks", response=TaskPage, summary="Tasks of your teams")
def list_tasks(request: HttpRequest, asked: Annotated[TasksAsked, Query(...)]) -> TaskPage:
    """Oldest first, a page at a time."""
    known_only(request, TasksAsked)
    rows = queries.tasks_of_key(_actor(request), after=asked.after, state=asked.state or "", limit=asked.limit)
    following = str(rows[-1].id) if len(rows) == asked.limit else ""
    return TaskPage(tasks=[_row(row) for row in rows], next=following)


@router.get("/tasks/{task_id}", response=TaskOut, summary="One task")
def read_task(request: HttpRequest, task_id: UUID) -> TaskOut:
    """With its photos and messages. Who reported it is never given."""
    return _whole(queries.task_of_key(_actor(request), task_id))


@router.post("/tasks/{task_id}/accept", response={200: TaskOut}, summary="Take a task on")
def accept_task(request: HttpRequest, task_id: UUID, key: IdempotencyKey) -> HttpResponse:
    """Again changes nothing; 422 for a task that ended."""
    door = outside.by_key(_actor(request), task_id)
    return once(request, key, lambda: _said(outside.accept(door), request))


@router.post("/tasks/{task_id}/finish", response={200: TaskOut}, summary="A task is done")
def finish_task(request: HttpRequest, task_id: UUID, given: TextIn, key: IdempotencyKey) -> HttpResponse:
    """`text` says in a sentence what was done; 422 for a task that ended."""
    door = outside.by_key(_actor(request), task_id)
    return once(request, key, lambda: _said(outside.finish(door, result=given.text), request))


@router.post("/tasks/{task_id}/comments", response={201: MessageOut}, summary="Ask or tell about a task")
def comment_task(request: HttpRequest, task_id: UUID, given: TextIn, key: IdempotencyKey) -> HttpResponse:
    """Read by who gave the task, never by who reported."""
    door = outside.by_key(_actor(request), task_id)

    def told() -> Status[MessageOut]:
        message = outside.tell(door, text=given.text)
        return Status(201, MessageOut(at=message.at, from_outside=True, text=message.text))

    return once(request, key, told)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def _said(task: Task, request: HttpRequest) -> Status[TaskOut]:
    return Status(200, _whole(queries.task_of_key(_actor(request), task.id)))


def _row(task: Task) -> TaskRow:
    return TaskRow(**_columns(task))


def _columns(task: Task) -> dict[str, Any]:
    incident = task.incident
    return {
        "id": task.id,
        "number": posting.number(task),
        "state": task.state,
        "kind": incident.category.code,
        "what": task.what,
        "address": incident.address,
        "lon": incident.lon,
        "lat": incident.lat,
        "given_at": task.given_at,
        "due_at": task.due_at,
    }


def _whole(task: Task) -> TaskOut:
    shown = queries.errand(task)
    told = [MessageOut(at=one.at, from_outside=one.from_outside, text=one.text) for one in shown.messages]
    return TaskOut(**_columns(task), photos=posting.photo_links(shown), messages=told, result=task.result)
