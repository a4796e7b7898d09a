"""The video desk for staff: what rings now, the talk, who is called back, the roster and the figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nabij.desk.video import actions, presenters, queries
from nabij.desk.video.actions.duties import MANAGE
from nabij.desk.video.actions.links import address_of
from nabij.desk.video.forms import DutyForm
from nabij.desk.video.models import RingBackState, RingState
from nabij.desk.video.queries import RIGHT
from nabij.desk.video.rules import TRIES
from nabij.desk.video.zone_rules import rules_of
from nabij.people import vault
from nabij.people.access import actor_of, staff_required
from nabij.people.application_key import application_key
from nabij.tenants import chart as charts
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant

DAYS: Final = 28
MARKS: Final = 4


@never_cache
@require_safe
@staff_required(RIGHT)
def desk(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    shown = {"reach": presenters.reach_words(queries.reaches(actor)), "application_key": application_key()}
    return render(request, "desk/video/desk.html", _desk(actor) | shown)


@never_cache
@require_safe
@staff_required(RIGHT)
def desk_now(request: HttpRequest) -> HttpResponse:
    """The part that is asked anew: who looks at it, is there."""
    actor = actor_of(request)
    actions.seen_at_desk(actor)
    return render(request, "desk/video/_desk.html", _desk(actor))


def _desk(actor: Actor) -> dict[str, Any]:
    now = timezone.now()
    duties = list(queries.on_duty(actor, now))
    return {
        "rows": [presenters.ringing_row(one, now) for one in queries.ringing(actor, now)],
        "talks": queries.my_talks(actor), "duties": duties, "now": now,
        "is_available": any(one.available_since for one in duties),
        "there": [
            (one, rules_of(one.tenant).desk_name(one.desk)) for one in queries.roster(actor, now) if one.from_at <= now
        ],
        "ring_backs": [presenters.ring_back_row(one, now) for one in queries.ring_backs(actor)],
        "not_told": queries.could_not_be_told(actor, now),
    }  # fmt: skip


@require_POST
@staff_required(RIGHT)
def available(request: HttpRequest) -> HttpResponse:
    actions.be_available(actor_of(request), available=request.POST.get("available") == "1")
    return redirect("desk:video_desk")


@require_POST
@staff_required(RIGHT)
def reach(request: HttpRequest) -> HttpResponse:
    """How somebody is told of rings besides this page: a number to call, this browser, or not at all."""
    given = request.POST
    try:
        actions.choose_reach(actor_of(request), kind=given.get("kind", ""), raw=given.get("value", ""))
        messages.success(request, _("Saved."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:video_desk")


@require_POST
@staff_required(RIGHT)
def take(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Answers; a colleague who was first is said in a sentence."""
    actions.answer(actor_of(request), offer_id=offer_id)
    return redirect("desk:video_talk", offer_id=offer_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RIGHT)
def talk(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """The link into the room, and ending the talk."""
    actor = actor_of(request)
    if request.method == "POST":
        ring = actions.end_talk(actor, offer_id=offer_id)
        messages.success(request, _("The talk is over. Its link no longer works."))
        if queries.back_of(ring):
            messages.info(request, _("They never came in. Their number is among those to call back."))
        return redirect("desk:video_desk")
    one = queries.talk(actor, offer_id)
    link = queries.link_of_ring(one.ring, for_staff=True)
    is_on = one.ring.state == RingState.ANSWERED
    shown = {
        "one": one, "row": presenters.ringing_row(one, timezone.now()), "is_on": is_on,
        "link": address_of(link.id) if link and is_on else "", "has_come": queries.has_come(one.ring),
    }  # fmt: skip
    if "HX-Request" in request.headers:
        return render(request, "desk/video/_come.html", shown)
    return render(request, "desk/video/talk.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RIGHT)
def ring_back(request: HttpRequest, ring_back_id: UUID) -> HttpResponse:
    """The number of one request, which is on record as looked at, and how the call went."""
    actor, error = actor_of(request).because(_("calling back")), ""
    if request.method == "POST":
        try:
            row = actions.settle_ring_back(
                actor, ring_back_id=ring_back_id, outcome=request.POST.get("outcome", "")
            )  # fmt: skip
            messages.success(request, _("Noted."))
            is_open = row.state == RingBackState.OPEN
            return redirect("desk:video_ring_back", ring_back_id) if is_open else redirect("desk:video_desk")
        except Refused as refusal:
            error = str(refusal)
    row, number, name = queries.ring_back(actor, ring_back_id)
    shown = {
        "one": presenters.ring_back_row(row, timezone.now()), "row": row, "name": name, "error": error,
        "number": number, "written": vault.readable(row.contact_kind, number) if number else "",
        "is_open": row.state == RingBackState.OPEN, "may_close": row.tries >= TRIES,
    }  # fmt: skip
    return render(request, "desk/video/office_ring_back.html", shown, status=422 if error else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(MANAGE)
def roster(request: HttpRequest) -> HttpResponse:
    """Who is on duty for video, from when until when, at which desk."""
    actor = actor_of(request)
    own = tenants.tenants(actor.tenants_with(MANAGE))
    desks = {code: desk.get("name", code) for one in own for code, desk in rules_of(one).desks.items()}
    form = DutyForm(
        [(str(one.id), one.name) for one in own], queries.who_may_take_rings(actor), list(desks.items()), request.POST or None
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.put_on_duty(
                actor, tenant_id=UUID(given["tenant"]), account_id=UUID(given["account"]),
                desk=given["desk"], from_at=given["from_at"], until_at=given["until_at"],
            )  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("desk:video_roster")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    rows = [(one, desks.get(one.desk, one.desk)) for one in queries.roster(actor, timezone.now())]
    return render(request, "desk/video/roster.html", {"form": form, "rows": rows}, status=422 if form.errors else 200)


@require_POST
@staff_required(MANAGE)
def off_roster(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    actions.take_off_duty(actor_of(request), duty_id=duty_id)
    messages.success(request, _("Taken off the roster."))
    return redirect("desk:video_roster")


@never_cache
@require_safe
@staff_required(RIGHT)
def figures(request: HttpRequest) -> HttpResponse:
    """Share answered and waiting time of the last four weeks, per day and per hour, beside the target of the zone."""
    actor = actor_of(request)
    own = tenants.tenants(actor.tenants_with(RIGHT))
    if not own:
        raise Missing
    chosen = next((one for one in own if one.slug == request.GET.get("dienst")), own[0])
    return render(request, "desk/video/figures.html", _figures(actor, own, chosen))


def _figures(actor: Actor, own: list[Tenant], chosen: Tenant) -> dict[str, Any]:
    now = timezone.now()
    since = (timezone.localtime(now) - timedelta(days=DAYS - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = queries.hour_counts(actor, chosen.id, since, now)
    days = presenters.per_day(rows, queries.day_medians(actor, chosen.id, since, now))
    rules = rules_of(chosen)
    rings, answered = sum(one.rings for one in days), sum(one.answered for one in days)
    in_time = sum(one.in_time for one in days)
    return {
        "own": own, "chosen": chosen, "days": days, "hours": presenters.per_hour(rows), "rules": rules,
        "rings": rings, "answered": presenters.share(answered, rings), "in_time": presenters.share(in_time, rings),
        "elsewhere": sum(one.elsewhere for one in days), "overflow": queries.overflow(actor, chosen.id, since),
        "usual": presenters.usual_words(queries.waiting(chosen.id, now)), "chart": _chart(days, since.date()),
        "target_wait": presenters.duration_words(rules.target_s),
    }  # fmt: skip


def _chart(days: list[presenters.Day], first: Any) -> charts.Chart | None:
    if not days:
        return None
    known = {one.day: one for one in days}
    columns = []
    for day in (first + timedelta(days=number) for number in range(DAYS)):
        found = known.get(day)
        at = timezone.now()
        columns.append(
            charts.Column(at, found.answered, found.rings - found.answered, found.in_time)
            if found
            else charts.Column(at, 0, 0, 0)
        )
    marks = [first + timedelta(days=round(number * (DAYS - 1) / (MARKS - 1))) for number in range(MARKS)]
    return charts.chart(columns, [f"{one.day}/{one.month}" for one in marks])
