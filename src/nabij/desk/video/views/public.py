"""Talking to a person now: the door, waiting, the link, and being called back. No account, no cookie but the one of the form."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.desk.video import actions, presenters, queries, server
from nabij.desk.video.actions.links import LINK, address_of
from nabij.desk.video.forms import NumberForm, RingBackForm, RingForm
from nabij.desk.video.models import MeetingLink, Ring, RingState
from nabij.desk.video.rules import is_open
from nabij.desk.video.tokens import id_in, token_of
from nabij.desk.video.topics import LANGUAGES, topic
from nabij.desk.video.zone_rules import rules_of
from nabij.people.access import actor_of, sign_in_redirect
from nabij.reports.limits import allow, allow_to
from nabij.reports.told import contact_from
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.languages import spoken
from nabij.tenants.models import Tenant

RING, RING_BACK = "ring", "call_back"
"""Kinds of token. They stand in addresses that people hold."""
MOST_RINGS, MOST_RING_BACKS = 10, 5
"""From one address in an hour."""
MOST_CALLS_A_DAY = 5
"""To one number, by whomever it was given."""
OPENS_BY_ITSELF_S = 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Danger first, then what it is about; rings at once. Where no meeting server is, it says so and offers the telephone."""
    doors = [one for one in queries.doors() if any(_has_room(tenant) for tenant in (one.zone, one.city))]
    form = RingForm(doors, request.POST or None, initial=_known(request))
    if request.method == "POST" and doors and form.is_valid():
        asked = topic(form.cleaned_data["topic"])
        if asked and asked.urgent:
            return render(request, "desk/video/danger.html", {"number": asked.urgent})
        try:
            return _ring(request, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = {"form": form, "is_open": bool(doors), "phones": _phones(), "there": _there(doors, timezone.now())}
    return render(request, "desk/video/door.html", shown, status=422 if form.errors else 200)


def _allow_calls(number: str) -> None:
    """The police calls back whoever is named: not again and again because somebody else wants that."""
    allow_to(contact_from(number), "video_back", MOST_CALLS_A_DAY)


def _ring(request: HttpRequest, form: RingForm) -> HttpResponse:
    allow(request, "video", MOST_RINGS)
    given, place = form.cleaned_data, form.door
    _allow_calls(given["number"])
    tenant = _tenant(place, given["topic"])
    ring = actions.start_ring(
        actor_of(request), tenant_id=tenant.id, topic_code=given["topic"], language=given["language"],
        municipality=place.city.code if place.city else place.code, name=given["name"], number=given["number"],
    )  # fmt: skip
    return redirect("desk:video_wait", token=token_of(RING, ring.id))


def _tenant(place: queries.Door, topic_code: str) -> Tenant:
    asked = topic(topic_code)
    found = place.tenant_for(asked.who if asked else "police")
    if found is None:
        raise Refused(_("There is no video desk for this there. Choose something else, or call."))
    return found


def _has_room(tenant: Tenant | None) -> bool:
    return tenant is not None and server.has_room(rules_of(tenant))


def _phones() -> list[tuple[str, str, str]]:
    """Name and number of each service that gave one, the number also as people write it."""
    held = {one.id: one for place in queries.doors() for one in (place.zone, place.city) if one}
    numbers = [(one.name, rules_of(one).phone) for one in held.values()]
    return [(name, number, presenters.phone_words(number)) for name, number in numbers if number]


def _there(doors: list[queries.Door], now: datetime) -> dict[str, Any]:
    """For one place: whether anybody is there, when the next duty begins, and how long it usually takes."""
    if len(doors) != 1 or doors[0].zone is None:
        return {"known": False}
    zone = doors[0].zone
    is_there = queries.is_somebody_there(zone, doors[0].code, now)
    return {
        "known": True, "is_there": is_there, "next": None if is_there else queries.next_duty(zone.id, now),
        "usual": presenters.usual_words(queries.waiting(zone.id, now)),
    }  # fmt: skip


def _known(request: HttpRequest) -> dict[str, str]:
    """What a link of another page already says: `?waar=` and `?over=`."""
    found = {"language": spoken() if spoken() in LANGUAGES else "nl"}
    return found | {
        name: request.GET[key] for name, key in (("where", "waar"), ("topic", "over")) if key in request.GET
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, token: str) -> HttpResponse:
    """The page of who waits. Each time it is asked it says that somebody is still there."""
    ring_id = id_in(RING, token)
    if request.method == "POST":
        return _leave(request, token)
    is_typing = "nummer" in request.GET
    return render(request, "desk/video/wait.html", _shown(actions.look_in(ring_id), token) | {"is_typing": is_typing})


@never_cache
@require_safe
def wait_now(request: HttpRequest, token: str) -> HttpResponse:
    """The part that is asked anew every three seconds."""
    ring = actions.look_in(id_in(RING, token))
    answer = render(request, "desk/video/_wait.html", _shown(ring, token))
    if ring.ended_at:
        answer["HX-Refresh"] = "true"
    return answer


def _leave(request: HttpRequest, token: str) -> HttpResponse:
    """Stopping, ringing once more, or a number to be called on instead."""
    ring = queries.ring_by_id(id_in(RING, token))
    if "again" in request.POST and ring.ended_at:
        return _again(request, ring)
    if "number" not in request.POST:
        with suppress(Stale):  # somebody answered in the same moment: the page says so
            actions.cancel_ring(ring.id)
        return redirect("desk:video_wait", token=token)
    form = NumberForm(request.POST)
    try:
        if form.is_valid():
            allow(request, "video_back", MOST_RING_BACKS)
            _allow_calls(form.cleaned_data["number"])
            row = actions.rather_back(actor_of(request), ring_id=ring.id, number=form.cleaned_data["number"])
            return redirect("desk:video_asked", token=token_of(RING_BACK, row.id))
    except Stale:
        return redirect("desk:video_wait", token=token)
    except Refused as refusal:
        form.add_error("number", str(refusal))
    shown = _shown(actions.look_in(ring.id), token) | {"number_form": form, "is_typing": True}
    return render(request, "desk/video/wait.html", shown, status=422)


def _again(request: HttpRequest, ring: Ring) -> HttpResponse:
    """The same question rings anew; only the name is gone."""
    allow(request, "video", MOST_RINGS)
    made = actions.start_ring(
        actor_of(request), tenant_id=ring.tenant_id, topic_code=ring.topic, language=ring.language,
        municipality=ring.municipality,
    )  # fmt: skip
    return redirect("desk:video_wait", token=token_of(RING, made.id))


def _shown(ring: Ring, token: str) -> dict[str, Any]:
    chosen, now = rules_of(ring.tenant), timezone.now()
    waits = ring.state == RingState.RINGING
    link = queries.link_of_ring(ring, for_staff=False) if ring.state == RingState.ANSWERED else None
    row = queries.waiting(ring.tenant_id, now, ring) if waits else None
    back = queries.back_of(ring) if ring.ended_at else None
    return {
        "back": back, "back_token": token_of(RING_BACK, back.id) if back else "", "has_number": bool(ring.contact_value),
        "ring": ring, "token": token, "is_ringing": waits, "phone": chosen.phone, "number_form": NumberForm(),
        "phone_words": presenters.phone_words(chosen.phone),
        "row": presenters.row_words(row) if row else "", "usual": presenters.usual_words(row) if row else "",
        "waited": presenters.duration_words((now - ring.started_at).total_seconds()),
        "went_over": waits and ring.overflow_to is not None, "link": address_of(link.id) if link else "",
        "ended": presenters.end_words(ring) if ring.ended_at else "", "is_done": ring.state == RingState.DONE,
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ring_back(request: HttpRequest) -> HttpResponse:
    """A number to be called on, without ringing first."""
    doors = queries.doors()
    form = RingBackForm(doors, request.POST or None, initial=_known(request))
    if request.method == "POST" and doors and form.is_valid():
        given = form.cleaned_data
        try:
            allow(request, "video_back", MOST_RING_BACKS)
            _allow_calls(given["number"])
            row = actions.ask_ring_back(
                actor_of(request), tenant_id=_tenant(form.door, given["topic"]).id, topic_code=given["topic"],
                language=given["language"], number=given["number"], name=given["name"],
            )  # fmt: skip
            return redirect("desk:video_asked", token=token_of(RING_BACK, row.id))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = {"form": form, "is_open": bool(doors), "phones": _phones()}
    return render(request, "desk/video/ring_back.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """When somebody is called back, and taking the question back."""
    row = queries.ring_back_by_id(id_in(RING_BACK, token))
    if request.method == "POST":
        actions.withdraw_ring_back(actor_of(request), ring_back_id=row.id)
        return redirect("desk:video_asked", token=token)
    phone = rules_of(row.tenant).phone
    shown = {"row": row, "phone": phone, "phone_words": presenters.phone_words(phone)}
    return render(request, "desk/video/asked.html", shown)


@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Forwards to the meeting server within the time of the talk; before and after it says what to do instead.

    The link of the host is for who is signed in as staff: whoever finds it elsewhere is no host.
    """
    found, now = queries.link_by_id(id_in(LINK, token)), timezone.now()
    if found.for_staff and actor_of(request).kind != "staff":
        return sign_in_redirect(request, "account_login")
    if is_open(found.opens_at, found.closes_at, now):
        return _forwarded(request, found, now)
    state = presenters.link_state(found.opens_at, found.closes_at, now)
    return _link_page(request, found, state, 200 if state == "early" else 410)


def _forwarded(request: HttpRequest, found: MeetingLink, now: datetime) -> HttpResponse:
    try:
        to = server.address_of(
            rules_of(found.tenant), found.room, for_staff=found.for_staff, now=now, until=found.closes_at
        )  # fmt: skip
    except Refused:
        return _link_page(request, found, "no_server", 503)
    if request.method == "GET":
        actions.follow_link(found.id, now)
    answer = HttpResponseRedirect(to)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _link_page(request: HttpRequest, found: MeetingLink, state: str, status: int) -> HttpResponse:
    """Who is early need not do anything: the page opens the talk by itself, when its hour is near."""
    wait_s = round((found.opens_at - timezone.now()).total_seconds()) + 1
    phone = rules_of(found.tenant).phone
    shown = {
        "opens_at": found.opens_at, "closes_at": found.closes_at, "state": state,
        "phone": phone, "phone_words": presenters.phone_words(phone),
        "refresh_s": wait_s if state == "early" and wait_s <= OPENS_BY_ITSELF_S else 0,
    }  # fmt: skip
    return render(request, "desk/video/link.html", shown, status=status)


@never_cache
@require_safe
def stand_in(request: HttpRequest, room: str) -> HttpResponse:
    """Stands where a meeting server would be, in the demo only."""
    if not settings.DEMO:
        raise Missing
    return render(request, "desk/video/stand_in.html", {"room": room})
