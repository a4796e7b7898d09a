"""The page of a task for an outside team: on a telephone, by the link in its mail, without an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nabij.people.access import actor_of, staff_required
from nabij.reports.routing import posting
from nabij.reports.routing.actions import outside, putting
from nabij.reports.routing.queries import outside as queries
from nabij.reports.routing.views.shared import uuid_or_missing
from nabij.reports.states import TaskState
from nabij.reports.views.incidents import answer as shown_again
from nabij.tenants.errors import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def errand(request: HttpRequest, token: str) -> HttpResponse:
    """What is to be done where; taken on, asked about, or done with a photo and a sentence."""
    error = ""
    if request.method == "POST":
        try:
            _do(request, token)
        except Refused as refusal:
            error = str(refusal)
        else:
            return redirect("reports:errand", token=token)
    return _page(request, token, error)


@never_cache
@require_safe
def photo(request: HttpRequest, token: str, photo_id: UUID) -> FileResponse:
    """A photo that was given along, for as long as the link lasts."""
    path = queries.photo_of_link(token, photo_id)
    return FileResponse(path.open("rb"), content_type="image/jpeg", headers={"Referrer-Policy": "no-referrer"})


@never_cache
@require_safe
@staff_required("reports.view")
def done_photo(request: HttpRequest, done_id: UUID) -> FileResponse:
    """A picture by an outside team of what it did."""
    path = queries.task_photo(actor_of(request), done_id)
    return FileResponse(path.open("rb"), content_type="image/jpeg", headers={"Content-Disposition": "inline"})


@never_cache
@require_POST
@staff_required("reports.judge")
def answer(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Our answer to an outside team, from the page of the incident."""
    actor = actor_of(request)
    incident_id = uuid_or_missing(request.POST.get("incident", ""))

    def deed() -> None:
        outside.answer(actor, task_id=task_id, text=request.POST.get("text", ""))

    return shown_again(request, incident_id, deed)


@never_cache
@require_POST
@staff_required("reports.judge")
def send_again(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Sends again what did not arrive at an outside team."""
    actor = actor_of(request)
    return shown_again(
        request,
        uuid_or_missing(request.POST.get("incident", "")),
        lambda: putting.send_again(actor, delivery_id=delivery_id),
    )


def _do(request: HttpRequest, token: str) -> None:
    door, given = outside.by_link(token), request.POST
    if given.get("deed") == "finish":
        outside.finish(door, result=given.get("result", ""), photo=request.FILES.get("photo"))
    elif given.get("deed") == "tell":
        outside.tell(door, text=given.get("text", ""))
    else:
        outside.accept(door)


def _page(request: HttpRequest, token: str, error: str) -> HttpResponse:
    shown = queries.errand(queries.task_of_link(token))
    task = shown.task
    context: dict[str, Any] = {
        "shown": shown,
        "task": task,
        "number": posting.number(task),
        "token": token,
        "error": error,
        "given": request.POST,
        "is_live": task.state in (TaskState.OPEN, TaskState.STARTED),
        "place": f"{task.incident.lat:.5f},{task.incident.lon:.5f}",
    }
    answer = render(request, "reports/routing/errand.html", context, status=422 if error else 200)
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer
