"""Pages of a resident, or of staff that helps one: a network where I live, what neighbours are asked, and my vote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nabij.networks.founding import actions, presenters, queries
from nabij.networks.founding.forms import WantForm
from nabij.networks.founding.models import Vote
from nabij.networks.views.neighbours import asked
from nabij.people import queries as people
from nabij.people.serving import Served, served
from nabij.places.geometry import to_wgs84
from nabij.tenants.errors import Missing, Refused

if TYPE_CHECKING:
    from nabij.people.models import ContactPoint


@never_cache
def mine(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """What somebody asked for and may answer now; one change at a time."""
    who = served(request, person_id)
    if request.method == "POST":
        return _change(request, who)
    polls = queries.my_polls(who.actor, who.person.id)
    shown = _around(who) | {
        "rows": queries.interests(who.actor, who.person.id),
        "polls": [(one, presenters.poll_words(one)) for one in polls],
        "mine": queries.i_would(who.actor, who.person.id),
        "votes": Vote.choices,
        "want_url": f"{who.base}belangstelling/nieuw/",
    }
    return render(request, "networks/founding/mine.html", shown)


@never_cache
def want(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """Somebody wants a network at an address."""
    who = served(request, person_id)
    points = [one for one in people.contact_points(who.actor, who.person.id) if one.verified_at is not None]
    form = WantForm(request.POST or None, initial=_start(request, points))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("lon", "lat", "is_adult", "willing", "address_id", "box")}
        try:
            row = actions.show_interest(who.actor, person_id=who.person.id, shown_by=who.how, **given)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted. We tell you once when there is news about your neighbourhood."))
            return redirect(f"{who.base}belangstelling/#w{row.id}")
    shown = _around(who) | {"form": form, "points": points}
    return render(request, "networks/founding/want.html", shown, status=422 if form.errors else 200)


def _change(request: HttpRequest, who: Served) -> HttpResponse:
    deed = request.POST.get("deed", "")
    try:
        if deed == "withdraw":
            actions.withdraw_interest(who.actor, interest_id=_id(request, "interest"), person_id=who.person.id)
            messages.success(request, _("Withdrawn. We keep nothing of it."))
        elif deed in ("willing", "unwilling"):
            network_id, willing = _id(request, "network"), deed == "willing"
            actions.say_willing(who.actor, network_id=network_id, person_id=who.person.id, willing=willing)
            messages.success(request, _("Noted. The police contact you.") if willing else _("Noted."))
        elif deed in Vote.values:
            actions.cast_vote(who.actor, poll_id=_id(request, "poll"), person_id=who.person.id, vote=deed)
            messages.success(request, _("Your household voted. Nobody sees what."))
        else:
            messages.error(request, _("Choose what you want to do."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{who.base}belangstelling/")


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as nothing:
        raise Missing from nothing


def _around(who: Served) -> dict[str, Any]:
    return {"shell": who.shell, "base": who.base, "helping": who.is_helped, "here_url": reverse("networks:here")}


def _start(request: HttpRequest, points: list[ContactPoint]) -> dict[str, Any]:
    spot = asked(request, request.GET.get("address", "")[:120])
    if spot is not None:
        return {"address": spot.address, "lon": spot.lon, "lat": spot.lat}
    place = next(((one.x, one.y) for one in points if one.x is not None and one.y is not None), None)
    if place is None:
        return {}
    (lon,), (lat,) = to_wgs84([place[0]], [place[1]])
    return {"lon": float(lon), "lat": float(lat)}
