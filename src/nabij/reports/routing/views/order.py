"""Who gets what: the order of rules. Whoever changes one sees first what it would have meant."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nabij.people.access import actor_of, staff_required
from nabij.places.geometry import shape_to_geojson
from nabij.places.queries.locating import read_shape
from nabij.reports.routing import presenters
from nabij.reports.routing.actions import ordering
from nabij.reports.routing.forms import RuleForm, values_of
from nabij.reports.routing.models import RoutingRule
from nabij.reports.routing.queries import overview, trying
from nabij.reports.routing.rules import moved
from nabij.reports.routing.views.shared import ROUTE, back_to, bounds_of, frame, ground, kinds_of, service
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.models import Tenant
from nabij.tenants.queries import tenant


@never_cache
@require_safe
@staff_required(ROUTE)
def show(request: HttpRequest) -> HttpResponse:
    """The rules in their order, with what is broken and how often each was corrected."""
    actor, here = actor_of(request), service(request)
    found = overview.order_shown(actor, here.id)
    kinds, areas = kinds_of(here), {area.code: area.name for area in ground(here)}
    shown = {
        "rows": [presenters.rule_words(one, kinds, areas) for one in found.rules],
        "default": found.default,
        "new_rule_url": f"{reverse('reports:new_rule')}?dienst={here.id}",
        "unassigned": overview.loads(actor, here.id).get(None),
    }
    return render(request, "reports/routing/order.html", shown | frame(actor, here, "order"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(ROUTE)
def edit(request: HttpRequest, rule_id: UUID | None = None) -> HttpResponse:
    """A rule: filled in, tried on the latest reports, and written when that is what was meant."""
    actor = actor_of(request)
    row = overview.rule(actor, rule_id) if rule_id else None
    here = tenant(row.tenant_id) if row else service(request)
    form = _form(actor, here, row, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, here, row, form)
    try:
        draft = replace(form.draft(), families=row.families if row else ())
        if request.POST.get("deed") == "save":
            ordering.save_rule(actor, tenant_id=here.id, draft=draft, rule_id=rule_id)
            messages.success(request, _("Saved. It counts for the next report."))
            return redirect(back_to(here, "order"))
        rows = overview.rules_in_order(actor, here.id)
        changed = ordering.drawn_up(rows, here.id, draft, rule_id)
        after = rows if rule_id else [*rows, changed]
        tried = _tried(actor, here, after, trying.read(request.POST.get("so_far", "")))
    except Refused as refusal:
        if not form.errors:
            form.add_error(None, str(refusal))
        return _page(request, here, row, form, status=422)
    if request.headers.get("HX-Request"):
        return render(request, "reports/routing/_trial.html", {"trial": tried})
    return _page(request, here, row, form, trial=tried)


@never_cache
@require_POST
@staff_required(ROUTE)
def move(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """A place higher or lower; says what that would have meant."""
    actor = actor_of(request)
    here = tenant(overview.rule(actor, rule_id).tenant_id)
    up = request.POST.get("to") == "up"
    rows = {row.id: row for row in overview.rules_in_order(actor, here.id)}
    said = _tried(actor, here, [rows[one] for one in moved(list(rows), rule_id, up)])["sentence"]
    ordering.move_rule(actor, tenant_id=here.id, rule_id=rule_id, up=up)
    messages.success(request, _("Moved.") + " " + said)
    return redirect(back_to(here, "order"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(ROUTE)
def end(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Asks whether to end a rule, with what that would have meant."""
    actor = actor_of(request)
    row = overview.rule(actor, rule_id)
    here = tenant(row.tenant_id)
    if request.method == "POST":
        ordering.end_rule(actor, tenant_id=here.id, rule_id=rule_id)
        messages.success(request, _("The rule has ended."))
        return redirect(back_to(here, "order"))
    rows = [one for one in overview.rules_in_order(actor, here.id) if one.id != rule_id]
    shown = {"rule": row, "trial": _tried(actor, here, rows)} | frame(actor, here, "order")
    return render(request, "reports/routing/end_rule.html", shown)


def _form(actor: Actor, here: Tenant, row: RoutingRule | None, given: Any) -> RuleForm:
    choices: dict[str, Any] = {
        "teams": [(str(team.id), team.name) for team in overview.teams_of(actor, here.id)],
        "kinds": kinds_of(here).values(),
        "areas": [(area.code, area.name) for area in ground(here)],
    }
    initial = values_of(row) if row else {}
    if row is not None and row.shape and not row.area_codes:
        initial["area"] = _geojson(row)
    return RuleForm(given, initial=initial, **choices)


def _geojson(row: RoutingRule) -> str:
    return json.dumps(shape_to_geojson(read_shape(row.shape))) if row.shape else ""


def _tried(
    actor: Actor, here: Tenant, after: list[RoutingRule], so_far: trying.Trial | None = None
) -> dict[str, Any]:  # fmt: skip
    names = presenters.names_of(overview.teams_of(actor, here.id))
    found = trying.trial(actor, here.id, after, so_far)
    return presenters.trial_words(found, names, trying.moved_incidents(actor, found.moves))


def _page(
    request: HttpRequest, here: Tenant, row: RoutingRule | None, form: RuleForm, *, status: int = 200,
    trial: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    shown = {"rule": row, "form": form, "trial": trial, "bounds": bounds_of(here)}
    shown |= frame(actor_of(request), here, "order")
    return render(request, "reports/routing/rule.html", shown, status=status)
