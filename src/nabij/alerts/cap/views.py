"""The door for CAP messages of others, and the pages that show what came through it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from nabij.alerts.cap import actions, queries
from nabij.alerts.cap.models import Verdict
from nabij.alerts.cap.parsing import LARGEST_BYTES
from nabij.people.access import actor_of, staff_required
from nabij.people.api.keys import KeyOfSystem, TooMany, announce_limit
from nabij.people.api.problems import problem
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

STATUS = {Verdict.DRAFTED: 201, Verdict.NOTED: 202, Verdict.REFUSED: 422}


@csrf_exempt
@never_cache
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """A CAP document as the body, with a key; `?zone=` where the key is of more than one zone."""
    try:
        actor = _caller(request)
    except TooMany as told:
        answer = problem(429, "Too many requests", str(told))
        answer["Retry-After"] = str(told.retry_after_s)
        return answer
    if actor is None:
        return problem(401, "No valid key", "Send Authorization: Bearer with a key that was confirmed.")
    if len(request.body) > LARGEST_BYTES:
        return problem(
            413, "Too large", _("This message is larger than %(limit)s kB.") % {"limit": LARGEST_BYTES // 1024}
        )
    try:
        tenant_id = _zone(actor, request.GET.get("zone", ""))
        received = actions.receive_cap(actor, tenant_id=tenant_id, content=request.body)
    except Missing:
        return announce_limit(request, problem(404, "Not found"))
    return announce_limit(request, _answer(received))


def _caller(request: HttpRequest) -> Actor | None:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return KeyOfSystem().authenticate(request, token) if scheme.lower() == "bearer" else None


def _zone(actor: Actor, slug: str) -> UUID:
    """The zone that the key names, or its only one. Raises Missing."""
    held = tenants.tenants(actor.tenants_with(actions.RIGHT))
    named = [one.id for one in held if one.slug == slug] if slug else [one.id for one in held]
    if len(named) != 1:
        raise Missing
    return named[0]


def _answer(received: actions.Received) -> HttpResponse:
    row = received.row
    if row.verdict == Verdict.REFUSED:
        return problem(422, "Refused", row.sentence)
    made = {"id": str(row.id), "verdict": row.verdict, "sentence": row.sentence, "remarks": row.remarks}
    if row.alert_id and row.verdict == Verdict.DRAFTED:
        made["draft"] = reverse("alerts:alert", args=[row.alert_id])
    return JsonResponse(made, status=200 if received.again else STATUS[Verdict(row.verdict)])


@never_cache
@require_safe
@staff_required(queries.VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """What came in; `?only=refused` for what we did not take."""
    refused = request.GET.get("only") == "refused"
    page = queries.received(actor_of(request), refused=refused, after=request.GET.get("after", ""))
    rows = [
        {"row": one, "source": page.sources.get(one.key_id, ""), "verdict": _chip(one.verdict)} for one in page.rows
    ]
    here = reverse("alerts:cap_messages")
    tabs = [
        {"url": here, "label": _("All"), "current": not refused},
        {"url": f"{here}?only=refused", "label": _("Refused"), "current": refused},
    ]
    shown = {
        "rows": rows,
        "tabs": tabs,
        "next_cursor": page.next_cursor,
        "address": request.build_absolute_uri(reverse("alerts:cap_in")),
    }
    return render(request, "alerts/cap_messages.html", shown)


def _chip(verdict: str) -> tuple[str, str, str]:
    tones = {"drafted": ("act", "pencil"), "noted": ("neutral", "inbox"), "refused": ("danger", "ban")}
    return (str(Verdict(verdict).label), *tones[verdict])


@never_cache
@require_safe
@staff_required(queries.VIEW)
def original(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """The document as it came, to keep, never to be shown by a browser: it is what a stranger wrote."""
    found = queries.cap_message(actor_of(request), message_id)
    answer = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="cap-{found.id}.xml"'
    return answer


@never_cache
@require_safe
@staff_required("reports.view")
def from_others(request: HttpRequest) -> HttpResponse:
    """For the console: drafts from other systems that wait for somebody, and BE-Alert's messages in force, read only."""
    shown = {"waiting": queries.waiting(actor_of(request)), "notices": queries.be_alert_notices()}
    return render(request, "alerts/_from_others.html", shown)


@never_cache
@require_safe
@staff_required("reports.view")
def be_alert_shapes(request: HttpRequest) -> HttpResponse:
    return JsonResponse(queries.be_alert_geojson())
