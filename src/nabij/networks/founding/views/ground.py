"""The area of a network with what it shares with others, and its signs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nabij.networks import queries as networks
from nabij.networks.forms import AreaForm
from nabij.networks.founding import actions, areas, forms, presenters, queries, rules
from nabij.networks.founding.drawing import signs_map
from nabij.networks.founding.models import Sign, SignState
from nabij.networks.frame import frame
from nabij.networks.models import Network
from nabij.networks.presenters import bounds
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.networks.zone_rules import zone_rules
from nabij.people.access import actor_of
from nabij.places import queries as places
from nabij.places.geometry import Shape, shape_from_geojson, to_lambert
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in

STREETS_MOST = 400
SIGN_TONES = {"asked": "neutral", "decided": "brand", "placed": "success", "damaged": "danger"}


@never_cache
@members_of_staff_or_lead
def area(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """Chooses the area from neighbourhoods, streets or a drawing: first measured, then settled."""
    actor = actor_of(request)
    found = _guided(actor, network_id)
    error, shape, deed = "", networks.area_of(found), request.POST.get("deed", "")
    try:
        if deed == "settle":
            return _settle(request, actor, found)
        if deed:
            shape = _chosen(request, found)
    except Refused as refusal:
        error = str(refusal)
    codes = request.POST.getlist("wijk") if deed else request.GET.getlist("wijk")
    measured = queries.measure(actor, found, shape)
    shown = frame(actor, found, "networks:start_up") | {
        "error": error, "measured": measured, "area_value": presenters.drawn(shape), "bounds": presenters.bounds_of(shape),
        "grounds": [(one, one.code in codes) for one in _grounds(found)], "streets": _streets(codes),
        "ticked": request.POST.getlist("straat"),
    }  # fmt: skip
    return render(request, "networks/founding/area.html", shown, status=422 if error else 200)


def _settle(request: HttpRequest, actor: Actor, found: Network) -> HttpResponse:
    given = filled_in(AreaForm(request.POST))
    ticked = set(request.POST.getlist("overlap"))
    shared = queries.measure(actor, found, shape_from_geojson(given["area"])).overlaps
    acknowledged = [one.network_id for one in shared if str(one.network_id) in ticked]
    actions.settle_area(actor, network_id=found.id, area=given["area"], acknowledged=acknowledged)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('networks:start_up', args=[found.id])}#area")


def _chosen(request: HttpRequest, found: Network) -> Shape:
    """What the chosen way gives: the drawing, the streets or the neighbourhoods that are ticked. Raises Refused for nothing."""
    if request.POST.get("deed") == "measure":
        return shape_from_geojson(filled_in(AreaForm(request.POST))["area"])
    known = {one.code for one in _grounds(found)}
    try:
        if request.POST.get("deed") == "streets":
            pairs = [one.partition(":") for one in request.POST.getlist("straat")]
            return areas.of_streets([(code, UUID(street)) for code, _colon, street in pairs if code in known])
        return areas.of_neighbourhoods([one for one in request.POST.getlist("wijk") if one in known])
    except (Missing, ValueError) as nothing:
        raise Refused(_("Tick at least one that has addresses.")) from nothing


def _grounds(found: Network) -> list[Any]:
    """The neighbourhoods of the municipality of a network, or of its whole zone."""
    tenant = tenants.tenant(found.municipality_id or found.tenant_id)
    return places.areas("neighbourhood", within=tenant.code)


def _streets(codes: list[str]) -> list[tuple[str, str, int]]:
    """The streets of these neighbourhoods: what the box sends, the name, how many addresses."""
    rows = [(f"{code}:{one.id}", one.name, one.addresses) for code in codes for one in places.streets_in(code)]
    return sorted(rows, key=lambda one: one[1])[:STREETS_MOST]


def _guided(actor: Actor, network_id: UUID) -> Network:
    """A network whose start-up the actor guides. Raises Missing."""
    found = networks.network(actor, network_id)
    if not rules.guides(actor, found):
        raise Missing
    return found


@never_cache
@members_of_staff_or_lead
def signs(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """Where signs stand or are asked, with their state."""
    actor = actor_of(request)
    found = _guided(actor, network_id)
    error = ""
    if request.method == "POST":
        try:
            _sign_deed(request, actor, found)
            messages.success(request, _("Saved."))
            return redirect("networks:signs", network_id=found.id)
        except Refused as refusal:
            error = str(refusal)
    rows = queries.signs(actor, found)
    shown = frame(actor, found, "networks:start_up") | {
        "error": error,
        "rows": [(one, one.get_state_display(), SIGN_TONES[one.state]) for one in rows],
        "map": _signs_map(found, rows),
        "states": SignState.choices,
        "most": zone_rules(found.tenant_id).signs_most,
        "bounds": bounds([found]),
    }
    return render(request, "networks/founding/signs.html", shown, status=422 if error else 200)


def _signs_map(found: Network, rows: list[Sign]) -> str:
    xs, ys = to_lambert([one.lon for one in rows], [one.lat for one in rows])
    spots = [(float(x), float(y), one.state) for x, y, one in zip(xs, ys, rows, strict=True)]
    return signs_map(networks.area_of(found), spots, _("Map of the signs"))


def _sign_deed(request: HttpRequest, actor: Actor, found: Network) -> None:
    if request.POST.get("deed") == "place":
        given = filled_in(forms.SignForm(request.POST))
        actions.place_signs(actor, network_id=found.id, points=[(given["lon"], given["lat"])])
        return
    row = next((one for one in queries.signs(actor, found) if str(one.id) == request.POST.get("sign", "")), None)
    if row is None:
        raise Refused(_("Choose what you want to do."))
    state = "" if request.POST.get("deed") == "remove" else filled_in(forms.SignStateForm(request.POST))["state"]
    if not state and request.POST.get("deed") != "remove":
        raise Refused(_("Choose what you want to do."))
    actions.set_sign(actor, sign_id=row.id, state=state)
