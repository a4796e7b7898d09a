"""Pages of networks for who joins or is a member: joining in three steps, choosing how it reaches them, leaving it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nabij.networks import presenters
from nabij.networks import queries as networks
from nabij.networks.channel import inviting
from nabij.networks.forms import JoinForm, MineForm
from nabij.networks.house_rules import changed_since, house_rules
from nabij.networks.members import actions, queries
from nabij.networks.members.queries import Mine
from nabij.networks.models import JoinedBy, NetworkKind
from nabij.networks.views.neighbours import asked, steps
from nabij.people import queries as people
from nabij.people.serving import Served, served
from nabij.places.geometry import to_wgs84
from nabij.places.queries import Chosen
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken

if TYPE_CHECKING:
    from nabij.people.models import ContactPoint
    from nabij.tenants.actor import Actor


@never_cache
def join(request: HttpRequest, network_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """The second and third step: house rules, and where we may warn; a code has shown that the number is theirs."""
    who, found = served(request, person_id), networks.open_network(network_id)
    if found.kind == NetworkKind.BINZ:
        return redirect(f"{who.base}zaken/nieuw/{found.id}/?{request.GET.urlencode()}")
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
            inviting.joined(request, found.id)
            messages.success(request, _("You are a member of %(network)s now.") % {"network": found.name})
            return redirect(f"{who.base}buurten/")
    shown = {
        "shell": who.shell, "base": who.base, "helping": who.is_helped, "network": found, "form": form,
        "house_rules": house_rules(spoken()), "steps": steps(), "points": points,
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
        return _change(request, who, held, points)
    inside = {one.network.id for one in held}
    others = [one for one in networks.open_networks_at(*place) if one.id not in inside] if place else []
    shown = {
        "shell": who.shell, "base": who.base, "helping": who.is_helped, "placed": place is not None,
        "house_rules": house_rules(spoken()),
        "rows": [_row(who, one, points) for one in held],
        "others": [(one, f"{who.base}buurten/{one.id}/") for one in others],
        "here_url": reverse("networks:here"),
    }  # fmt: skip
    return render(request, "networks/mine.html", shown)


def _row(who: Served, one: Mine, points: list[ContactPoint]) -> dict[str, Any]:
    """One network on the page of a person. `here` is the address under which its pages for them lie."""
    start = {"points": [str(id) for id in one.points], "shown": one.shown}
    return {
        "mine": one, "form": MineForm(points, initial=start, auto_id=f"n{one.network.id}-%s"),
        "here": f"{who.base}buurten/{one.network.id}/",
        "changes": changed_since(one.accepted, spoken()) if one.is_behind else (),
    }  # fmt: skip


def _change(request: HttpRequest, who: Served, held: list[Mine], points: list[ContactPoint]) -> HttpResponse:
    chosen = request.POST.get("network", "")
    if not chosen:
        messages.error(request, _("Choose a network."))
        return redirect(f"{who.base}buurten/")
    one = next((one for one in held if str(one.network.id) == chosen), None)
    if one is None:
        raise Missing
    here = {"network_id": one.network.id, "person_id": who.person.id}
    deed = request.POST.get("deed")
    if deed == "leave":
        actions.leave(who.actor, **here)
        messages.success(request, _("You left the network. It warns you no longer."))
    elif deed == "agree":
        _agree(request, who.actor, here)
    else:
        _choose(who, one, points, set(request.POST.getlist("points")))
        actions.show_name(who.actor, **here, shown="shown" in request.POST)
        messages.success(request, _("Kept."))
    return redirect(f"{who.base}buurten/")


def _agree(request: HttpRequest, actor: Actor, here: dict[str, UUID]) -> None:
    try:
        actions.accept_house_rules(actor, **here, version=request.POST.get("version", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. The house rules are accepted."))


def _choose(who: Served, one: Mine, points: list[ContactPoint], ticked: set[str]) -> None:
    """Only what changed: points of the person that were ticked now, and those that no longer are."""
    for wanted in (True, False):
        ids = [point.id for point in points if (str(point.id) in ticked) is wanted]
        changed = [one_id for one_id in ids if (one_id in one.points) is not wanted]
        if changed:
            actions.choose_points(
                who.actor,
                network_id=one.network.id,
                person_id=who.person.id,
                contact_point_ids=changed,
                wanted=wanted,
            )


def _given(form: JoinForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "contact_point_ids": [UUID(one) for one in given["points"]], "lon": given["lon"], "lat": given["lat"],
        "is_adult": given["is_adult"], "house_rules": given["house_rules"] if given["accepts"] else "",
    }  # fmt: skip


def _start(request: HttpRequest, points: list[ContactPoint]) -> dict[str, Any]:
    spot = asked(request, request.GET.get("address", "")[:120])
    place = _place_of(points)
    if spot is None and place is not None:
        (lon,), (lat,) = to_wgs84([place[0]], [place[1]])
        spot = Chosen("", float(lon), float(lat))
    where = {"address": spot.address, "lon": spot.lon, "lat": spot.lat} if spot else {}
    return where | {"points": [str(point.id) for point in points], "house_rules": house_rules(spoken()).version}


def _place_of(points: list[ContactPoint]) -> tuple[float, float] | None:
    return next(((point.x, point.y) for point in points if point.x is not None and point.y is not None), None)


def _joined_by(who: Served) -> str:
    return {"online": JoinedBy.ONLINE, "phone": JoinedBy.PHONE, "paper": JoinedBy.PAPER}.get(who.how, JoinedBy.COUNTER)
