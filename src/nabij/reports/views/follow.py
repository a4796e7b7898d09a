"""What who reported sees and does with their code: without an account, in their language."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.people.access import actor_of
from nabij.reports import actions, codes, limits, presenters, queries
from nabij.reports.answers.actions import rate_report
from nabij.reports.answers.forms import MoreWordsForm, RateForm, ReasonForm
from nabij.reports.answers.rules import is_bad
from nabij.reports.queries.following import Tracked
from nabij.reports.sentences import sentence
from nabij.reports.words import in_language
from nabij.tenants.errors import Missing, Refused

MOST_AN_HOUR, MOST_DEEDS_AN_HOUR = 240, 20
"""From one network, behind which a whole school may sit; a code of 57 bits is beyond guessing at this pace."""


@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Asks for the code."""
    typed = request.GET.get("code", "").strip()
    if codes.plain(typed):
        return redirect("reports:followed", code=codes.written(codes.plain(typed)))
    error = _("A code has twelve letters and digits, such as K7RM-2XQD-9HTW. Look at it again.") if typed else ""
    return render(request, "reports/follow.html", {"typed": typed, "error": error}, status=422 if error else 200)


@never_cache
@require_safe
def followed(request: HttpRequest, code: str) -> HttpResponse:
    """The public timeline behind a code, and what one may still say."""
    limits.allow(request, "follow", MOST_AN_HOUR)
    return _shown(request, code)


@never_cache
@require_POST
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Two questions after the end; a bad answer leads to opening it again."""
    form = RateForm(request.POST)

    def deed(given: dict[str, Any]) -> HttpResponse:
        rate_report(actor_of(request), code=code, **given)
        messages.success(request, _("Thank you. We learn from it."))
        bad = is_bad(given["solved"], given["helped"])
        return redirect(f"{_page(code)}?niet=1#niet-opgelost" if bad else _page(code))

    return _done(request, code, "rate", form, deed)


@never_cache
@require_POST
def not_solved(request: HttpRequest, code: str) -> HttpResponse:
    """Opens it again, or adds what they say for the police."""
    form = ReasonForm(request.POST)

    def deed(given: dict[str, Any]) -> HttpResponse:
        opened = actions.say_not_solved(actor_of(request), code=code, **given)
        messages.success(request, sentence("reopened" if opened else "written"))
        return redirect(_page(code))

    return _done(request, code, "reopen", form, deed)


@never_cache
@require_POST
def tell_more(request: HttpRequest, code: str) -> HttpResponse:
    """Adds words while it is open."""
    form = MoreWordsForm(request.POST)

    def deed(given: dict[str, Any]) -> HttpResponse:
        actions.tell_more(actor_of(request), code=code, answers={}, text=given["text"])
        messages.success(request, _("We added it to your report."))
        return redirect(_page(code))

    return _done(request, code, "more", form, deed)


@never_cache
@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """No more messages about this report."""
    limits.allow(request, "deed", MOST_DEEDS_AN_HOUR)
    actions.stop_own_messages(actor_of(request), code=code)
    messages.success(request, _("You get no more messages about this report. With your code you can still follow it."))
    return redirect(_page(code))


def _done(
    request: HttpRequest, code: str, name: str, form: forms.Form, deed: Callable[[dict[str, Any]], HttpResponse]
) -> HttpResponse:
    """Does it, or shows the page again with what was typed and why not."""
    limits.allow(request, "deed", MOST_DEEDS_AN_HOUR)
    if form.is_valid():
        try:
            return deed(dict(form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _shown(request, code, {name: form}, status=422)


def _shown(
    request: HttpRequest, code: str, typed: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    theirs = settings.LANGUAGE_COOKIE_NAME not in request.COOKIES
    try:
        tracked = queries.track(code, in_their_language=theirs)
    except Missing:
        error = _("We know no report with this code. Look at it again; codes are removed after a year.")
        return render(request, "reports/follow.html", {"typed": code, "error": error}, status=404)
    with _spoken(tracked) if theirs else nullcontext():
        given = {"rate": RateForm(), "reopen": ReasonForm(), "more": MoreWordsForm()} | (typed or {})
        return render(request, "reports/followed.html", _context(request, code, tracked) | given, status=status)


def _context(request: HttpRequest, code: str, tracked: Tracked) -> dict[str, Any]:
    lines: list[dict[str, Any]] = [{"when": at, "text": said} for at, said in tracked.lines]
    if lines and tracked.ended:
        lines[0] |= {"icon": "circle-check", "tone": "success"}
    return {
        "kind": in_language(tracked.category),
        "icon": tracked.icon,
        "tracked": tracked,
        "lines": lines,
        "code": codes.written(codes.plain(code)),
        "not_solved_open": request.GET.get("niet") == "1",
        "pace": presenters.pace_sentence(queries.pace([tracked.tenant_id]), queries.reading_hours(tracked.tenant_id)),
    }


def _spoken(tracked: Tracked) -> AbstractContextManager[Any]:
    """The language of who reported, where the pages are written in it."""
    return override(tracked.language) if tracked.language in dict(settings.LANGUAGES) else nullcontext()


def _page(code: str) -> str:
    return reverse("reports:followed", args=[codes.written(codes.plain(code)) or code])
