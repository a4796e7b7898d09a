"""Counters for everybody: which is near, is it open, what is there to bring."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.desk.counters import presenters, queries
from nabij.desk.counters.models import Counter, Offer
from nabij.places import queries as places
from nabij.tenants.working_days import BRUSSELS

WEEK = timedelta(days=6)


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All counters; the nearest first once somebody gave an address (in the session only, never kept)."""
    typed = {name: request.GET.get(name, "")[:120] for name in ("address", "lon", "lat")}
    place = places.chosen_place(**typed) if typed["address"] or typed["lon"] else None
    error = _("Choose an address of the list, or a place on the map.") if typed["address"] and place is None else ""
    now = timezone.now()
    found = queries.nearest(now, lon=place.lon if place else None, lat=place.lat if place else None)
    shown = {
        "rows": presenters.near_rows(found, now), "typed": typed, "error": error, "is_near": place is not None,
        "bounds": presenters.bounds_of(one.counter for one in found),
    }  # fmt: skip
    return render(request, "desk/counters/list.html", shown, status=422 if error else 200)


@never_cache
@require_safe
def geojson(request: HttpRequest) -> JsonResponse:
    now = timezone.now()
    return JsonResponse(presenters.geojson(queries.nearest(now), now))


@never_cache
@require_safe
def page(request: HttpRequest, counter_id: UUID) -> HttpResponse:
    found, now = queries.counter(counter_id), timezone.now()
    return render(request, "desk/counters/counter.html", _shown(request, found, now))


def _shown(request: HttpRequest, found: Counter, now: Any) -> dict[str, Any]:
    today = now.astimezone(BRUSSELS).date()
    standing = queries.standings_of([found], now)[found.id]
    days = queries.open_hours_of(found, today, today + WEEK)
    odd = [day for _one, day in queries.odd_ahead([found], today) if day.day > today + WEEK]
    here = request.build_absolute_uri(reverse("desk:counter", args=[found.id]))
    return {
        "counter": found, "is_open": standing.is_open, "words": presenters.standing_words(standing, now),
        "days": [presenters.day_row(day, today) for day in days], "access": presenters.access_words(found),
        "odd": [presenters.day_row(day, today) for day in odd], "map_link": presenters.map_link(found),
        "offers": [_offer(one) for one in queries.offers_of([found])],
        "schema": presenters.linked_data(presenters.schema(found, days, here)),
    }  # fmt: skip


def _offer(one: Offer) -> dict[str, Any]:
    return {
        "service": one.service, "bring": [line for line in one.service.bring.splitlines() if line.strip()],
        "walk_in": one.walk_in, "bookable": bool(one.ways),
        "book_url": reverse("desk:book_day", args=[one.service_id, one.counter_id]),
    }  # fmt: skip
