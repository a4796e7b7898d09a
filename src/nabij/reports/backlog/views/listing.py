"""The list of the staff: filters, pages of a hundred, filters that are kept, and the filter as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nabij.people.access import actor_of, staff_required
from nabij.places import queries as places
from nabij.reports import queries as reports
from nabij.reports.backlog import actions, newest, presenters, queries, rules
from nabij.reports.backlog.asking import asked, plain_query, uuid_of
from nabij.reports.backlog.forms import ExportForm, SaveForm
from nabij.reports.backlog.models import Deed
from nabij.reports.queries.queue import places as places_in_list
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.queries import tenants

ROWS = 100
VIEW = "reports.view"
MOST_SERVICES = 3
"""Of more services than this the neighbourhoods are no choice: nobody finds theirs in such a list."""


@never_cache
@require_safe
@staff_required(VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """A hundred rows of a filter; at most fifteen queries for any filter and any number of incidents."""
    actor, given, now = actor_of(request), request.GET, timezone.now()
    known = queries.known(actor)
    wanted = asked(given, known, now)
    page = reports.queue(actor, wanted.filters, given.get("after", ""), limit=ROWS)
    services = tenants(actor.tenants_with(VIEW))
    judges = bool(actor.tenants_with("reports.judge"))
    return render(request, "reports/backlog/list.html", {
        "rows": [presenters.row(incident) for incident in page.rows],
        "now": now,
        "newer_url": f"{reverse('reports:newer')}?{newest.marked(given, now, (row.id for row in page.rows))}",
        "next_cursor": page.after,
        "said": wanted.said,
        "tabs": presenters.tabs(reports.counts(actor), given, reports.COUNT_AT_MOST),
        "choices": presenters.choices(known, _areas(services), services, given),
        "saved": presenters.saved(queries.saved_filters(actor), given, actor.id, set(actor.tenants_with("people.manage"))),
        "typed": given.get("q", ""),
        "asked": plain_query(given),
        "deeds": _deeds(actor) if judges or actor.tenants_with("reports.refer") else [],
        "records": bool(actor.tenants_with("reports.record")),
        "several": len(services) > 1,
        "page_size": len(page.rows),
        "due": reports.withheld_due(actor, now) if judges else [],
        "most": rules.MOST_AT_ONCE,
        "given": given,
    })  # fmt: skip


@never_cache
@require_safe
@staff_required(VIEW)
def newer(request: HttpRequest) -> HttpResponse:
    """What came into the filter since the list was shown, for the line above it: nothing moves until one asks for it."""
    actor, given = actor_of(request), request.GET
    wanted = asked(given, queries.known(actor), timezone.now())
    mark = newest.mark_of(given)
    if mark is None:
        raise Missing
    many = queries.came_in(actor, wanted.filters, mark)
    said = presenters.came_in(many, reports.COUNT_AT_MOST)
    shown = {"said": said, "many": many, "asked": plain_query(given), "now": mark.seen}
    return render(request, "reports/backlog/_newer.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(VIEW)
def save(request: HttpRequest) -> HttpResponse:
    """A name for the filter in the address, then back to the list with it."""
    actor = actor_of(request)
    services = [(str(one.id), one.name) for one in tenants(actor.tenants_with(VIEW))]
    known = queries.known(actor)
    teams = [(str(team.id), team.name) for team in known.teams if team.id in known.own_teams and team.active]
    query = plain_query(QueryDict(request.POST.get("asked", "")) if request.method == "POST" else request.GET)
    form = SaveForm(services, teams, request.POST or None, initial={"asked": query})
    error = ""
    if request.method == "POST":
        try:
            return _saved(request, actor, filled_in(form), query)
        except Refused as refusal:
            error = str(refusal)
    shown = {"form": form, "asked": query, "error": error, "teams": teams}
    return render(request, "reports/backlog/save.html", shown, status=422 if error else 200)


@never_cache
@require_POST
@staff_required(VIEW)
def drop(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    actions.drop_filter(actor_of(request), filter_id=filter_id)
    messages.success(request, _("The filter was removed."))
    return redirect("reports:incidents")


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(VIEW)
def export(request: HttpRequest) -> HttpResponse:
    """Why, and which kind of file; then the file."""
    actor, given = actor_of(request), request.GET
    form = ExportForm(request.POST or None)
    error = ""
    if request.method == "POST":
        try:
            return _file(actor, given, filled_in(form))
        except Refused as refusal:
            error = str(refusal)
    wanted = asked(given, queries.known(actor), timezone.now())
    many = len(places_in_list(actor, wanted.filters, None, rules.MOST_EXPORTED + 1))
    shown = {
        "form": form, "error": error, "asked": plain_query(given), "most": rules.MOST_EXPORTED,
        "size": presenters.file_size(many), "too_many": many > rules.MOST_EXPORTED,
        "judges": bool(actor.tenants_with("reports.judge")),
    }  # fmt: skip
    return render(request, "reports/backlog/export.html", shown, status=422 if error else 200)


def _saved(request: HttpRequest, actor: Actor, words: dict[str, Any], query: str) -> HttpResponse:
    team_id, tenant_id = uuid_of(words["team"]), UUID(words["service"])
    actions.save_filter(
        actor, tenant_id=tenant_id, name=words["name"], asked=query, sharing=words["sharing"], team_id=team_id
    )
    messages.success(request, _("The filter was kept."))
    return redirect(f"{reverse('reports:incidents')}?{query}")


def _file(actor: Actor, given: QueryDict, words: dict[str, Any]) -> HttpResponse:
    wanted = asked(given, queries.known(actor), timezone.now())
    content, media_type = actions.export(actor.because(words["reason"]), filters=wanted.filters, kind=words["kind"])
    name = f"meldingen-{timezone.localdate():%Y-%m-%d}.{words['kind']}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _areas(services: list[Tenant]) -> list[places.AreaRef]:
    """The neighbourhoods of these services, a city within a zone of them once."""
    zones = {one.id for one in services if one.kind == TenantKind.ZONE}
    widest = [one for one in services if one.zone_id not in zones and one.kind != TenantKind.PARTNER]
    if len(widest) > MOST_SERVICES:
        return []
    return [area for one in widest for area in places.areas("neighbourhood", within=one.code)]


def _deeds(actor: Actor) -> list[tuple[str, str]]:
    held = {right: bool(actor.tenants_with(right)) for right in ("reports.judge", "reports.refer")}
    return [
        (deed.value, str(deed.label))
        for deed in Deed
        if held["reports.refer" if deed == Deed.REFER else "reports.judge"]
    ]
