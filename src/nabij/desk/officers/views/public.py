"""Who is my neighbourhood officer, and a question to them: for everybody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.desk.officers import actions, presenters, queries
from nabij.desk.officers.forms import AskForm, MoreForm
from nabij.meetings import presenters as meeting_words
from nabij.meetings import queries as meetings
from nabij.people.access import actor_of
from nabij.places import queries as places
from nabij.reports import codes, limits
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken

QUESTIONS_AN_HOUR = 6
LOOKS_AN_HOUR = 60


@never_cache
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """By an address: who knows it. Without one a field, and the way to the page by neighbourhood."""
    typed = request.GET.get("address", "").strip()[:120]
    spot = places.chosen_place(address=typed, lon=request.GET.get("lon", ""), lat=request.GET.get("lat", ""))
    shown: dict[str, Any] = {"typed": typed, "unknown": bool(typed) and spot is None, "spot": spot}
    if spot and typed:
        shown |= presenters.found_context(queries.contacts_at(*spot.metres, timezone.now()))
        shown["cancel_url"] = f"{reverse('desk:officers_find')}?{urlencode({'address': typed})}"
    if request.headers.get("HX-Request"):
        return render(request, "desk/officers/_found.html", shown)
    return render(request, "desk/officers/find.html", shown)


@never_cache
@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """The same for a whole neighbourhood: where the code on a card leads."""
    found = queries.contacts_in(code, timezone.now())
    return render(request, "desk/officers/area.html", presenters.found_context(found) | {"code": code})


@never_cache
@require_safe
def one(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """One officer, with the days on which everybody may come by."""
    now = timezone.now()
    shown = presenters.card(queries.contact(officer_id, now))
    rows = [meeting_words.row(one) for one in meetings.public_meetings(now, [officer_id])]
    return render(request, "desk/officers/one.html", {"card": shown, "meetings": rows})


@cache_control(public=True, max_age=86_400)
@require_safe
def photo(request: HttpRequest, officer_id: UUID) -> FileResponse:
    """The portrait; its address changes with the picture."""
    path = queries.photo_of(officer_id)
    return FileResponse(path.open("rb"), content_type="image/jpeg", headers={"Content-Disposition": "inline"})


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """A question to one officer. Who is away has somebody who answers, and the page says who."""
    card = presenters.card(queries.contact(officer_id, timezone.now()))
    shown = {"card": card, "title": card["serving"]["title"] if card["serving"] else card["title"]}
    return _asked(request, shown, {"officer_id": officer_id})


@never_cache
@require_http_methods(["GET", "POST"])
def ask_desk(request: HttpRequest, code: str) -> HttpResponse:
    """A question to whoever knows a neighbourhood: its officer, else the desk of the zone."""
    found = queries.contacts_in(code, timezone.now())
    if found.zone is None:
        raise Missing
    first = next((one for one in found.police if one.serving), None)
    if first is not None:
        return redirect("desk:officer_ask", officer_id=first.officer.id)
    shown = {"card": None, "title": found.desk.name if found.desk else found.zone.name}
    return _asked(request, shown, {"zone_id": found.zone.id, "neighbourhood": code})


def _asked(request: HttpRequest, shown: dict[str, Any], to: dict[str, Any]) -> HttpResponse:
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            limits.allow(request, "officer_question", QUESTIONS_AN_HOUR)
            if form.is_machine:
                raise Refused(_("We could not send this. Call the desk, or try again."))
            typed = form.cleaned_data
            sent = actions.ask(
                actor_of(request), text=typed["text"], name=typed["name"], contact=form.reach, language=spoken(), **to
            )
            # The code stands in the session, not in the address: who looks over a shoulder or in a log sees nothing.
            request.session["asked"] = sent.code
            return redirect("desk:question_sent")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "desk/officers/ask.html", shown | {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The code, once, and when the answer comes."""
    code = request.session.get("asked", "")
    if not code:
        return redirect("desk:officers_find")
    tracked = queries.track(code)
    shown = {"code": code, "tracked": tracked, "page_url": reverse("desk:question_page", args=[code])}
    return render(request, "desk/officers/sent.html", shown)


@never_cache
@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Asks for the code of a question."""
    typed = request.GET.get("code", "").strip()
    if codes.plain(typed):
        return redirect("desk:question_page", code=codes.written(codes.plain(typed)))
    error = _("A code has twelve letters and digits, such as K7RM-2XQD-9HTW. Look at it again.") if typed else ""
    return render(request, "desk/officers/look_up.html", {"typed": typed, "error": error}, status=422 if error else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, code: str) -> HttpResponse:
    """The question and its answer, and room to ask something more."""
    limits.allow(request, "officer_answer", LOOKS_AN_HOUR)
    try:
        tracked = queries.track(code)
    except Missing:
        error = _("We know no question with this code. Look at it again; codes are removed after a year.")
        return render(request, "desk/officers/look_up.html", {"typed": code, "error": error}, status=404)
    form = MoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_more(actor_of(request), code=code, text=form.cleaned_data["text"])
            return redirect("desk:question_page", code=code)
        except Refused as refusal:
            form.add_error("text", str(refusal))
    shown = {"tracked": tracked, "form": form, "code": codes.written(codes.plain(code))}
    return render(request, "desk/officers/question.html", shown, status=422 if form.errors else 200)
