"""The waiting hall: taking a number on the tablet or the own telephone, following it, and the screen on the wall."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.desk.counters import queries as counters
from nabij.desk.counters.models import Counter
from nabij.desk.waiting import actions, keys, presenters, queries
from nabij.letters import qr_svg
from nabij.people.access import actor_of
from nabij.reports import limits
from nabij.tenants import live_tickets
from nabij.tenants.errors import Missing, Refused

MOST_AN_HOUR = 40
"""Numbers from one network: visitors of a hall may sit behind the same address."""
CODES_AN_HOUR = 60


@never_cache
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, counter_id: UUID, key: str) -> HttpResponse:
    """The buttons for who comes in; a key that is over finds nothing."""
    found, is_kiosk = _opened(counter_id, key)
    error = ""
    if request.method == "POST":
        try:
            return _taken(request, found, is_kiosk=is_kiosk)
        except Refused as refusal:
            error = str(refusal)
        except Missing:
            error = _("We know no appointment with this code at this counter. Look at it again, or ask at the desk.")
    shown = {
        "counter": found, "offers": queries.walk_in_offers(found), "error": error, "is_kiosk": is_kiosk,
        "wait": queries.expected(found, timezone.now()),
    }  # fmt: skip
    return render(request, "desk/waiting/take.html", shown, status=422 if error else 200)


def _taken(request: HttpRequest, found: Counter, *, is_kiosk: bool) -> HttpResponse:
    actor = actor_of(request)
    if code := request.POST.get("code", "").strip():
        if not is_kiosk:
            limits.allow(request, "appointment_code", CODES_AN_HOUR)
        row = actions.announce(actor, code=code, counter_id=found.id)
    else:
        if not is_kiosk:
            limits.allow(request, "number", MOST_AN_HOUR)
        row = actions.take_number(actor, counter_id=found.id, service_id=_id(request.POST.get("service", "")))
    response = redirect("desk:ticket", ticket_id=row.id)
    if is_kiosk:
        response["Location"] += "?zuil=1"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def ticket(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """A number: whose turn it is, and giving it back. On the tablet with a code to take it along on the own telephone."""
    row, error = queries.ticket(ticket_id), ""
    if request.method == "POST":
        try:
            row = actions.leave(actor_of(request), ticket_id=ticket_id)
        except Refused as refusal:
            error = str(refusal)
    now = timezone.now()
    wait = queries.waits(row.counter, now).get(row.id) if row.state == "waiting" else None
    shown: dict[str, Any] = {
        "ticket": row, "words": presenters.wait_words(wait) if wait else "", "error": error,
        "is_here": row.state in queries.AT_DESKS,
    }  # fmt: skip
    if "HX-Request" in request.headers:
        return render(request, "desk/waiting/_ticket.html", shown)
    if is_kiosk := "zuil" in request.GET:
        shown["qr"] = qr_svg(f"{settings.SITE_URL}{reverse('desk:ticket', args=[row.id])}", sized=False)
        shown["again"] = reverse("desk:take", args=[row.counter_id, keys.kiosk_key(row.counter_id)])
    return render(request, "desk/waiting/ticket.html", shown | {"is_kiosk": is_kiosk}, status=422 if error else 200)


@never_cache
@require_safe
def screen(request: HttpRequest, counter_id: UUID, key: str) -> HttpResponse:
    """The screen on the wall: who is called where, in large type, read out for who wants it; anew when the queue moves."""
    if not keys.is_kiosk(counter_id, key):
        raise Missing
    found, now = counters.counter(counter_id), timezone.now()
    hall = queries.hall(found, now)
    shown: dict[str, Any] = {
        "counter": found, "called": [(one, presenters.spoken(one)) for one in hall.called],
        "next": [one.label for one in hall.waiting[:6]], "n": len(hall.waiting),
        "wait": queries.expected(found, now),
    }  # fmt: skip
    here = reverse("desk:take", args=[found.id, keys.day_key(found.id, queries.today(now))])
    shown |= {"qr": qr_svg(f"{settings.SITE_URL}{here}", sized=False), "now": now, "key": key}
    name = "_screen.html" if "HX-Request" in request.headers else "screen.html"
    return render(request, f"desk/waiting/{name}", shown)


@never_cache
@require_safe
def live_ticket(request: HttpRequest, counter_id: UUID, key: str) -> HttpResponse:
    """What lets a screen of this hall hear when the queue moves, and nothing else."""
    found, _is_kiosk = _opened(counter_id, key)
    ticket = live_tickets.for_screen(found.tenant_id, found.id)
    return JsonResponse({"url": f"{settings.LIVE_URL}/live/stream?ticket={ticket}"})


def _opened(counter_id: UUID, key: str) -> tuple[Counter, bool]:
    """The counter of a key that is good now, and whether it is that of the tablet. Raises Missing."""
    if not keys.opens(counter_id, queries.today(timezone.now()), key):
        raise Missing
    return counters.counter(counter_id), keys.is_kiosk(counter_id, key)


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Refused(_("Choose what you come for.")) from None
