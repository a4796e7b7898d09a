"""The public doors: feeds, signed messages, the page of what is in force, and the banner that other sites show."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from nabij.alerts.cap import queries as cap
from nabij.alerts.cap.signing import CannotSign, certificate
from nabij.alerts.outlets import feeds, queries, shapes
from nabij.alerts.outlets.feeds import CAP_TYPE, Feed
from nabij.alerts.outlets.presenters import shown_notice
from nabij.alerts.zone_rules import from_settings
from nabij.people.access import actor_of, staff_required
from nabij.tenants import queries as tenants
from nabij.tenants import sheets
from nabij.tenants.errors import Missing
from nabij.tenants.languages import spoken
from nabij.tenants.models import Tenant

FRESH_S: Final = 30
"""How long a cache may keep a feed; an alert is half an hour old at most three times a minute."""
OPEN_BACK: Final = timedelta(days=90)
NEW_S: Final = 900
"""How long an alert is announced aloud by a screen reader; after that it is read like any other text."""


@require_safe
def atom(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _feed(request, slug, feeds.atom, "application/atom+xml; charset=utf-8")


@require_safe
def rss(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _feed(request, slug, feeds.rss, "application/rss+xml; charset=utf-8")


@require_safe
def json_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _feed(request, slug, feeds.as_json, "application/json")


@require_safe
def cap_document(request: HttpRequest, slug: str, identifier: str) -> HttpResponseBase:
    """One signed message; it never changes."""
    found = queries.publication(queries.publisher(slug), identifier)
    return _answer(request, bytes(found.content), CAP_TYPE, found.sent_at, 86_400)


@require_safe
def cap_certificate(request: HttpRequest) -> HttpResponseBase:
    """The certificate by which others verify our signatures."""
    try:
        pem = certificate()
    except CannotSign:
        raise Missing from None
    answer = _answer(request, pem, "application/x-pem-file", None, 3_600)
    answer["Content-Disposition"] = 'attachment; filename="nabij-cap.pem"'
    return answer


@require_safe
def in_force(request: HttpRequest) -> HttpResponse:
    """What is in force at every publisher here, and how to subscribe to it."""
    notices = [shown_notice(one, translation.get_language() or "nl") for one in queries.in_force()]
    shown = {"notices": notices, "publishers": queries.publishers(), "be_alert": cap.shown_to_residents()}
    return render(request, "alerts/in_force.html", shown)


@require_safe
@xframe_options_exempt
def banner(request: HttpRequest, slug: str) -> HttpResponse:
    """The inside of the frame that other sites show: alerts in force, nothing where there are none, no cookies."""
    zone = queries.publisher(slug)
    language = _language(request)
    with translation.override(language):
        warnings = [shown_notice(one, language) for one in queries.warnings([zone.id])]
        fresh = timezone.now().timestamp() - NEW_S
        announced = any(one.sent_at.timestamp() > fresh for one in warnings)
        shown = {"notices": warnings, "announced": announced, "language": language, "zone": zone}
        answer = render(request, "alerts/banner.html", shown)
    answer["Cache-Control"] = f"public, max-age={FRESH_S}"
    return _framed_by(zone, answer)


def _framed_by(zone: Tenant, answer: HttpResponse) -> HttpResponse:
    """Only the sites that the zone named may show this page in a frame."""
    sites = [one for one in banner_sites(zone) if _is_site(one)]
    framed = csp_replace({"frame-ancestors": [SELF, *sites] if sites else [NONE]})
    return framed(lambda _request: answer)(HttpRequest())  # type: ignore[return-value]


def banner_sites(zone: Tenant) -> tuple[str, ...]:
    return from_settings(zone.settings.get("alerts", {})).banner_sites


def _is_site(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("https", "http") and bool(parts.hostname) and parts.path in ("", "/") and " " not in address


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "").split("-")[0].lower()
    known = {code for code, _name in settings.LANGUAGES}
    return asked if asked in known else spoken()


@never_cache
@require_safe
@staff_required("alerts.view")
def snippet(request: HttpRequest) -> HttpResponse:
    """The lines to copy into the city's site, for each publisher of this person."""
    mine = tenants.tenants(actor_of(request).tenants_with("alerts.view"))
    script = settings.SITE_URL + static("alerts/banner.js")
    rows = [(one, script, banner_sites(one)) for one in mine if one in queries.publishers()]
    return render(request, "alerts/snippet.html", {"rows": rows})


@require_safe
def in_force_shapes(request: HttpRequest) -> HttpResponseBase:
    """Where something is the matter now, for a map."""
    return _open_data(request, queries.warnings())


@require_safe
def open_geojson(request: HttpRequest) -> HttpResponseBase:
    """What was published in the last three months."""
    return _open_data(request, queries.published_since(timezone.now() - OPEN_BACK))


@require_safe
def open_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as rows."""
    language = _language(request)
    found = [shapes.row(one, language) for one in queries.published_since(timezone.now() - OPEN_BACK)]
    body = sheets.csv_file(
        [shapes.COLUMNS, *([sheets.harmless(str(value)) for value in row.values()] for row in found)]
    )
    answer = _answer(request, body, "text/csv; charset=utf-8", None, FRESH_S)
    answer["Content-Disposition"] = 'attachment; filename="waarschuwingen.csv"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _open_data(request: HttpRequest, notices: Sequence[queries.Notice]) -> HttpResponseBase:
    body = json.dumps(shapes.geojson(notices, _language(request)), ensure_ascii=False).encode()
    answer = _answer(request, body, "application/geo+json", None, FRESH_S)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _feed(
    request: HttpRequest, slug: str, write: Callable[[Feed], bytes], content_type: str
) -> HttpResponseBase:  # fmt: skip
    zone = queries.publisher(slug)
    language = _language(request)
    with translation.override(language):
        feed = Feed(zone, queries.in_force([zone.id]), language)
        answer = _answer(request, write(feed), content_type, feed.updated, FRESH_S)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _answer(
    request: HttpRequest, body: bytes, content_type: str, changed: datetime | None, fresh_s: int
) -> HttpResponseBase:  # fmt: skip
    """With validators, so that who polls gets 304 as long as nothing changed."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    whole = HttpResponse(body, content_type=content_type)
    # A feed also changes when an alert expires, which has no date of its own: only the ETag decides.
    answer: HttpResponseBase = get_conditional_response(request, etag=etag, response=whole) or whole
    answer["ETag"] = etag
    if changed is not None:
        answer["Last-Modified"] = http_date(changed.timestamp())
    answer["Cache-Control"] = f"public, max-age={fresh_s}"
    return answer
