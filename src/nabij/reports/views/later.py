"""Reports that were written without a network: the page that works without one, and the door through which they come later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.reports import actions, limits, pictures, presenters, queries
from nabij.reports.forms import LONGEST_TEXT, PhotosForm, WhoForm
from nabij.reports.models import Category
from nabij.reports.told import Told, contact_from
from nabij.reports.views.places import Choice, choose_place
from nabij.reports.words import in_language
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, NotNow, Refused

CREATED, KNOWN, UNCLEAR, TOO_OFTEN, NOT_NOW = 201, 200, 422, 429, 503


@require_safe
def offline(request: HttpRequest, language: str) -> HttpResponse:
    """The form of a telephone without a network, in one language: the same for everybody, so that a telephone may keep it."""
    if language not in dict(settings.LANGUAGES):
        raise Missing
    request.actor = PUBLIC  # type: ignore[attr-defined]
    with translation.override(language):
        shown = {
            "kinds": [_kind(kind) for kind in queries.categories()],
            "form": WhoForm(initial={"language": language}),
        }
        shown |= {"most_photos": actions.MOST_PHOTOS, "largest_photo": pictures.LARGEST_BYTES, "longest": LONGEST_TEXT}
        shown["photos"] = PhotosForm()
        answer = render(request, "reports/offline.html", shown)
    answer["Cache-Control"] = "no-cache"
    return answer


@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """A fresh token against forged posts: what was written hours ago goes with the token of now. Only our own pages read it."""
    return JsonResponse({"token": get_token(request)})


@never_cache
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Takes one report that was written earlier. 201 with its code, 200 with the same code where it is here already.

    422 with a sentence (and `places` to choose from) for what cannot be stored, 429 for too many, 503 for what goes later:
    nothing is stored then. It is never tied to who is signed in by now: somebody else may have written it on this telephone.
    """
    given = {
        name: str(value).replace("\0", "") for name, value in request.POST.items()
    }  # a sign that no database keeps
    try:
        limits.allow(request, "report", limits.REPORTS_AN_HOUR)
        key = _key(given.get("key", ""))
        known = actions.sent_before(key)
        if known is not None:
            return _answer(known.code, KNOWN)
        choice = choose_place(given)
        if choice.place is None:
            return _unclear(choice)
        told = _told(given, choice, key)
        limits.allow_to(told.contact)
        recorded = actions.submit_report(PUBLIC, told=told, photos=_photos(request))
    except limits.TooOften as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=TOO_OFTEN)
    except NotNow as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=NOT_NOW)
    except Refused as refusal:
        return JsonResponse({"sentence": str(refusal), "places": []}, status=UNCLEAR)
    return _answer(recorded.code, CREATED if recorded.is_new else KNOWN)


def _told(given: Mapping[str, str], choice: Choice, key: UUID) -> Told:
    assert choice.place is not None
    return Told(
        category=given.get("category", ""),
        place=choice.place,
        text=given.get("text", ""),
        happened_at=_moment(given.get("happened_at", "")),
        caught_in_act=given.get("caught_in_act") == "on",
        answers={name.removeprefix("q_"): said for name, said in given.items() if name.startswith("q_")},
        language=given.get("language", "nl"),
        name=given.get("name", ""),
        contact=contact_from(given.get("contact", "")),
        key=key,
    )


def _photos(request: HttpRequest) -> list[Any]:
    uploads = request.FILES.getlist("photos")
    if len(uploads) > actions.MOST_PHOTOS:
        raise Refused(_("A report takes at most %(most)s photos.") % {"most": actions.MOST_PHOTOS})
    return list(uploads)


def _key(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise Refused(_("This report has no key of its own. Open it once more and send it again.")) from None


def _moment(given: str) -> datetime:
    """When it was: what was chosen, else when it was written. Raises Refused for what is no moment."""
    try:
        found = parse_datetime(given)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused(_("We cannot read when this was. Choose the day and the hour."))
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise Refused(_("We cannot read when this was. Choose the day and the hour.")) from None


def _unclear(choice: Choice) -> HttpResponse:
    places = [{"label": hit.label, "lon": hit.lon, "lat": hit.lat} for hit in choice.hits]
    return JsonResponse({"sentence": choice.error, "places": places}, status=UNCLEAR)


def _answer(code: str, status: int) -> HttpResponse:
    return JsonResponse({"code": code, "url": reverse("reports:followed", args=[code])}, status=status)


def _kind(kind: Category) -> dict[str, Any]:
    """A kind as the page without a network needs it, in the language of now."""
    group = next(heading for heading, _kinds in presenters.grouped([kind]))
    return {
        **presenters.kind_words(kind),
        "group": group,
        "first_call": kind.first_call,
        "always_call": kind.always_call,
        "nothing_stored": kind.nothing_stored,
        "wiped": kind.controller == "police",
        "links": presenters.links(kind) if kind.nothing_stored else [],
        "questions": [_question(question) for question in kind.questions],
    }


def _question(question: Mapping[str, Any]) -> dict[str, Any]:
    stop = question.get("stop")
    return {
        "code": question["code"],
        "kind": question["kind"],
        "label": in_language(question),
        "only_if": question.get("only_if"),
        "options": [{"code": one["code"], "label": in_language(one)} for one in question.get("options", [])],
        "stop": {"on": stop["on"], "call": stop.get("call", ""), "url": stop.get("url", ""), "said": in_language(stop)}
        if stop
        else None,
    }
