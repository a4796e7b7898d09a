"""The addresses of GeoReport v2. Each answers JSON or XML by the end of its address; each error is a document too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from nabij.people.api.keys import TooMany, counted
from nabij.people.queries import actor_for_key
from nabij.reports import actions
from nabij.reports.limits import TooOften, allow
from nabij.reports.open311 import asking, queries
from nabij.reports.open311.documents import Fault, Format, answer, errors
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant

SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
CHANGED: Final = "2026-11-22T00:00:00+01:00"
READS_A_MINUTE: Final = 120
View = Callable[..., HttpResponse]


def documented(view: View) -> View:
    """Turns what is refused into a document of errors in the format asked for; never a page."""

    @wraps(view)
    def answered(request: HttpRequest, form: Format, **arguments: Any) -> HttpResponse:
        try:
            return view(request, form, **arguments)
        except Fault as fault:
            return errors(form, fault)
        except Missing:
            return errors(form, Fault(404, "There is nothing with this name."))
        except (TooOften, TooMany) as refusal:
            return errors(form, Fault(429, str(refusal)))
        except Refused as refusal:
            return errors(form, Fault(400, str(refusal)))

    return csrf_exempt(answered)


@documented
@require_safe
def discovery(request: HttpRequest, form: Format) -> HttpResponse:
    root = request.build_absolute_uri("/open311/v2")
    endpoint = {
        "specification": SPECIFICATION, "url": root, "changeset": CHANGED, "type": "production",
        "formats": ["text/xml", "application/json"],
    }  # fmt: skip
    shown = {
        "changeset": CHANGED,
        "contact": f"{settings.CITY_NAME}: {request.build_absolute_uri('/over/privacy/')}",
        "key_service": f"An administrator of the zone or city makes keys: {request.build_absolute_uri('/rechten/sleutels/')}",
        "endpoints": [endpoint],
    }
    return answer(form, "discovery", shown)


@documented
@require_safe
def services(request: HttpRequest, form: Format) -> HttpResponse:
    _read(request)
    return answer(form, "services", queries.services())


@documented
@require_safe
def service(request: HttpRequest, form: Format, code: str) -> HttpResponse:
    _read(request)
    found = queries.service(code)
    if found is None:
        raise Fault(404, f"service_code was not found: {code!r}.")
    return answer(form, "service_definition", queries.definition(found))


@documented
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, form: Format) -> HttpResponse:
    if request.method == "POST":
        return _post(request, form)
    tenant = _read(request)
    return answer(form, "service_requests", queries.requests(asking.wanted(request.GET), tenant))


@documented
@require_safe
def single(request: HttpRequest, form: Format, request_id: str) -> HttpResponse:
    return answer(form, "service_requests", [_one(request, request_id)])


@documented
@require_safe
def token(request: HttpRequest, form: Format, token: str) -> HttpResponse:
    """We give an id at once, so a token is that id."""
    known = {"service_request_id": _one(request, token)["service_request_id"], "token": token}
    return answer(form, "service_requests", [known])


def _one(request: HttpRequest, written: str) -> queries.Row:
    tenant, found = _read(request), asking.request_id(written)
    rows = queries.requests(asking.Wanted(ids=(found,)), tenant) if found else []
    if not rows:
        raise Fault(404, f"service_request_id was not found: {written!r}.")
    return rows[0]


def _post(request: HttpRequest, form: Format) -> HttpResponse:
    sender = _sender(request)
    tenant = _jurisdiction(request.POST.get("jurisdiction_id", ""))
    kind = queries.service(code := asking.required(request.POST, "service_code"))
    if kind is None:
        raise Fault(404, f"service_code was not found: {code!r}.")
    told = asking.told(request.POST, kind)
    recorded = actions.post_by_open311(sender, told=told, within=tenant.id if tenant else None)
    notice = queries.notice(kind, told, recorded.code)
    made = {"service_request_id": str(recorded.incident_id), "service_notice": notice, "account_id": ""}
    return answer(form, "service_requests", [made], 201)


def _sender(request: HttpRequest) -> Actor:
    """Who posts, by `api_key`; counts against the limit of the key."""
    found = actor_for_key(request.POST.get("api_key", ""))
    if found is None:
        raise Fault(403, "api_key was not provided, or is not valid.")
    counted(request, found, timezone.now())
    return found


def _read(request: HttpRequest) -> Tenant | None:
    allow(request, "open311", READS_A_MINUTE, 60)
    return _jurisdiction(request.GET.get("jurisdiction_id", ""))


def _jurisdiction(given: str) -> Tenant | None:
    """Raises Fault for one that is unknown; none given means all."""
    if not given:
        return None
    found = queries.jurisdiction(given)
    if found is None:
        raise Fault(404, f"jurisdiction_id was not found: {given!r}.")
    return found
