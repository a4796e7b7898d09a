"""Counters for who sets their hours: the counters, their usual week, odd days, services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from nabij.desk.appointments import queries as appointments
from nabij.desk.counters import actions, presenters, queries
from nabij.desk.counters.forms import CounterForm, OddDaysForm, OfferForm, WeekForm, week_initial
from nabij.desk.counters.models import Counter, Service
from nabij.networks.shops.hours import NEVER
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in
from nabij.tenants.working_days import BRUSSELS

PREVIEW = timedelta(days=27)
"""Four weeks."""


def today() -> date:
    return timezone.now().astimezone(BRUSSELS).date()


@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """The counters, the odd days of the next two months, and changing those of several at once."""
    actor = actor_of(request)
    form, status = _odd_form(actor, request), 200
    if request.method == "POST":
        try:
            messages.success(request, DEEDS[_deed(request)](request, actor))
            return redirect("desk:hours")
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = 422
    return render(request, "desk/counters/hours_list.html", _listed(actor, form), status=status)


def _listed(actor: Actor, form: OddDaysForm) -> dict[str, Any]:
    found = queries.staffed(actor, queries.HOURS)
    now = timezone.now()
    standings = queries.standings_of(found, now)
    return {
        "rows": [(one, presenters.standing_words(standings[one.id], now)) for one in found], "form": form,
        "odd": [(one.name, presenters.day_row(day, today())) for one, day in queries.odd_ahead(found, today())],
        "put": queries.odd_days(actor, today()), "tenants": queries.tenants_to_change(actor),
        "years": (today().year, today().year + 1),
        "services": [(name, queries.services(actor, one)) for one, name in queries.tenants_to_change(actor)],
    }  # fmt: skip


def _odd_form(actor: Actor, request: HttpRequest) -> OddDaysForm:
    data = request.POST if request.POST.get("deed") == "odd" else None
    return OddDaysForm(
        queries.staffed(actor, queries.HOURS), queries.tenants_to_change(actor), data, initial={"first_day": today()}
    )


def _deed(request: HttpRequest) -> str:
    deed = request.POST.get("deed", "")
    if deed not in DEEDS:
        raise Missing
    return deed


def _odd(request: HttpRequest, actor: Actor) -> str:
    _row, unsettled = actions.put_odd_days(actor, **filled_in(_odd_form(actor, request)))
    return said_of(unsettled)


def _drop(request: HttpRequest, actor: Actor) -> str:
    return said_of(actions.drop_odd_days(actor, odd_id=_id(request.POST.get("odd", ""))))


def _usual(request: HttpRequest, actor: Actor) -> str:
    year = request.POST.get("year", "")
    if not year.isdigit() or int(year) not in (today().year, today().year + 1):
        raise Missing
    n = actions.take_usual_days(actor, tenant_id=_id(request.POST.get("tenant", "")), year=int(year))
    return ngettext("%(n)s day taken over.", "%(n)s days taken over.", n) % {"n": n}


DEEDS: dict[str, Callable[[HttpRequest, Actor], str]] = {
    "odd": _odd, "drop": _drop, "usual": _usual,
}  # fmt: skip


def said_of(unsettled: int) -> str:
    if not unsettled:
        return _("Kept. No appointment falls outside the hours.")
    return ngettext(
        "Kept. %(n)s appointment falls outside the hours now. They are told, and it is on the list to move.",
        "Kept. %(n)s appointments fall outside the hours now. They are told, and these are on the list to move.",
        unsettled,
    ) % {"n": unsettled}


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A new counter, of the first tenant of the actor or the one that is chosen."""
    actor = actor_of(request)
    tenants = queries.tenants_to_change(actor)
    form = CounterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tenant_id = _id(request.POST.get("tenant", str(tenants[0][0])))
        try:
            made = actions.make_counter(actor, tenant_id=tenant_id, **form.cleaned_data)
            return redirect("desk:counter_hours", counter_id=made.id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = {"form": form, "tenants": tenants}
    return render(request, "desk/counters/form.html", shown, status=422 if form.errors else 200)


@never_cache
def change(request: HttpRequest, counter_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = queries.staffed_counter(actor, counter_id, queries.HOURS)
    names = (
        "kind", "name", "address", "lon", "lat", "directions", "telephone", "email", "desks", "access",
        "shut_on_holidays",
    )  # fmt: skip
    form = CounterForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and request.POST.get("deed") == "retire":
        actions.retire_counter(actor, counter_id=counter_id)
        messages.success(request, _("This counter is no longer shown. Who has an appointment is told."))
        return redirect("desk:hours")
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_counter(actor, counter_id=counter_id, **form.cleaned_data)
            messages.success(request, _("Kept."))
            return redirect("desk:counter_hours", counter_id=counter_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = {"form": form, "counter": found, "coming": appointments.coming(actor, counter_id)}
    return render(request, "desk/counters/form.html", shown, status=422 if form.errors else 200)


@never_cache
def hours(request: HttpRequest, counter_id: UUID) -> HttpResponse:
    """The usual week with what the coming weeks look like, and what the counter offers."""
    actor = actor_of(request)
    found = queries.staffed_counter(actor, counter_id, queries.HOURS)
    services = queries.services(actor, found.tenant_id)
    deed = request.POST.get("deed", "")
    week = WeekForm(request.POST if deed == "week" else None, initial=_usual_week(actor, found))
    offer = OfferForm(services, request.POST if deed == "offer" else None, prefix="offer")
    if request.method == "POST":
        try:
            messages.success(request, _changed(request, actor, found, week, offer))
            return redirect("desk:counter_hours", counter_id=counter_id)
        except Refused as refusal:
            messages.error(request, str(refusal))
    shown = _hours_shown(actor, found, services) | {"week": week, "offer": offer}
    return render(request, "desk/counters/hours.html", shown, status=422 if request.method == "POST" else 200)


def _changed(request: HttpRequest, actor: Actor, found: Counter, week: WeekForm, offer: OfferForm) -> str:
    deed = request.POST.get("deed", "")
    if deed == "week":
        return said_of(actions.set_week(actor, counter_id=found.id, **filled_in(week)))
    if deed == "offer":
        actions.offer_service(actor, counter_id=found.id, **filled_in(offer))
        return _("Kept.")
    if deed == "withdraw":
        actions.withdraw_service(actor, counter_id=found.id, service_id=_id(request.POST.get("service", "")))
        return _("No longer offered here. Appointments that were made stand.")
    raise Missing


def _usual_week(actor: Actor, found: Counter) -> dict[str, Any]:
    """The week that holds now, to change it from today on."""
    rows = [one for one in queries.patterns(actor, found.id) if one.valid_from <= today()]
    if not rows:
        return week_initial(NEVER, NEVER, today())
    return week_initial(rows[0].walk_in, rows[0].by_appointment, today())


def _hours_shown(actor: Actor, found: Counter, services: list[Service]) -> dict[str, Any]:
    days = queries.open_hours_of(found, today(), today() + PREVIEW)
    return {
        "counter": found, "days": [presenters.day_row(day, today(), apart=True) for day in days], "services": services,
        "patterns": queries.patterns(actor, found.id), "offers": queries.offers_of([found]),
    }  # fmt: skip


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Missing from None
