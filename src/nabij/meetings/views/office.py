"""Meetings for who calls them: the list, a new one, and everything about one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.meetings import actions, presenters, queries, standing
from nabij.meetings.forms import CancelForm, HeldForm, MeetingForm, NameForm, ReportForm
from nabij.meetings.models import MeetingKind, MeetingState
from nabij.meetings.printing import PAPERS
from nabij.meetings.rules import check_may_count
from nabij.meetings.views.guard import shell, staff_or_lead
from nabij.meetings.words import LANGUAGES, link_of
from nabij.people.access import actor_of
from nabij.places import queries as places
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in

if TYPE_CHECKING:
    from nabij.meetings.models import Meeting

NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English", "de": "Deutsch"}


@never_cache
@require_safe
@staff_or_lead
def listing(request: HttpRequest) -> HttpResponse:
    actor, now, is_past = actor_of(request), timezone.now(), "voorbij" in request.GET
    found = queries.past(actor, now) if is_past else queries.coming(actor, now)
    shown = {
        "shell": shell(actor), "rows": [presenters.row(one) for one in found], "is_past": is_past,
        "tabs": [
            {"url": "?", "label": _("Coming"), "current": not is_past},
            {"url": "?voorbij=1", "label": _("Past"), "current": is_past},
        ],
        "may_call": bool(actor.tenants_with(standing.MANAGE) or standing.standing_of(actor).manages),
    }  # fmt: skip
    return render(request, "meetings/list.html", shown)


@never_cache
@staff_or_lead
def new(request: HttpRequest) -> HttpResponse:
    """Calls a meeting; `?about=` (a network) and `?kind=` fill in what is known."""
    actor = actor_of(request)
    known = standing.things(standing.standing_of(actor).manages)
    if not known and not actor.tenants_with(standing.MANAGE):
        raise Missing
    start = {"public": True, "about": request.GET.getlist("about"), "kind": request.GET.get("kind", "information")}
    start |= {name: request.GET[name] for name in ("title", "speakers", "explanation") if name in request.GET}
    form = MeetingForm(request.POST or None, things=known, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            about = form.things()
            made = actions.call_meeting(
                actor, tenant_id=_tenant_for(actor, known, about), kind=form.cleaned_data["kind"], also_about=about,
                **form.given(),
            )  # fmt: skip
            return redirect("meetings:meeting", meeting_id=made.id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = {"shell": shell(actor), "form": form, "things": known, "is_new": True}
    return render(request, "meetings/form.html", shown, status=422 if form.errors else 200)


def _tenant_for(actor: Actor, known: list[standing.Thing], about: list[UUID]) -> UUID:
    """The tenant of the first thing where the actor may, else their own."""
    own = actor.tenants_with(standing.MANAGE)
    theirs = [one.tenant_id for one in known if one.id in about]
    return next((one for one in theirs if one in own or not own), own[0] if own else theirs[0] if theirs else _nobody())


def _nobody() -> UUID:
    raise Refused(_("Choose what the meeting is about."))


@never_cache
@staff_or_lead
def change(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = _managed(actor, meeting_id)
    form = MeetingForm(request.POST or None, initial=_initial(found))
    form.fields.pop("about")
    form.fields.pop("kind")
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(actor, meeting_id=meeting_id, **form.given())
            messages.success(request, _("Changed. Who registered hears of a new hour or place."))
            return redirect("meetings:meeting", meeting_id=meeting_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = {"shell": shell(actor), "form": form, "meeting": found}
    return render(request, "meetings/form.html", shown, status=422 if form.errors else 200)


def _initial(found: Meeting) -> dict[str, Any]:
    names = (
        "title", "explanation", "speakers", "starts_at", "ends_at", "address", "lon", "lat", "public",
        "with_registration", "seats",
    )  # fmt: skip
    return {name: getattr(found, name) for name in names}


@never_cache
@require_safe
@staff_or_lead
def page(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    return render(request, "meetings/meeting.html", page_context(actor_of(request), meeting_id))


def page_context(actor: Actor, meeting_id: UUID, error: str = "") -> dict[str, Any]:
    """Everything about a meeting; the names on the list only for who may change it."""
    held = standing.standing_of(actor)
    found = queries.meeting(actor, meeting_id, held)
    may_manage = standing.may_manage(actor, found.tenant_id, found.about, held)
    counts, things = queries.counts(found), standing.things(found.about)
    notices = presenters.notice_rows(queries.notices(found))
    return {
        "shell": shell(actor), "meeting": found, "chip": presenters.chip(found), "when": presenters.when(found),
        "facts": presenters.facts(found, things, counts), "counts": counts, "things": things, "error": error,
        "notices": notices, "troubles": any(row["troubles"] for row in notices), "may_manage": may_manage,
        "visitors": _visitors(actor, found, held) if may_manage else [], "is_planned": found.state == MeetingState.PLANNED,
        "is_held": found.state == MeetingState.HELD, "may_count": may_manage and _may_count(found),

        "sees_names": standing.may_see_names(actor, found, held),
        "decides": found.kind == MeetingKind.DECISION, "name_form": NameForm(prefix="name"),
        "held_form": HeldForm(prefix="held", initial=_held(found)), "cancel_form": CancelForm(prefix="cancel"),
        "report_form": ReportForm(prefix="report", initial={"report": found.report}),
        "link": link_of(found), "papers": PAPERS, "languages": [(code, NAMES[code]) for code in LANGUAGES],
        "neighbourhoods": _neighbourhoods(found) if may_manage else [],
    }  # fmt: skip


def _held(found: Meeting) -> dict[str, Any]:
    if found.state != MeetingState.HELD:
        return {}
    return {name: getattr(found, name) for name in ("guests", "votes_for", "votes_against", "votes_abstained")}


def _visitors(actor: Actor, found: Meeting, held: standing.Standing) -> list[queries.Visitor]:
    if not found.with_registration or not standing.may_see_names(actor, found, held):
        return []
    return queries.visitors(actor.because(_("list at the door")), found, held)


def _may_count(found: Meeting) -> bool:
    try:
        check_may_count(found.state, found.starts_at, timezone.now())
    except Refused:
        return False
    return True


def _neighbourhoods(found: Meeting) -> list[places.AreaRef]:
    """Those of the municipality in which the meeting is, for its letters."""
    where = places.locate(found.lon, found.lat).municipality
    return places.areas("neighbourhood", within=where.code) if where else []


def _managed(actor: Actor, meeting_id: UUID) -> Meeting:
    held = standing.standing_of(actor)
    found = queries.meeting(actor, meeting_id, held)
    if not standing.may_manage(actor, found.tenant_id, found.about, held):
        raise Missing
    return found


@require_POST
@staff_or_lead
def step(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One deed from the page of a meeting. A refusal stands on the page with its sentence."""
    actor, deed = actor_of(request), request.POST.get("deed", "")
    found = _managed(actor, meeting_id)
    if deed not in DEEDS:
        raise Missing
    try:
        said = DEEDS[deed](request, actor, found)
    except Refused as refusal:
        return render(request, "meetings/meeting.html", page_context(actor, meeting_id, str(refusal)), status=422)
    messages.success(request, said)
    return redirect("meetings:meeting", meeting_id=meeting_id)


def _name(request: HttpRequest, actor: Actor, found: Meeting) -> str:
    actions.register_by_name(actor, meeting_id=found.id, **filled_in(NameForm(request.POST, prefix="name")))
    return _("Registered.")


def _came(request: HttpRequest, actor: Actor, found: Meeting) -> str:
    ticked = set(request.POST.getlist("came"))
    listed = {one for one in request.POST.getlist("listed") if one}
    actions.mark_attendance(actor, meeting_id=found.id, came={_id(one): one in ticked for one in listed})
    return _("The list is kept.")


def _off(request: HttpRequest, actor: Actor, found: Meeting) -> str:
    row_id = _id(request.POST.get("registration", ""))
    if row_id not in {one.registration_id for one in _visitors(actor, found, standing.standing_of(actor))}:
        raise Missing
    actions.unregister(actor, registration_id=row_id)
    return _("Taken off the list.")


def _hold(request: HttpRequest, actor: Actor, found: Meeting) -> str:
    actions.count_present(actor, meeting_id=found.id, **filled_in(HeldForm(request.POST, prefix="held")))
    return _("Noted.")


def _cancel(request: HttpRequest, actor: Actor, found: Meeting) -> str:
    actions.cancel_meeting(actor, meeting_id=found.id, **filled_in(CancelForm(request.POST, prefix="cancel")))
    return _("Cancelled. Who registered is told why.")


def _report(request: HttpRequest, actor: Actor, found: Meeting) -> str:
    typed = filled_in(ReportForm(request.POST, prefix="report"))
    actions.write_report(actor, meeting_id=found.id, text=typed["report"])
    return _("The report is kept.")


def _publish(request: HttpRequest, actor: Actor, found: Meeting) -> str:
    actions.publish_report(actor, meeting_id=found.id, public=True)
    return _("The report stands on the page of the meeting.")


def _withdraw(request: HttpRequest, actor: Actor, found: Meeting) -> str:
    actions.publish_report(actor, meeting_id=found.id, public=False)
    return _("The report is no longer public.")


def _again(request: HttpRequest, actor: Actor, found: Meeting) -> str:
    actions.send_again(actor, meeting_id=found.id)
    return _("They go again within a minute.")


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Missing from None


DEEDS: dict[str, Callable[[HttpRequest, Actor, Any], str]] = {
    "name": _name, "came": _came, "off": _off, "hold": _hold, "cancel": _cancel, "report": _report,
    "publish": _publish, "withdraw": _withdraw, "again": _again,
}  # fmt: skip
