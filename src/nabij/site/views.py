from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from nabij.people.access import session_digest
from nabij.tenants import live_tickets as tickets
from nabij.tenants.actor import Actor


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Says that pages are served and the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ok"})


@never_cache
def live_ticket(request: HttpRequest) -> HttpResponse:
    """A ticket for the live stream, for staff."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or actor.id is None:
        raise Http404
    ticket = tickets.Ticket(actor.id, session_digest(request), frozenset(actor.rights))
    return JsonResponse({"url": f"{settings.LIVE_URL}/live/stream?ticket={tickets.issue(ticket)}"})
