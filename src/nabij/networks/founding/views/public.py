"""Pages for everybody: how many households of a neighbourhood want a network, and how far one is that starts."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.networks.founding import presenters, queries
from nabij.networks.founding.queries import Wanted
from nabij.networks.models import NetworkState
from nabij.networks.presenters import area_value, bounds
from nabij.places import queries as places


@never_cache
@require_safe
def wanted(request: HttpRequest, code: str) -> HttpResponse:
    """A neighbourhood: how many households want a network, on its map, and what one can do. Nobody's place."""
    found = queries.wanted_in(code)
    ground = places.area_shape("neighbourhood", code)
    shown = want_context(found, request.GET.urlencode()) | {
        "area_value": presenters.drawn(ground), "bounds": presenters.bounds_of(ground),
        "phases": presenters.phases([]),
    }  # fmt: skip
    return render(request, "networks/founding/wanted.html", shown)


@never_cache
@require_safe
def starting(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """A network that is starting: how far it is, and what a neighbour can do."""
    found = queries.starting_network(network_id)
    steps = queries.steps_of([found.id])[found.id]
    homes, goal = queries.households(found.tenant_id, network_id=found.id), queries.goal_of(found)
    shown = {
        "network": found, "phases": presenters.phases(steps), "progress": queries.progress(steps),
        "words": presenters.progress_words(queries.progress(steps)), "area_value": area_value(found),
        "bounds": bounds([found]), "bar": presenters.bar(homes, goal), "poll_until": queries.open_polls([found.id]).get(found.id),
        "want_url": f"{reverse('networks:want')}?{request.GET.urlencode()}",
        "want_words": presenters.count_words(homes, goal),
    }  # fmt: skip
    return render(request, "networks/founding/starting.html", shown)


def want_context(found: Wanted, place: str) -> dict[str, object]:
    """What the page of an address and that of a neighbourhood say about one where no network works; `place` is a query."""
    return {
        "wanted": found,
        "want_words": presenters.count_words(found.households, found.goal),
        "bar": presenters.bar(found.households, found.goal),
        "want_url": f"{reverse('networks:want')}?{place}",
        "wanted_url": f"{reverse('networks:wanted', args=[found.place.code])}?{place}",
        "starting_url": f"{reverse('networks:starting', args=[found.starting.id])}?{place}" if found.starting else "",
    }


def here_context(lon: float, lat: float, address: str) -> dict[str, object]:
    """The same for the page on which somebody types an address; nothing where a network works or no police zone takes part."""
    found = queries.wanted_at(lon, lat)
    if found is None or found.working:
        return {}
    return want_context(found, urlencode({"lon": lon, "lat": lat, "address": address}))


def elsewhere(network_id: UUID) -> str:
    """Where the public page of a network is that does not work itself: of what it became, or of its start-up; else nothing."""
    state = queries.state_of(network_id)
    if state == NetworkState.STARTING:
        return reverse("networks:starting", args=[network_id])
    became = queries.successors(network_id) if state == NetworkState.STOPPED else []
    return reverse("networks:public", args=[became[0].id]) if became else ""
