"""The page on which everybody finds the networks of a place: on a map, in a list, or by an address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.networks import presenters as words
from nabij.networks import queries as networks
from nabij.networks.models import NetworkKind
from nabij.networks.overview import queries
from nabij.networks.overview.drawing import Drawn, areas_map
from nabij.networks.overview.trust import trust_of
from nabij.places import queries as places
from nabij.tenants.errors import Missing


@never_cache
@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """All networks of a zone, with those at an address on top. Nobody's name, and no number below five."""
    zones, slug = queries.zones_with_networks(), request.GET.get("zone", "")
    zone = next((one for one in zones if not slug or one.slug == slug), None)
    if slug and zone is None:
        raise Missing
    typed = request.GET.get("address", "").strip()[:120]
    spot = places.chosen_place(address=typed, lon=request.GET.get("lon", ""), lat=request.GET.get("lat", ""))
    there = {one.id for one in networks.open_networks_at(*spot.metres)} if spot and typed else set()
    found = queries.known_networks(zone) if zone else []
    drawn = [Drawn(one.area_lambert, one.box, "active", one.name, _url(one)) for one in found]
    shown = {
        "zone": zone, "zones": [one for one in zones if zone and one.id != zone.id], "typed": typed, "spot": spot,
        "unknown": bool(typed) and spot is None, "here": [_row(one) for one in found if one.network_id in there],
        "rows": [_row(one) for one in found], "start_url": reverse("networks:here"),
        "trust": trust_of(zone.id, timezone.now()) if zone else None,
        "map": areas_map(drawn, queries.outlines_of(zone) if zone else [], label=_("Map of the networks")),
    }  # fmt: skip
    return render(request, "networks/overview/everywhere.html", shown)


def _url(one: queries.Known) -> str:
    return reverse("networks:public", args=[one.network_id])


def _row(one: queries.Known) -> tuple[str, str, str, str]:
    kind = str(NetworkKind(one.kind).label)
    return one.name, kind, words.households_words(one.households), _url(one)
