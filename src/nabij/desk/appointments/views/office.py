"""The desks for who serves there: which counters, who comes today, what became of it, what has to be moved."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.desk.appointments import actions, presenters, queries
from nabij.desk.appointments.models import Appointment, AppointmentState
from nabij.desk.appointments.rules import YEARS, local_day
from nabij.desk.counters import presenters as counter_presenters
from nabij.desk.counters import queries as counters
from nabij.desk.counters.models import Way
from nabij.desk.waiting import actions as waiting
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@never_cache
@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """The counters of the actor's tenants with how many come today, what has to be moved, and the odd days to come."""
    actor, now = actor_of(request), timezone.now()
    found = counters.staffed(actor)
    standings, counted = counters.standings_of(found, now), queries.counts(actor, local_day(now))
    shown = {
        "rows": [
            {
                "counter": one, "words": counter_presenters.standing_words(standings[one.id], now),
                "n": counted.get(one.id, 0),
            }
            for one in found
        ],
        "unsettled": [presenters.shown(one, now) for one in queries.to_be_moved(actor)],
        "odd": [
            (one.name, counter_presenters.day_row(day, local_day(now)))
            for one, day in counters.odd_ahead(found, local_day(now))
        ],
    }  # fmt: skip
    return render(request, "desk/appointments/desks.html", shown)


@never_cache
@require_safe
def agenda(request: HttpRequest, counter_id: UUID) -> HttpResponse:
    """Who comes on a day (`?dag=`, today without one)."""
    actor, now = actor_of(request), timezone.now()
    found = counters.staffed_counter(actor, counter_id)
    day = _day(request.GET.get("dag", ""), local_day(now))
    reason = _("agenda of the counter")
    rows = [presenters.agenda_row(one, now) for one in queries.agenda(actor.because(reason), counter_id, day)]
    before, after = presenters.neighbours(day)
    hours = counters.open_hours_of(found, day, day)[0]
    shown: dict[str, Any] = {
        "counter": found, "rows": rows, "day": day, "before": before, "after": after,
        "title": date_format(day, "l j F Y"), "hours": counter_presenters.day_row(hours, local_day(now)),
    }  # fmt: skip
    return render(request, "desk/appointments/agenda.html", shown)


@require_POST
def step(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Notes what became of an appointment, and goes back to its day."""
    actor, state = actor_of(request), request.POST.get("state", "")
    row = actions.mark(actor, appointment_id=appointment_id, state=state)
    if state == AppointmentState.ARRIVED and row.way == Way.PERSON:
        _give_number(request, actor, row)
    response = redirect("desk:agenda", counter_id=row.counter_id)
    response["Location"] += f"?dag={local_day(row.starts_at)}"
    return response


def _give_number(request: HttpRequest, actor: Actor, row: Appointment) -> None:
    """Who is here stands in the queue of the hall too; who is far too early only in the agenda."""
    try:
        ticket = waiting.announce(actor, appointment_id=row.id, counter_id=row.counter_id)
    except Refused:
        return
    messages.success(request, _("Number %(label)s. Write it down for them.") % {"label": ticket.label})


def _day(typed: str, today: date) -> date:
    if not typed:
        return today
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        raise Missing from None
    if found.year not in YEARS:
        raise Missing
    return found
