"""The page for operators: what fails shows here, with what to do about it; and the same for Prometheus."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.alerts import actions as alerts
from nabij.people.access import actor_of, staff_required
from nabij.site.operations_checks import Check, checks
from nabij.site.operations_figures import OPERATE, WATCH, figures, may_watch
from nabij.site.operations_metrics import CONTENT_TYPE, exposition
from nabij.site.routes_metrics import traffic
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing
from nabij.tenants.queries import all_tenants

TONES = {"good": "success", "look": "warning", "bad": "danger"}
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def operators_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For staff that watches routes or settles sending, in some tenant."""

    @wraps(view)
    def watched(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_watch(actor_of(request)):
            raise Missing
        return view(request, *args, **kwargs)

    guarded = staff_required()(watched)
    guarded.required_right = WATCH  # type: ignore[attr-defined]
    return guarded


@never_cache
@require_safe
@operators_only
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "site/operations.html", _context(request))


@never_cache
@require_safe
@operators_only
def now(request: HttpRequest) -> HttpResponse:
    """The part of the page that is fetched anew every ten seconds."""
    return render(request, "site/_operations.html", _context(request))


@require_POST
@staff_required(OPERATE)
def settle(request: HttpRequest, alert_id: UUID) -> HttpResponseBase:
    """Sends what is in doubt of an alert once more (`again=1`), or leaves it (`again=0`)."""
    again = request.POST.get("again") == "1"
    count = alerts.settle_in_doubt(actor_of(request), alert_id=alert_id, send_again=again)
    said = (
        ngettext("%(n)s message is sent once more.", "%(n)s messages are sent once more.", count)
        if again
        else ngettext("%(n)s message is left as it is.", "%(n)s messages are left as they are.", count)
    )
    messages.success(request, said % {"n": count})
    return HttpResponseRedirect(reverse("operations"))


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures of all tenants, for a request from this machine itself or with the token of the settings; else nothing is here."""
    if not (_has_token(request) or _comes_from_here(request)):
        raise Http404
    actor = system_actor(tenant.id for tenant in all_tenants())
    found = figures(actor, timezone.now()) if actor.rights else None
    text = exposition(found, traffic(actor)) if found else b""
    return HttpResponse(text, content_type=CONTENT_TYPE)


def _context(request: HttpRequest) -> dict[str, Any]:
    found = figures(actor_of(request), timezone.now())
    made = checks(found)
    return {
        "checks": [(check, TONES[check.state], _state_word(check)) for check in made],
        "wrong": sum(check.state == "bad" for check in made),
        "doubts": found.doubts,
        "now": found.now,
    }


def _state_word(check: Check) -> str:
    return {"good": _("in order"), "look": _("have a look"), "bad": _("act")}[check.state]


def _has_token(request: HttpRequest) -> bool:
    token: str = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _comes_from_here(request: HttpRequest) -> bool:
    """Not what a proxy on this machine passes on for somebody else."""
    if any(name in request.headers for name in FORWARDED):
        return False
    return ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback
