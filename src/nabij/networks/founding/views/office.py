"""Pages of who guides start-ups: where neighbours want a network, and beginning one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.networks import queries as networks
from nabij.networks.founding import actions, presenters, queries
from nabij.networks.founding.drawing import interest_map, shade
from nabij.networks.founding.forms import BeginForm
from nabij.networks.founding.queries import Waiting
from nabij.networks.founding.rules import MANAGE
from nabij.people.access import actor_of, staff_required
from nabij.places import queries as places
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.models import Tenant, TenantKind


@never_cache
@require_safe
@staff_required(networks.VIEW)
def interest(request: HttpRequest) -> HttpResponse:
    """Where neighbours want a network: map and table by neighbourhood, those that reached their goal first."""
    actor = actor_of(request)
    found = queries.waiting(actor)
    late = queries.stalled(actor)
    shown = {
        "rows": [(one, presenters.bar(one.households, one.goal)) for one in found],
        "map": _map(actor, found),
        "may_begin": bool(actor.tenants_with(MANAGE)),
        "ripe": sum(one.is_reached for one in found),
        "late": [(network, one, presenters.day(one.due_at)) for network, one in late if one.due_at],
    }
    return render(request, "networks/founding/interest.html", shown)


@never_cache
@staff_required(MANAGE)
def begin(request: HttpRequest) -> HttpResponse:
    """Begins a start-up, on the neighbourhoods that are chosen or on what is drawn."""
    actor, code = actor_of(request), request.GET.get("wijk", "")
    zones = _zones(actor)
    grounds = [one for zone, city in zones for one in places.areas("neighbourhood", within=(city or zone).code)]
    grounds = sorted({one.code: one for one in grounds}.values(), key=lambda one: one.code != code)
    picked = next((one for one in grounds if one.code == code), None)
    start = {"neighbourhoods": [code], "name": f"BIN {picked.name}"} if picked else {}
    form, error = BeginForm([(one.code, one.name) for one in grounds], request.POST or None, initial=start), ""
    if request.method == "POST" and form.is_valid():
        try:
            network = actions.begin_start_up(actor, **_where(zones, form.cleaned_data), **_given(form.cleaned_data))
            return redirect("networks:start_up", network_id=network.id)
        except Refused as refusal:
            error = str(refusal)
    ground = places.area_shape("neighbourhood", (picked or grounds[0]).code) if grounds else None
    shown = {"form": form, "error": error, "bounds": presenters.bounds_of(ground) if ground else ""}
    return render(request, "networks/founding/begin.html", shown, status=422 if error or form.errors else 200)


def _zones(actor: Actor) -> list[tuple[Tenant, Tenant | None]]:
    """The zones in which the actor may begin, each with the municipality to which that is limited, or none."""
    held = tenants.tenants(actor.tenants_with(MANAGE))
    own = [(one, None) for one in held if one.kind == TenantKind.ZONE]
    cities = [one for one in held if one.kind == TenantKind.MUNICIPALITY and one.zone_id]
    zones = {one.id: one for one in tenants.tenants([one.zone_id for one in cities if one.zone_id])}
    known = {zone.id for zone, _city in own}
    return own + [(zones[one.zone_id], one) for one in cities if one.zone_id and one.zone_id not in known]


def _where(zones: list[tuple[Tenant, Tenant | None]], given: dict[str, Any]) -> dict[str, Any]:
    """Zone and municipality of what was chosen: those of the first neighbourhood, else the first the actor has."""
    if not zones:
        raise Refused(_("Your service belongs to no police zone."))
    found = places.areas("neighbourhood", given["neighbourhoods"][:1]) if given["neighbourhoods"] else []
    town = found[0].municipality_code if found else ""
    zone, city = next(((zone, city) for zone, city in zones if not found or found[0].zone_code == zone.code), zones[0])
    city = city or (tenants.tenant_by_code(TenantKind.MUNICIPALITY, town) if town else None)
    return {"tenant_id": zone.id, "municipality_id": city.id if city and city.zone_id == zone.id else None}


def _given(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("name", "kind", "neighbourhoods", "area")}


def _map(actor: Actor, found: list[Waiting]) -> str:
    codes = {zone.code for zone, _city in _seen(actor)}
    ground = {one.code: one for code in sorted(codes) for one in places.neighbourhood_outlines(code)}
    titles = {
        one.code: ngettext("%(name)s: %(count)s household", "%(name)s: %(count)s households", one.households)
        % {"name": one.name, "count": one.households}
        for one in found
    }  # fmt: skip
    shades = {one.code: shade(one.households, one.goal) for one in found}
    drawn = [(one.code, one.wkb, one.box) for one in ground.values()]
    return interest_map(drawn, shades, titles, _("Map of the neighbourhoods that want a network"))


def _seen(actor: Actor) -> list[tuple[Tenant, None]]:
    """The places on whose ground the actor sees networks: zones, or else their municipalities."""
    held = tenants.tenants(actor.tenants_with(networks.VIEW))
    zones = {one.id for one in held if one.kind == TenantKind.ZONE}
    return [(one, None) for one in held if one.kind == TenantKind.ZONE or one.zone_id not in zones]
