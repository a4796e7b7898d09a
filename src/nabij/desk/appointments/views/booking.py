"""Booking in three short steps: what for, when, who. Each step is its own address, so that going back loses nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.desk.appointments import actions, presenters, queries
from nabij.desk.appointments.forms import WhoForm
from nabij.desk.appointments.rules import YEARS, Slot, local_day
from nabij.desk.appointments.views.visit import Visit, booker_of
from nabij.desk.counters import presenters as counter_presenters
from nabij.desk.counters import queries as counters
from nabij.desk.counters.models import Offer, Way
from nabij.meetings.rules import reminder_at
from nabij.reports import limits
from nabij.tenants.errors import Missing, Refused

MOST_AN_HOUR = 8


@never_cache
@require_safe
def start(request: HttpRequest, door: str = "", person_id: UUID | None = None) -> HttpResponse:
    """What for, and at which counter."""
    who = booker_of(request, door, person_id)
    offered = [(one, who.url("book_day", one.service_id, one.counter_id)) for one in _offered(who)]
    shown = _around(who, 1) | {"services": presenters.by_service(offered)}
    return render(request, "desk/appointments/start.html", shown)


@never_cache
@require_safe
def day(
    request: HttpRequest, service_id: UUID, counter_id: UUID, door: str = "", person_id: UUID | None = None
) -> HttpResponse:
    """The free moments of two weeks; `?vanaf=` is the first day, `?hoe=` the way."""
    who = booker_of(request, door, person_id)
    offer = _offer(who, service_id, counter_id)
    now, way = timezone.now(), way_of(request, offer)
    slots, first = moments(request, offer, now, by_staff=who.is_staff)
    shown = _around(who, 2) | {
        "offer": offer, "days": presenters.slots_by_day(slots), "way": way, "ways": _ways(offer, way),
        "next": _next(first), "who_url": who.url("book_who", service_id, counter_id), "start_url": who.url("book"),
        "is_now": first <= local_day(now),
    }  # fmt: skip
    return render(request, "desk/appointments/day.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def who(
    request: HttpRequest, service_id: UUID, counter_id: UUID, door: str = "", person_id: UUID | None = None
) -> HttpResponse:
    """Who comes; booking. The moment stands in the address as `?om=`."""
    visit = booker_of(request, door, person_id)
    offer = _offer(visit, service_id, counter_id)
    way = way_of(request, offer)
    try:
        starts_at = moment_of(request.GET.get("om", ""))
    except Refused:
        return redirect(visit.url("book_day", service_id, counter_id))
    form = WhoForm(
        request.POST or None, known=visit.known(), must_be_reached=not visit.is_staff, initial=visit.initial(),
        is_soon=reminder_at(starts_at, timezone.now()) is None,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            if not visit.is_staff:
                limits.allow(request, "appointment", MOST_AN_HOUR)
                limits.allow_to(form.cleaned_data["contact"])
            if form.cleaned_data.pop("website"):
                return redirect(visit.url("book"))  # Only a machine fills in a field that nobody sees.
            return _book(request, visit, offer, starts_at, way, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    day_url = f"{visit.url('book_day', service_id, counter_id)}?vanaf={local_day(starts_at)}&hoe={way}"
    shown = _around(visit, 3) | {
        "offer": offer, "form": form, "when": presenters.moment_words(starts_at), "way_label": Way(way).label,
        "day_url": day_url, "bring": [line for line in offer.service.bring.splitlines() if line.strip()],
    }  # fmt: skip
    return render(request, "desk/appointments/who.html", shown, status=422 if form.errors else 200)


def _book(
    request: HttpRequest, visit: Visit, offer: Offer, starts_at: datetime, way: str, form: WhoForm
) -> HttpResponse:
    person_id = visit.person.id if visit.person else None
    booked = actions.book(
        visit.actor, counter_id=offer.counter_id, service_id=offer.service_id, starts_at=starts_at, way=way,
        booked_by=visit.how, person_id=person_id, **form.cleaned_data,
    )  # fmt: skip
    messages.success(request, _said(starts_at, is_told=form.cleaned_data["contact"] is not None))
    row = queries.by_code(booked.code)
    return redirect(visit.after(row, booked.code))


def _said(starts_at: datetime, *, is_told: bool) -> str:
    """Who books hears what comes; for tomorrow morning no message of the day before comes any more."""
    if not is_told:
        return _("The appointment is made. Give the code below to who comes.")
    if reminder_at(starts_at, timezone.now()) is None:
        return _("Your appointment is made. You get a message about it.")
    return _("Your appointment is made. You get a message about it, and one the day before.")


def moments(request: HttpRequest, offer: Offer, now: datetime, *, by_staff: bool) -> tuple[list[Slot], date]:
    """The free moments from the day that is asked, or from the first one with room."""
    asked = request.GET.get("vanaf", "")
    try:
        first = max(date.fromisoformat(asked), local_day(now))
        if first.year not in YEARS:
            raise ValueError(asked)
    except ValueError:
        first = queries.first_day_with_room(offer, now, by_staff=by_staff) or local_day(now)
    return queries.free_slots(offer, first, now, by_staff=by_staff), first


def way_of(request: HttpRequest, offer: Offer) -> str:
    """The way that is asked, or the first that there is."""
    asked = request.GET.get("hoe", "")
    return asked if asked in offer.ways else str(offer.ways[0])


def moment_of(typed: str) -> datetime:
    """The moment of an address. Raises Refused for what is none."""
    try:
        found = datetime.fromisoformat(typed.replace(" ", "+"))
    except ValueError:
        found = datetime.min
    if found.tzinfo is None or found.year not in YEARS:
        raise Refused(_("At that moment no appointment begins. Choose one of the moments on the page."))
    return found


def _offer(who: Visit, service_id: UUID, counter_id: UUID) -> Offer:
    """A service that takes appointments; for staff of a counter one of their own. Raises Missing."""
    found = counters.offer(counter_id, service_id)
    if who.door == "staff_":
        who.actor.require(counters.SERVE, found.tenant_id)
    if not found.ways:
        raise Missing
    return found


def _offered(who: Visit) -> list[Offer]:
    """Staff of a counter books for those of its own tenant, everybody else for all."""
    found = counters.bookable()
    if who.door == "staff_":
        return [one for one in found if who.actor.may(counters.SERVE, one.tenant_id)]
    return found


def _ways(offer: Offer, chosen: str) -> list[dict[str, Any]]:
    if len(offer.ways) < 2:
        return []
    return [
        {"url": f"?hoe={one}", "label": str(Way(one).label).capitalize(), "current": one == chosen}
        for one in offer.ways
    ]


def _next(first: date) -> date:
    return date.fromordinal(first.toordinal() + queries.DAYS_SHOWN)


def _around(who: Visit, step: int) -> dict[str, Any]:
    return {
        "shell": who.shell, "helping": who.is_staff, "step": step, "step_names": [_("What"), _("When"), _("Who")],
        "step_links": [who.url("book")][: step - 1], "clock": counter_presenters.clock,
    }  # fmt: skip
