"""The own officer on "my page", and the same for staff that helps somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nabij.desk.officers import actions, presenters, queries
from nabij.desk.officers.forms import AskForm
from nabij.people import queries as people
from nabij.people.serving import Served, served
from nabij.places import queries as places
from nabij.reports import limits
from nabij.tenants.errors import Missing, Refused

if TYPE_CHECKING:
    from nabij.desk.officers.models import Officer
    from nabij.people.models import ContactPoint

QUESTIONS_AN_HOUR = 6
ANSWERED_OVER = ("email", "sms", "voice")


@never_cache
def show(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """Who knows the place where somebody lives, their questions with the answers, and a new one."""
    who = served(request, person_id)
    points = [one for one in people.contact_points(who.actor, who.person.id) if one.verified_at]
    typed = request.GET.get("address", "").strip()[:120]
    place = _place(request, typed, points)
    found = queries.contacts_at(*place, timezone.now()) if place else None
    to = _wanted(request, found) if found else None
    form = AskForm(request.POST or None, initial={"how": "contact", "contact": _first(points)})
    status = 200
    if request.method == "POST" and found is not None:
        answer = _ask(request, who, found, to, form)
        if answer is not None:
            return answer
        status = 422
    shown: dict[str, Any] = {
        "shell": who.shell, "base": who.base, "helping": who.is_helped, "placed": place is not None, "form": form,
        "typed": typed, "unknown": bool(typed) and place is None, "to": to, "chosen": "aan" in request.GET,
        "rows": _questions(who),
    }  # fmt: skip
    if found is not None:
        place_asked = f"{urlencode({'address': typed})}&" if typed else ""
        shown |= presenters.found_context(found, ask=f"?{place_asked}aan={{}}#vraag")
    return render(request, "desk/officers/mine.html", shown, status=status)


def _place(request: HttpRequest, typed: str, points: list[ContactPoint]) -> tuple[float, float] | None:
    """An address that is asked about, else where somebody lives; in Lambert metres."""
    if typed:
        spot = places.chosen_place(address=typed, lon=request.GET.get("lon", ""), lat=request.GET.get("lat", ""))
        return spot.metres if spot else None
    return next(((one.x, one.y) for one in points if one.x is not None and one.y is not None), None)


def _wanted(request: HttpRequest, found: queries.Found) -> Officer | None:
    """Who is asked: the contact of this place that was chosen, else its officer; None for the desk."""
    known = (*found.police, *found.stewards, *found.street_workers, *found.groups)
    chosen = request.GET.get("aan", "")
    asked = next((one for one in known if str(one.officer.id) == chosen), None)
    if chosen and asked is None:
        raise Missing
    first = asked or next((one for one in found.police if one.serving), None)
    return first.officer if first else None


def _questions(who: Served) -> list[dict[str, Any]]:
    return [
        {"question": one, "who": one.officer or one.tenant.name, "url": reverse("desk:question_page", args=[code])}
        for one, code in queries.questions_of(who.actor, who.person.id)
        if code
    ]


def _ask(
    request: HttpRequest, who: Served, found: queries.Found, to: Officer | None, form: AskForm
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        if not who.is_helped:
            limits.allow(request, "officer_question", QUESTIONS_AN_HOUR)
        if to is None and found.zone is None:
            raise Refused(_("The police of this address do not take part here. For urgent help call 101 or 112."))
        actions.ask(
            who.actor, text=form.cleaned_data["text"], name=form.cleaned_data["name"], contact=form.reach,
            officer_id=to.id if to else None, zone_id=found.zone.id if found.zone and not to else None,
            neighbourhood=found.neighbourhood.code if found.neighbourhood else "", person_id=who.person.id,
            language=who.person.language,
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Your question is sent. The answer comes to you, and stands here too."))
    return redirect(f"{who.base}wijkagent/")


def _first(points: list[ContactPoint]) -> str:
    """The address or number to which the answer goes, unless another is typed."""
    found = sorted((one for one in points if one.kind in ANSWERED_OVER), key=lambda one: ANSWERED_OVER.index(one.kind))
    return people.value_of(found[0]) if found else ""
