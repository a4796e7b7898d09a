"""Queue, map and incident for the back office: as whole pages, and as fragments for the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.people.access import actor_of, staff_required
from nabij.reports import actions, presenters, queries
from nabij.reports.forms import CloseForm, NoteForm, ReferForm, TaskForm, WithholdForm
from nabij.reports.queries import Filters
from nabij.reports.routing.queries.overview import panel as panel_of
from nabij.reports.states import OPEN, State
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused, Stale
from nabij.tenants.queries import all_tenants

PAGE = 50
VIEWS = {
    "open": OPEN,
    "new": (State.NEW,),
    "in_hand": (State.IN_HAND,),
    "withheld": (State.WITHHELD,),
    "closed": (State.CLOSED,),
}


def filters_of(given: QueryDict) -> Filters:
    """Reads the filters of the queue from an address: view, kind (repeated), neighbourhood (repeated), urgent, q."""
    return Filters(
        states=VIEWS.get(given.get("view", ""), OPEN),
        categories=[code for code in given.getlist("kind") if code],
        neighbourhoods=[code for code in given.getlist("neighbourhood") if code],
        urgent=given.get("urgent") == "1",
        search=given.get("q", "")[:80],
    )


def queue_context(request: HttpRequest) -> dict[str, Any]:
    """What `reports/_queue.html` shows: also for the console, which puts it in its left column."""
    actor, given = actor_of(request), request.GET
    page = queries.queue(actor, filters_of(given), given.get("after", ""), limit=PAGE)
    open_with = queries.open_with(actor, [incident.id for incident in page.rows])
    return {
        "rows": [presenters.row(incident) | {"open_with": open_with.get(incident.id)} for incident in page.rows],
        "next_cursor": page.after,
        "tabs": _tabs(queries.counts(actor), given),
        "kinds": presenters.grouped(queries.categories()),
        "chosen_kinds": given.getlist("kind"),
        "typed": given.get("q", ""),
        "urgent": given.get("urgent") == "1",
        "view": given.get("view", "open"),
        "due": queries.withheld_due(actor, timezone.now()),
        "several_tenants": len(actor.tenants_with("reports.view")) > 1,
    }


@never_cache
@require_safe
@staff_required("reports.view")
def queue(request: HttpRequest) -> HttpResponse:
    """The queue alone, for the live page."""
    return render(request, "reports/_queue.html", queue_context(request))


@never_cache
@require_safe
@staff_required("reports.view")
def geojson(request: HttpRequest) -> JsonResponse:
    """The incidents of the queue for the map."""
    return JsonResponse(queries.incidents_geojson(actor_of(request), filters_of(request.GET)))


@never_cache
@require_safe
@staff_required("reports.view")
def page(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    return render(request, "reports/incident.html", panel_context(actor_of(request), incident_id))


@never_cache
@require_safe
@staff_required("reports.view")
def panel(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """One incident as a fragment, for the right column of the console."""
    return render(request, "reports/_incident.html", panel_context(actor_of(request), incident_id))


@never_cache
@require_POST
@staff_required("reports.view")
def presence(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """An open page says that it is still open, and hears who else has this incident open."""
    actor = actor_of(request)
    actions.keep_open(actor, incident_id=incident_id, just_opened=request.GET.get("just_opened") == "1")
    others = queries.open_with(actor, [incident_id]).get(incident_id)
    return render(request, "reports/_presence.html", {"incident_id": incident_id, "others": others})


@never_cache
@require_safe
@staff_required()
def photo(request: HttpRequest, photo_id: UUID) -> FileResponse:
    """The picture itself, for who may see the incident."""
    path = queries.photo(actor_of(request), photo_id)
    return FileResponse(path.open("rb"), content_type="image/jpeg", headers={"Content-Disposition": "inline"})


def panel_context(actor: Actor, incident_id: UUID) -> dict[str, Any]:
    """What `reports/_incident.html` shows."""
    details = queries.incident(actor, incident_id)
    incident = details.incident
    may_judge = actor.may("reports.judge", incident.tenant_id)
    teams = queries.teams(actor, incident.tenant_id) if may_judge else []
    others = [(str(tenant.id), tenant.name) for tenant in all_tenants() if tenant.id != incident.tenant_id]
    work = panel_of(incident, details.tasks, teams)
    return {
        "details": details,
        "incident": incident,
        "routing": work,
        "row": presenters.row(incident),
        "reference": presenters.reference(incident),
        "facts": presenters.facts(incident),
        "reports": [(report, presenters.answers(report)) for report in details.reports],
        "history": presenters.history(details.notes),
        "tasks": [presenters.task_words(task) | {"outing": work.outings.get(task.id)} for task in details.tasks],
        "steps": presenters.steps(incident) if may_judge else set(),
        "near": [(one, presenters.row_brief(one.incident)) for one in details.near],
        "may_judge": may_judge,
        "may_add_photo": actor.may("reports.view", incident.tenant_id),
        "may_refer": actor.may("reports.refer", incident.tenant_id),
        "may_work": actor.may("reports.task", incident.tenant_id),
        "may_see_source": actor.may("reports.view_source", incident.tenant_id),
        "withhold_form": WithholdForm(prefix="withhold"),
        "close_form": CloseForm(prefix="close"),
        "note_form": NoteForm(prefix="note"),
        "task_form": TaskForm([(str(team.id), team.name) for team in teams], prefix="task") if teams else None,
        "refer_form": ReferForm(others, prefix="refer"),
        "extra_url": presenters.slot("incident", id=incident.id),
    }


def answer(request: HttpRequest, incident_id: UUID, deed: Callable[[], object], said: str = "") -> HttpResponse:
    """Does it and shows the incident again. A refusal stands above it with its sentence, and what a colleague did is shown."""
    error, status = "", 200
    try:
        deed()
    except Refused as refusal:
        error, status = str(refusal), 409 if isinstance(refusal, Stale) else 422
    actor = actor_of(request)
    if not request.headers.get("HX-Request") and not error:
        messages.success(request, said or _("Saved."))
        return redirect("reports:incident", incident_id=incident_id)
    shown = panel_context(actor, incident_id) | {"error": error, "said": "" if error else said}
    template = "reports/_incident.html" if request.headers.get("HX-Request") else "reports/incident.html"
    return render(request, template, shown, status=status)


def _tabs(counted: dict[str, int], given: QueryDict) -> list[dict[str, Any]]:
    words = {
        "open": _("Open"),
        "new": _("New"),
        "in_hand": _("Being handled"),
        "withheld": _("Withheld"),
        "closed": _("Closed"),
    }
    now = given.get("view", "open")
    return [
        {"url": f"?view={name}", "label": label, "current": name == now, "count": _count(counted.get(name))}
        for name, label in words.items()
    ]


def _count(number: int | None) -> str | None:
    if number is None:
        return None
    return f"{queries.COUNT_AT_MOST}+" if number >= queries.COUNT_AT_MOST else str(number)
