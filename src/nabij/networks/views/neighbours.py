"""Pages of networks for neighbours: is there one here, and what does it ask."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.meetings import presenters as meeting_words
from nabij.meetings import queries as meetings
from nabij.networks import presenters, queries
from nabij.networks.documents import queries as documents
from nabij.networks.founding.views.public import elsewhere, here_context
from nabij.networks.house_rules import house_rules
from nabij.networks.overview import queries as overview
from nabij.places import queries as places
from nabij.places.queries import Chosen
from nabij.tenants.languages import spoken


@never_cache
@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """The first step: the networks at an address."""
    typed = request.GET.get("address", "").strip()[:120]
    spot = asked(request, typed)
    found = queries.open_networks_at(*spot.metres) if spot else []
    shown = {
        "steps": steps(), "typed": typed, "spot": spot, "unknown": bool(typed) and spot is None,
        "rows": [
            (one, presenters.joins_words(one, queries.households_of(one)), _with(spot, "networks:public", one.id))
            for one in found
        ],
        **(here_context(spot.lon, spot.lat, spot.address) if spot else {}),
    }  # fmt: skip
    return render(request, "networks/here.html", shown)


@never_cache
@require_safe
def public(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """What anybody may know of a network: its area, what it warns about, its house rules; nobody's name."""
    moved = elsewhere(network_id)
    if moved:
        return redirect(moved)
    found = queries.open_network(network_id)
    shown = {
        "network": found, "words": presenters.joins_words(found, queries.households_of(found)),
        "area_value": presenters.area_value(found), "bounds": presenters.bounds([found]),
        "promises": presenters.promises(list(found.plan.all())), "house_rules": house_rules(spoken()),
        "meetings": [meeting_words.row(one) for one in meetings.public_meetings(timezone.now(), [found.id])],
        "documents": documents.published(found),
        "chip": presenters.chip(found), "feedback": presenters.feedback_words(*overview.feedback_counts(found.id)),
        "join_url": f"{reverse('networks:join', args=[found.id])}?{request.GET.urlencode()}",
    }  # fmt: skip
    return render(request, "networks/public.html", shown)


def asked(request: HttpRequest, address: str) -> Chosen | None:
    """The place that the address of the page names."""
    return places.chosen_place(address=address, lon=request.GET.get("lon", ""), lat=request.GET.get("lat", ""))


def _with(spot: Chosen | None, name: str, network_id: UUID) -> str:
    """An address that takes the chosen place along, so that nobody types it twice."""
    place = {"lon": spot.lon, "lat": spot.lat, "address": spot.address} if spot else {}
    return f"{reverse(name, args=[network_id])}?{urlencode(place)}"


def steps() -> list[str]:
    """The three steps of joining."""
    return [_("Where"), _("What we ask of you"), _("How we warn you")]
