"""An appointment for who has it: looking, moving, cancelling, in the calendar. By its code, from the own page, or with help."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.desk.appointments import actions, calendars, presenters, queries
from nabij.desk.appointments.models import Appointment
from nabij.desk.appointments.rules import local_day
from nabij.desk.appointments.views.booking import moment_of, moments
from nabij.desk.appointments.views.visit import Visit, visit_of
from nabij.desk.counters import queries as counters
from nabij.people.serving import served
from nabij.reports import codes, limits
from nabij.tenants.errors import Missing, Refused

MOST_AN_HOUR = 60
MOVES_A_DAY = 6
"""Of one appointment, by who is no staff: each writes a message to whoever's number was given."""
CALENDAR = "text/calendar; charset=utf-8"


@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Asks for the code."""
    typed = request.GET.get("code", "").strip()
    if codes.plain(typed):
        return redirect("desk:appointment", code=codes.written(codes.plain(typed)))
    error = _("A code has twelve letters and digits, such as K7RM-2XQD-9HTW. Look at it again.") if typed else ""
    shown = {"typed": typed, "error": error}
    return render(request, "desk/appointments/ask.html", shown, status=422 if error else 200)


@never_cache
@require_safe
def mine(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """The appointments of a person."""
    who, now = served(request, person_id), timezone.now()
    visit = visit_of(request, "helped_" if person_id else "my_", person_id)
    rows = [
        presenters.shown(one, now) | {"url": visit.url("appointment", one.id)}
        for one in queries.appointments_of(who.actor, who.person.id)
    ]
    shown = {
        "shell": who.shell, "helping": who.is_helped, "base": who.base, "book_url": visit.url("book"),
        "coming": [one for one in reversed(rows) if one["is_open"]], "past": [one for one in rows if not one["is_open"]],
    }  # fmt: skip
    return render(request, "desk/appointments/mine.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def page(
    request: HttpRequest, code: str = "", appointment_id: UUID | None = None, door: str = "",
    person_id: UUID | None = None,
) -> HttpResponse:  # fmt: skip
    """One appointment; posting cancels it, or with `late` says that somebody comes so many minutes later."""
    who, row = _found(request, door, person_id, code, appointment_id)
    error = ""
    if request.method == "POST":
        try:
            messages.success(request, _done(request, who, row, code))
            return redirect(who.url("appointment", code or row.id))
        except Refused as refusal:
            error = str(refusal)
    return render(
        request, "desk/appointments/appointment.html", _shown(who, row, code, error), status=422 if error else 200
    )


def _done(request: HttpRequest, who: Visit, row: Appointment, code: str) -> str:
    late = request.POST.get("late", "")
    if late:
        minutes = int(late) if late.isdecimal() and len(late) < 4 else 0
        actions.come_late(who.actor, appointment_id=row.id, code=code, minutes=minutes)
        return _("Thank you for telling. The counter sees that you come a little later.")
    actions.cancel(who.actor, appointment_id=row.id, code=code)
    return _("Your appointment is cancelled. Thank you for telling.")


@never_cache
@require_http_methods(["GET", "POST"])
def move(
    request: HttpRequest, code: str = "", appointment_id: UUID | None = None, door: str = "",
    person_id: UUID | None = None,
) -> HttpResponse:  # fmt: skip
    """Another moment for the same service, here or at another counter (`?balie=`)."""
    who, row = _found(request, door, person_id, code, appointment_id)
    offer = counters.offer(_counter(request, row), row.service_id)
    error = ""
    if request.method == "POST":
        try:
            starts_at = moment_of(request.POST.get("om", ""))
            if not who.is_staff:
                limits.allow_about("move_appointment", row.id.bytes, MOVES_A_DAY)
            actions.move(who.actor, appointment_id=row.id, code=code, counter_id=offer.counter_id, starts_at=starts_at)
            messages.success(request, _("Your appointment has a new moment. You get a message about it."))
            return redirect(who.url("appointment", code or row.id))
        except Refused as refusal:
            error = str(refusal)
    slots, first = moments(request, offer, timezone.now(), by_staff=who.is_staff)
    shown = _shown(who, row, code, error) | {
        "offer": offer, "days": presenters.slots_by_day(slots),
        "next": date.fromordinal(first.toordinal() + queries.DAYS_SHOWN), "is_now": first <= local_day(timezone.now()),
        "others": [one.counter for one in counters.bookable() if one.service_id == row.service_id],
        "page_url": who.url("appointment", code or row.id),
    }  # fmt: skip
    return render(request, "desk/appointments/move.html", shown, status=422 if error else 200)


@never_cache
@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The calendar file, by the code."""
    row = _by_code(request, code)
    headers = {"Content-Disposition": 'inline; filename="afspraak.ics"'}
    return HttpResponse(calendars.one(row), content_type=CALENDAR, headers=headers)


def _found(
    request: HttpRequest, door: str, person_id: UUID | None, code: str, appointment_id: UUID | None
) -> tuple[Visit, Appointment]:
    who = visit_of(request, door, person_id)
    if not door:
        return who, _by_code(request, code)
    if appointment_id is None:
        raise Missing
    if who.person is not None:
        return who, queries.appointment_of(who.actor, who.person.id, appointment_id)
    row, _name = queries.staffed_appointment(who.actor, appointment_id)
    return who, row


def _by_code(request: HttpRequest, code: str) -> Appointment:
    limits.allow(request, "appointment_code", MOST_AN_HOUR)
    return queries.by_code(code)


def _counter(request: HttpRequest, row: Appointment) -> UUID:
    asked = request.GET.get("balie", "")
    try:
        return UUID(asked) if asked else row.counter_id
    except ValueError:
        raise Missing from None


def _shown(who: Visit, row: Appointment, code: str, error: str) -> dict[str, Any]:
    key = code or queries.code_of(row)
    now = timezone.now()
    return presenters.shown(row, now) | {
        "video_link": presenters.video_link(row, now, for_staff=who.door == "staff_"),
        "shell": who.shell, "helping": who.is_staff, "code": key, "error": error,
        "name": queries.name_of(row) if who.door == "staff_" else "",
        "move_url": who.url("move", code or row.id), "agenda_day": local_day(row.starts_at) if who.door == "staff_" else "",
        "again_url": _again(who, row),
        "is_staff_door": who.door == "staff_", "list_url": who.url("appointments") if who.person else "",
    }  # fmt: skip


def _again(who: Visit, row: Appointment) -> str:
    """Where the same is booked once more; the beginning where it is not offered there any more."""
    is_offered = row.state in ("cancelled", "no_show") and counters.is_bookable(row.counter_id, row.service_id)
    return who.url("book_day", row.service_id, row.counter_id) if is_offered else who.url("book")
