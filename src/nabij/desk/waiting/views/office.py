"""Calling numbers at a desk, and the report of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.desk.appointments.rules import YEARS
from nabij.desk.counters import queries as counters
from nabij.desk.counters.models import Counter
from nabij.desk.waiting import actions, keys, presenters, queries
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@never_cache
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest, counter_id: UUID) -> HttpResponse:
    """One desk (`?balie=2`): who is here, who is next, and what to do."""
    actor = actor_of(request)
    found = counters.staffed_counter(actor, counter_id)
    desk = _desk(request, found)
    if request.method == "POST":
        try:
            _do(request, actor, found, desk)
        except Refused as refusal:
            messages.error(request, str(refusal))
        response = redirect("desk:queue", counter_id=counter_id)
        response["Location"] += f"?balie={desk}"
        return response
    now = timezone.now()
    shown = {
        "counter": found, "desk": desk, "desks": range(1, found.desks + 1),
        "here": queries.at_desk(actor, counter_id, desk, now),
        "waiting": presenters.waiting_rows(queries.hall(found, now).waiting, queries.waits(found, now)),
        "lost": queries.not_come(actor, counter_id, now), "offers": counters.offers_of([found]),
        "kiosk_key": keys.kiosk_key(found.id), "day_key": keys.day_key(found.id, queries.today(now)),
    }  # fmt: skip
    name = "_queue.html" if "HX-Request" in request.headers else "queue.html"
    return render(request, f"desk/waiting/{name}", shown)


def _do(request: HttpRequest, actor: Actor, found: Counter, desk: int) -> None:
    deed = request.POST.get("deed", "")
    if deed not in DEEDS:
        raise Missing
    DEEDS[deed](request, actor, found, desk)


def _next(request: HttpRequest, actor: Actor, found: Counter, desk: int) -> None:
    if actions.call_next(actor, counter_id=found.id, desk=desk) is None:
        messages.info(request, _("Nobody is waiting."))


def _pass(request: HttpRequest, actor: Actor, found: Counter, desk: int) -> None:
    """Who was called is not here: the next one."""
    actions.finish(actor, ticket_id=_id(request), came=False)
    _next(request, actor, found, desk)


def _take(request: HttpRequest, actor: Actor, found: Counter, desk: int) -> None:
    """A number for who has no telephone and finds the tablet hard."""
    row = actions.take_number(actor, counter_id=found.id, service_id=_id(request, "service"))
    messages.success(request, _("Number %(label)s. Write it down for them.") % {"label": row.label})


DEEDS: dict[str, Callable[[HttpRequest, Actor, Counter, int], object]] = {
    "next": _next,
    "take": _take,
    "pass": _pass,
    "recall": lambda request, actor, _found, desk: actions.recall(actor, ticket_id=_id(request), desk=desk),
    "serve": lambda request, actor, _found, _desk: actions.serve(actor, ticket_id=_id(request)),
    "served": lambda request, actor, _found, _desk: actions.finish(actor, ticket_id=_id(request)),
    "lost": lambda request, actor, _found, _desk: actions.finish(actor, ticket_id=_id(request), came=False),
    "transfer": lambda request, actor, _found, _desk: actions.transfer(
        actor, ticket_id=_id(request), service_id=_id(request, "service")
    ),
}


def _id(request: HttpRequest, name: str = "ticket") -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Missing from None


def _desk(request: HttpRequest, found: Counter) -> int:
    """The desk of the address, the first without one. Raises Missing for one that is not there."""
    typed = request.GET.get("balie", "1")
    if not typed.isdigit() or not 1 <= int(typed) <= found.desks:
        raise Missing
    return int(typed)


@never_cache
@require_safe
def report(request: HttpRequest, counter_id: UUID) -> HttpResponse:
    """Waiting and serving of a day (`?dag=`, today without one)."""
    actor, now = actor_of(request), timezone.now()
    found = counters.staffed_counter(actor, counter_id)
    typed = request.GET.get("dag", "")
    try:
        day = date.fromisoformat(typed) if typed else queries.today(now)
    except ValueError:
        raise Missing from None
    if day.year not in YEARS:
        raise Missing
    columns = [
        _("Service"), (_("Numbers"), "end"), (_("Served"), "end"), (_("Left or did not come"), "end"),
        (_("Half wait at most"), "end"), (_("Nine in ten wait at most"), "end"), (_("Longest wait"), "end"),
        (_("Serving takes"), "end"),
    ]  # fmt: skip
    shown = {
        "counter": found, "day": day, "title": date_format(day, "l j F Y"), "columns": columns,
        "rows": presenters.report_rows(queries.day_report(actor, counter_id, day)),
        "hours": queries.per_hour(actor, counter_id, day), "before": date.fromordinal(day.toordinal() - 1),
        "after": date.fromordinal(day.toordinal() + 1),
    }  # fmt: skip
    return render(request, "desk/waiting/report.html", shown)
