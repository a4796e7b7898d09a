"""What anybody may see of what was reported: a page with a map, and the same as RSS, GeoJSON and CSV."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from nabij.reports.outward import feeds
from nabij.reports.outward.forms import WishForm
from nabij.reports.outward.queries import MOST, Fact, facts
from nabij.tenants import sheets
from nabij.tenants.filled import filled_in

FRESH_S: Final = 60
ON_A_PAGE: Final = 25
IN_RSS: Final = 50
EDGE: Final = 0.003
"""Degrees around the outermost squares: about 200 to 300 m."""
NOT_KEPT: Final = ("after", "bbox")
FORMS: Final = (("outward_rss", "RSS"), ("outward_geojson", "GeoJSON"), ("outward_csv", "CSV"))


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page; what cannot be read in the address is said, and then everything is shown."""
    form = WishForm(request.GET)
    valid = form.is_valid()
    shown = form if valid else WishForm({})
    shown.is_valid()
    found = facts(shown.wish(), after=shown.cleaned_data["after"], most=ON_A_PAGE + 1)
    chosen, slots = _chosen(request) if valid else "", settings.NABIJ_SLOTS
    return render(
        request,
        "reports/outward/page.html",
        {
            "form": form,
            "rows": found[:ON_A_PAGE],
            "next_cursor": found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
            "bounds": _bounds(found[:ON_A_PAGE]),
            "alerts_url": slots.get("public_map", ""),
            "now_url": slots.get("now", ""),
            "map_url": f"{reverse('reports:outward_map')}?{chosen}",
            "forms": [(f"{reverse(f'reports:{name}')}?{chosen}".rstrip("?"), label) for name, label in FORMS],
            "rss_url": f"{reverse('reports:outward_rss')}?{chosen}".rstrip("?"),
            "is_narrowed": bool(chosen),
        },
        status=200 if valid else 422,
    )


@require_safe
@conditional_page
def rss(request: HttpRequest) -> HttpResponse:
    body = feeds.rss(_asked(request, IN_RSS), here=request.get_full_path())
    return _open(HttpResponse(body, content_type="application/rss+xml; charset=utf-8"))


@require_safe
@conditional_page
def geojson(request: HttpRequest) -> HttpResponse:
    found = _asked(request)
    answer = JsonResponse(feeds.geojson(found, _next(request, found)), json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/geo+json"
    return _open(answer)


@require_safe
@conditional_page
def csv(request: HttpRequest) -> HttpResponse:
    """Where there is more, the Link header leads on (RFC 8288)."""
    found = _asked(request)
    rows = [[sheets.harmless(str(value)) for value in feeds.properties(one).values()] for one in found]
    answer = HttpResponse(sheets.csv_file([feeds.COLUMNS, *rows]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="meldingen.csv"'
    if further := _next(request, found):
        answer["Link"] = f'<{further}>; rel="next"'
    return _open(answer)


@require_safe
def map_features(request: HttpRequest) -> HttpResponse:
    """For the map of the page."""
    return JsonResponse(feeds.map_features(_asked(request)))


def _bounds(shown: list[Fact]) -> str:
    """West, south, east, north around what the page lists; empty where it lists nothing."""
    if not shown:
        return ""
    lons, lats = [one.lon for one in shown], [one.lat for one in shown]
    return f"{min(lons) - EDGE},{min(lats) - EDGE},{max(lons) + EDGE},{max(lats) + EDGE}"


def _asked(request: HttpRequest, most: int = MOST) -> list[Fact]:
    form = WishForm(request.GET)
    filled_in(form)
    return facts(form.wish(), after=form.cleaned_data["after"], most=most)


def _next(request: HttpRequest, found: list[Fact]) -> str:
    if len(found) < MOST:
        return ""
    further = urlencode([*_pairs(request), ("after", str(found[-1].id))])
    return f"{settings.SITE_URL}{request.path}?{further}"


def _chosen(request: HttpRequest) -> str:
    return urlencode(_pairs(request))


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    kept = [(name, values) for name, values in request.GET.lists() if name in WishForm.base_fields]
    return [(name, value) for name, values in kept for value in values if value and name not in NOT_KEPT]


def _open(answer: HttpResponse) -> HttpResponse:
    """Anybody's page may read it; a cache may keep it for a minute."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = f"public, max-age={FRESH_S}"
    return answer
