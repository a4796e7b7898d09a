"""Pages of networks: for staff, and for the coordinator, who signs in as a resident."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.networks import actions, presenters, queries
from nabij.networks.forms import AreaForm, FoundForm, LogForm, PlanForm, RouteForm
from nabij.networks.frame import frame
from nabij.networks.members.presenters import often
from nabij.networks.members.queries import frequency_of
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.people.access import View, actor_of, sign_in_redirect, staff_required
from nabij.reports import queries as reports
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in


def members_of_staff_or_lead(view: View) -> View:
    """For staff that sees networks, and for coordinators about their own."""
    for_staff = staff_required()(view)

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        actor = actor_of(request)
        if actor.kind == "public":
            return sign_in_redirect(request, "account_login")
        if actor.tenants_with(queries.VIEW) or queries.mandates_of(actor):
            return for_staff(request, *args, **kwargs) if actor.kind == "staff" else view(request, *args, **kwargs)
        raise Missing

    guarded.required_right = queries.VIEW  # type: ignore[attr-defined]
    return guarded


@never_cache
@require_safe
@members_of_staff_or_lead
def geojson(request: HttpRequest) -> JsonResponse:
    """The areas for the map of the console."""
    return JsonResponse(queries.geojson(actor_of(request)))


@never_cache
@staff_required(actions.MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    actor, error = actor_of(request), ""
    form = FoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            tenant_id = actor.tenants_with(actions.MANAGE)[0]
            network = actions.found_network(actor, tenant_id=tenant_id, **form.cleaned_data)
            return redirect("networks:network", network_id=network.id)
        except Refused as refusal:
            error = str(refusal)
    around = presenters.bounds(list(queries.networks(actor).defer("area", "area_lambert")))
    shown = {"form": form, "error": error, "bounds": around}
    return render(request, "networks/new.html", shown, status=422 if error or form.errors else 200)


@never_cache
@require_safe
@members_of_staff_or_lead
def page(request: HttpRequest, network_id: UUID) -> HttpResponse:
    return render(request, "networks/network.html", page_context(actor_of(request), network_id))


def page_context(actor: Actor, known: queries.Known, error: str = "") -> dict[str, Any]:
    """Everything about a network but who its members are."""
    network = queries.network(actor, known)
    counts, mandates = queries.counts(actor, network), list(network.mandates.all())
    categories = {found.code: in_language(found.name) for found in reports.categories()}
    routes = {rule.alert_kind: rule.route for rule in network.routes.all()}
    return {
        **frame(actor, network, "networks:network"),
        "counts": counts,
        "often": often(frequency_of([network.id], timezone.now())[network.id], rules_of(network).messages_per_week),
        "channels": presenters.count_rows(counts.by_channel),
        "mandates": presenters.mandate_rows(mandates, people.account_names([one.account_id for one in mandates])),
        "plan": presenters.plan_rows(list(network.plan.all()), categories),
        "plan_columns": [_("Type of fact"), _("Priority"), _("Channels"), _("Hours"), _("At night")],
        "routes": presenters.route_rows(routes),
        "log": presenters.log_entries(queries.log(actor, network)),
        "area_value": presenters.area_value(network),
        "bounds": presenters.bounds([network]),
        "may_manage": actor.may(actions.MANAGE, network.tenant_id),
        "may_log": queries.mandated(actor, network) or actor.may(actions.MANAGE, network.tenant_id),
        "plan_form": PlanForm(list(categories.items()), prefix="plan"),
        "route_form": RouteForm(prefix="route"),
        "log_form": LogForm(prefix="log"),
        "error": error,
    }


@require_POST
@members_of_staff_or_lead
def change(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """One change from the page of a network. A refusal stands on the page with its sentence."""
    actor, deed = actor_of(request), request.POST.get("deed", "")
    network = queries.network(actor, network_id)
    if deed not in DEEDS:
        raise Missing
    try:
        DEEDS[deed](request, actor, network_id)
    except Refused as refusal:
        return render(request, "networks/network.html", page_context(actor, network, str(refusal)), status=422)
    messages.success(request, _("Saved."))
    return redirect("networks:network", network_id=network_id)


def _plan(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    categories = [(found.code, found.code) for found in reports.categories()]
    actions.set_plan(actor, network_id=network_id, **filled_in(PlanForm(categories, request.POST, prefix="plan")))


def _route(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    actions.set_route(actor, network_id=network_id, **filled_in(RouteForm(request.POST, prefix="route")))


def _log(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    actions.write_log(actor, network_id=network_id, **filled_in(LogForm(request.POST, prefix="log")))


def _area(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    actions.set_area(actor, network_id=network_id, **filled_in(AreaForm(request.POST)))


DEEDS: dict[str, Callable[[HttpRequest, Actor, UUID], None]] = {
    "plan": _plan,
    "route": _route,
    "log": _log,
    "area": _area,
}
