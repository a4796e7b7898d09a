from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_GET

from nabij.places import geometry, presenters, queries

HOUR_S = 3_600
HITS = 8
# A screen full of streets; wider than that a map shows neighbourhoods only.
WIDEST_DEGREES = 1.0
OUTLINE_SIMPLER_BY_M = 3.0


@require_GET
def search_addresses(request: HttpRequest) -> HttpResponse:
    """Suggestions for `q`, as JSON, or for htmx as the options of a list; `lon` and `lat` say what is near."""
    near = _point(request.GET.get("lon", ""), request.GET.get("lat", ""))
    hits = queries.search_addresses(request.GET.get("q", ""), limit=HITS, near=near)
    options = [presenters.option(hit) for hit in hits]
    if "HX-Request" in request.headers:
        return render(request, "places/options.html", {"options": options})
    return JsonResponse(options, safe=False)


@require_GET
@cache_control(public=True, max_age=HOUR_S)
@conditional_page
def neighbourhoods(request: HttpRequest) -> HttpResponse:
    """The outlines of neighbourhoods as GeoJSON: all, those named with `code`, those `in` a zone or town."""
    codes = request.GET.getlist("code") or None
    return _geojson(queries.areas_geojson("neighbourhood", codes, OUTLINE_SIMPLER_BY_M, request.GET.get("in", "")))


@require_GET
@cache_control(public=True, max_age=HOUR_S)
@conditional_page
def base_map(request: HttpRequest) -> HttpResponse:
    """Streets, water and green within `bbox` (west,south,east,north in degrees) as GeoJSON."""
    bounds = _bounds(request.GET.get("bbox", ""))
    if bounds is None:
        return _unreadable(_("The part of the map asked for cannot be read, or is too large."))
    features = [
        {"type": "Feature", "properties": presenters.drawn(kind, name), "geometry": json.loads(drawn)}
        for kind, name, drawn in queries.map_features(bounds)
    ]
    credit = {"attribution": _("Invented town")} if features else {}
    return _geojson({"type": "FeatureCollection", "features": features, **credit})


@require_GET
def place(request: HttpRequest) -> HttpResponse:
    """In which neighbourhood, municipality and zone `lon`, `lat` lies, as JSON, or for htmx as a sentence."""
    point = _point(request.GET.get("lon", ""), request.GET.get("lat", ""))
    if point is None:
        return _unreadable(_("This place cannot be read, or lies outside Belgium."))
    found = queries.locate(*point)
    if "HX-Request" in request.headers:
        return render(request, "places/place.html", {"found": found})
    return JsonResponse(presenters.place(found))


def _point(lon: str, lat: str) -> tuple[float, float] | None:
    numbers = _numbers([lon, lat])
    return (numbers[0], numbers[1]) if numbers and geometry.in_belgium(numbers[0], numbers[1]) else None


def _bounds(text: str) -> tuple[float, float, float, float] | None:
    numbers = _numbers(text.split(","))
    if numbers is None or len(numbers) != 4:
        return None
    west, south, east, north = numbers
    fits = west < east <= west + WIDEST_DEGREES and south < north <= south + WIDEST_DEGREES
    return (west, south, east, north) if fits else None


def _numbers(texts: list[str]) -> list[float] | None:
    try:
        numbers = [float(text) for text in texts]
    except ValueError:
        return None
    return numbers if all(abs(number) <= 180 for number in numbers) else None


def _geojson(content: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(content, separators=(",", ":")), content_type="application/geo+json")


def _unreadable(sentence: str) -> HttpResponse:
    return JsonResponse({"detail": sentence}, status=400)
