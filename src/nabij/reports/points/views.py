"""Reporting points of events, for who makes them: the list, one point with its roster and what came through, the poster."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nabij.letters import pdf_answer
from nabij.people.access import actor_of, staff_required
from nabij.reports.points import actions, presenters, queries
from nabij.reports.points.forms import PointForm, TurnForm
from nabij.reports.points.poster import PAPERS, poster
from nabij.reports.views.places import bounds, choose_place
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.queries import tenants


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(queries.MANAGE)
def listing(request: HttpRequest) -> HttpResponse:
    """The points, and making one."""
    actor = actor_of(request)
    form = PointForm(_own(actor), request.POST or None)
    choice = choose_place(request.POST) if request.method == "POST" else None
    if choice is not None and form.is_valid() and choice.place is not None:
        given = form.cleaned_data
        try:
            made = actions.open_point(actor, tenant_id=UUID(given.pop("tenant")), place=choice.place, **given)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:point", point_id=made.id)
    shown = {
        "points": [presenters.point_words(point) for point in queries.reporting_points(actor)],
        "form": form,
        "choice": choice,
        "bounds": bounds(),
        "given": request.POST,
    }
    return render(request, "reports/points/list.html", shown, status=422 if choice is not None else 200)


@never_cache
@require_safe
@staff_required(queries.MANAGE)
def page(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """One point: its roster, its posters, and what came through it."""
    return _page(request, point_id, TurnForm())


@never_cache
@require_POST
@staff_required(queries.MANAGE)
def staff(request: HttpRequest, point_id: UUID) -> HttpResponse:
    form = TurnForm(request.POST)
    if form.is_valid():
        try:
            actions.staff_point(actor_of(request), point_id=point_id, **form.cleaned_data)
            return _saved(request, point_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, point_id, form)


@never_cache
@require_POST
@staff_required(queries.MANAGE)
def unstaff(request: HttpRequest, point_id: UUID, turn_id: UUID) -> HttpResponse:
    actions.unstaff_point(actor_of(request), point_id=point_id, turn_id=turn_id)
    return _saved(request, point_id)


@never_cache
@require_POST
@staff_required(queries.MANAGE)
def close(request: HttpRequest, point_id: UUID) -> HttpResponse:
    actions.close_point(actor_of(request), point_id=point_id)
    return _saved(request, point_id)


@never_cache
@require_safe
@staff_required(queries.MANAGE)
def poster_sheet(request: HttpRequest, point_id: UUID, paper: str) -> HttpResponse:
    """The poster with the QR code, as a PDF. 404 for another size."""
    if paper not in PAPERS:
        raise Missing
    point = queries.reporting_point(actor_of(request), point_id)
    return pdf_answer(poster(point, paper), f"meldpunt-{point.code.lower()}-{paper}")


def _page(request: HttpRequest, point_id: UUID, form: TurnForm) -> HttpResponse:
    actor = actor_of(request)
    point = queries.reporting_point(actor, point_id)
    shown = {
        "point": presenters.point_words(point),
        "roster": queries.roster_of(actor, point_id),
        "came": [presenters.report_words(report) for report in queries.came_through(actor, point_id)],
        "form": form,
        "papers": [(paper.upper(), reverse("reports:point_poster", args=[point.id, paper])) for paper in PAPERS],
    }
    return render(request, "reports/points/point.html", shown, status=422 if form.errors else 200)


def _saved(request: HttpRequest, point_id: UUID) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("reports:point", point_id=point_id)


def _own(actor: Actor) -> list[tuple[str, str]]:
    return [(str(tenant.id), tenant.name) for tenant in tenants(actor.tenants_with(queries.MANAGE))]
