"""Meetings for everybody: what is coming, one meeting with its calendar file, registering, and the own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.meetings import actions, calendars, presenters, queries, standing
from nabij.meetings.models import Meeting, MeetingState
from nabij.people import queries as people
from nabij.people.access import actor_of
from nabij.people.serving import Served, served
from nabij.tenants.errors import Missing, Refused


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    rows = [presenters.row(one) for one in queries.public_meetings(timezone.now())]
    shown = {"rows": rows, "feed": request.build_absolute_uri(reverse("meetings:feed"))}
    return render(request, "meetings/public_list.html", shown)


@never_cache
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """All public meetings that are still to come, for a calendar that follows them."""
    return _calendar(calendars.feed(queries.public_meetings(timezone.now())), "bijeenkomsten")


@never_cache
@require_safe
def public(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What, where and when; registering in one tap for who is signed in."""
    who = _visitor(request)
    found = queries.open_meeting(meeting_id, who.person.id if who else None)
    return render(request, "meetings/public.html", _shown(found, who))


@never_cache
@require_safe
def calendar(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    who = _visitor(request)
    found = queries.open_meeting(meeting_id, who.person.id if who else None)
    return _calendar(calendars.one(found), "bijeenkomst")


@never_cache
def seat(request: HttpRequest, meeting_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """The same page for who is signed in, or is helped: registering, and giving the seat back."""
    who = served(request, person_id)
    found = queries.open_meeting(meeting_id, who.person.id)
    if request.method != "POST":
        return render(request, "meetings/public.html", _shown(found, who))
    try:
        said = _take(request, who, found)
    except Refused as refusal:
        return render(request, "meetings/public.html", _shown(found, who, str(refusal)), status=422)
    messages.success(request, said)
    return redirect(f"{who.base}bijeenkomsten/")


@never_cache
@require_safe
def mine(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """The meetings for which somebody is registered, those that were, and what else is coming."""
    who, now = served(request, person_id), timezone.now()
    seats = queries.seats_of(who.actor, who.person.id)
    held = {one.meeting.id for one in seats}
    mine_too = queries.meetings_about(standing.belongs_to(who.person.id))
    others = {one.id: one for one in [*queries.public_meetings(now), *mine_too] if one.id not in held}
    offered = [one for one in others.values() if one.ends_at > now and one.state == MeetingState.PLANNED]
    shown = {
        "shell": who.shell, "base": who.base, "helping": who.is_helped,
        "coming": [_seat_row(one) for one in reversed(seats) if one.meeting.ends_at > now],
        "past": [_seat_row(one) for one in seats if one.meeting.ends_at <= now],
        "others": [presenters.row(one) for one in sorted(offered, key=lambda one: one.starts_at)],
    }  # fmt: skip
    return render(request, "meetings/mine.html", shown)


def _seat_row(one: queries.Seat) -> dict[str, Any]:
    meeting = one.meeting
    return {
        "meeting": meeting, "when": presenters.when(meeting), "chip": presenters.chip(meeting),
        "attended": one.attended, "is_cancelled": meeting.state == MeetingState.CANCELLED,
    }  # fmt: skip


def _take(request: HttpRequest, who: Served, found: Meeting) -> str:
    if request.POST.get("deed") == "leave":
        held = queries.seat(who.actor, who.person.id, found.id)
        if held is None:
            raise Missing
        actions.unregister(who.actor, registration_id=held)
        return _("Your seat is free for somebody else. Thank you for telling.")
    actions.register(who.actor, meeting_id=found.id, person_id=who.person.id, registered_by=who.how)
    return _("You are registered. You get a message about it, and one the day before.")


def _visitor(request: HttpRequest) -> Served | None:
    actor = actor_of(request)
    if actor.kind != "resident":
        return None
    try:
        return Served(actor, people.person_of(actor), reverse("people:my_page"))
    except Missing:
        return None


def _shown(found: Meeting, who: Served | None, error: str = "") -> dict[str, Any]:
    counts, now = queries.counts(found), timezone.now()
    held = queries.seat(who.actor, who.person.id, found.id) if who else None
    full = found.seats is not None and counts.registered >= found.seats
    here = f"{who.base if who else reverse('people:my_page')}bijeenkomsten/{found.id}/"
    return {
        "shell": who.shell if who else "site/base.html", "meeting": found, "when": presenters.when(found),
        "seats": presenters.seats_words(found, counts), "things": standing.things(found.about),
        "map_link": presenters.map_link(found), "calendar_url": presenters.calendar_url(found), "error": error,
        "held": held is not None, "signed_in": who is not None, "helping": bool(who and who.is_helped), "seat_url": here,
        "is_cancelled": found.state == MeetingState.CANCELLED, "is_over": found.ends_at <= now,
        "may_register": found.with_registration and found.state == MeetingState.PLANNED and found.starts_at > now,
        "full": full, "report": found.report if found.report_published_at else "",
        "point": f"{found.lon},{found.lat}",
    }  # fmt: skip


def _calendar(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"'}
    return HttpResponse(content, content_type=calendars.CONTENT_TYPE, headers=headers)
