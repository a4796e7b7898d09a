"""Pages of networks for neighbours: is there one here, what it asks, joining it in three steps, and leaving it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.networks import actions, presenters, queries
from nabij.networks.forms import JoinForm, PointsForm
from nabij.networks.house_rules import house_rules
from nabij.networks.models import JoinedBy
from nabij.people import queries as people
from nabij.people.serving import Served, served
from nabij.places import queries as places
from nabij.places.geometry import in_belgium, to_lambert, to_wgs84
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken

if TYPE_CHECKING:
    from nabij.people.models import ContactPoint


@dataclass(frozen=True)
class Spot:
    """An address with its point in degrees, as somebody chose it."""

    address: str
    lon: float
    lat: float

    @property
    def metres(self) -> tuple[float, float]:
        (x,), (y,) = to_lambert([self.lon], [self.lat])
        return float(x), float(y)


@never_cache
@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """The first step: the networks at an address."""
    typed = request.GET.get("address", "").strip()[:120]
    spot = _spot(request.GET.get("lon", ""), request.GET.get("lat", ""), typed)
    found = queries.open_networks_at(*spot.metres) if spot else []
    shown = {
        "steps": _steps(), "typed": typed, "spot": spot, "unknown": bool(typed) and spot is None,
        "rows": [
            (one, presenters.joins_words(one, queries.households_of(one)), _with(spot, "networks:public", one.id))
            for one in found
        ],
    }  # fmt: skip
    return render(request, "networks/here.html", shown)


@never_cache
@require_safe
def public(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """What anybody may know of a network: its area, what it warns about, its house rules; nobody's name."""
    found = queries.open_network(network_id)
    shown = {
        "network": found, "words": presenters.joins_words(found, queries.households_of(found)),
        "area_value": presenters.area_value(found), "bounds": presenters.bounds([found]),
        "promises": presenters.promises(list(found.plan.all())), "house_rules": house_rules(spoken()),
        "join_url": f"{reverse('networks:join', args=[found.id])}?{request.GET.urlencode()}",
    }  # fmt: skip
    return render(request, "networks/public.html", shown)


@never_cache
def join(request: HttpRequest, network_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """The second and third step: house rules, and where we may warn; a code has shown that the number is theirs."""
    who, found = served(request, person_id), queries.open_network(network_id)
    points = [point for point in people.contact_points(who.actor, who.person.id) if point.verified_at is not None]
    form = JoinForm(points, request.POST or None, initial=_start(request, points))
    if request.method == "POST" and form.is_valid():
        try:
            actions.join_network(
                who.actor, network_id=found.id, person_id=who.person.id, joined_by=_joined_by(who), **_given(form)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("You are a member of %(network)s now.") % {"network": found.name})
            return redirect(f"{who.base}buurten/")
    shown = {
        "shell": who.shell, "base": who.base, "helping": who.is_helped, "network": found, "form": form,
        "house_rules": house_rules(spoken()), "steps": _steps(), "points": points,
        "bounds": presenters.bounds([found]),
    }  # fmt: skip
    return render(request, "networks/join.html", shown, status=422 if form.errors else 200)


@never_cache
def mine(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """The networks of a person: at which numbers each reaches them, and the way out."""
    who = served(request, person_id)
    points = [point for point in people.contact_points(who.actor, who.person.id) if point.verified_at is not None]
    place = _place_of(points)
    held = queries.memberships(who.actor, who.person.id, place)
    if request.method == "POST":
        return _change(request, who, {one.network.id for one in held}, points)
    inside = {one.network.id for one in held}
    others = [one for one in queries.open_networks_at(*place) if one.id not in inside] if place else []
    shown = {
        "shell": who.shell, "base": who.base, "helping": who.is_helped, "placed": place is not None,
        "rows": [(one, PointsForm(points, initial={"points": [str(id) for id in one.points]})) for one in held],
        "others": [(one, f"{who.base}buurten/{one.id}/") for one in others],
        "here_url": reverse("networks:here"),
    }  # fmt: skip
    return render(request, "networks/mine.html", shown)


def _change(request: HttpRequest, who: Served, held: set[UUID], points: list[ContactPoint]) -> HttpResponse:
    chosen = request.POST.get("network", "")
    if not chosen:
        messages.error(request, _("Choose a network."))
        return redirect(f"{who.base}buurten/")
    network_id = next((one for one in held if str(one) == chosen), None)
    if network_id is None:
        raise Missing
    if request.POST.get("deed") == "leave":
        actions.leave(who.actor, network_id=network_id, person_id=who.person.id)
        messages.success(request, _("You left the network. It warns you no longer."))
    else:
        _choose(request, who, network_id, points)
        messages.success(request, _("Kept."))
    return redirect(f"{who.base}buurten/")


def _choose(request: HttpRequest, who: Served, network_id: UUID, points: list[ContactPoint]) -> None:
    ticked = set(request.POST.getlist("points"))
    for wanted in (True, False):
        chosen = [point.id for point in points if (str(point.id) in ticked) is wanted]
        actions.choose_points(
            who.actor, network_id=network_id, person_id=who.person.id, contact_point_ids=chosen, wanted=wanted
        )


def _given(form: JoinForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "contact_point_ids": [UUID(one) for one in given["points"]], "lon": given["lon"], "lat": given["lat"],
        "is_adult": given["is_adult"], "house_rules": given["house_rules"] if given["accepts"] else "",
    }  # fmt: skip


def _start(request: HttpRequest, points: list[ContactPoint]) -> dict[str, Any]:
    spot = _spot(request.GET.get("lon", ""), request.GET.get("lat", ""), request.GET.get("address", ""))
    place = _place_of(points)
    if spot is None and place is not None:
        (lon,), (lat,) = to_wgs84([place[0]], [place[1]])
        spot = Spot("", float(lon), float(lat))
    where = {"address": spot.address, "lon": spot.lon, "lat": spot.lat} if spot else {}
    return where | {"points": [str(point.id) for point in points], "house_rules": house_rules(spoken()).version}


def _place_of(points: list[ContactPoint]) -> tuple[float, float] | None:
    return next(((point.x, point.y) for point in points if point.x is not None and point.y is not None), None)


def _spot(lon: str, lat: str, address: str) -> Spot | None:
    """The point that was chosen, else the best hit for what was typed."""
    try:
        point = float(lon), float(lat)
        return Spot(address, *point) if in_belgium(*point) else None
    except ValueError:
        hits = places.search_addresses(address, limit=1) if address else []
        return Spot(hits[0].label, hits[0].lon, hits[0].lat) if hits else None


def _with(spot: Spot | None, name: str, network_id: UUID) -> str:
    """An address that takes the chosen place along, so that nobody types it twice."""
    place = {"lon": spot.lon, "lat": spot.lat, "address": spot.address} if spot else {}
    return f"{reverse(name, args=[network_id])}?{urlencode(place)}"


def _joined_by(who: Served) -> str:
    return {"online": JoinedBy.ONLINE, "phone": JoinedBy.PHONE, "paper": JoinedBy.PAPER}.get(who.how, JoinedBy.COUNTER)


def _steps() -> list[str]:
    return [_("Where"), _("What we ask of you"), _("How we warn you")]
