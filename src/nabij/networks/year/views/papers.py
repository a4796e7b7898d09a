"""The survey on paper: printing its forms, and taking the answers of one, by who got it or staff that types it over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.networks import queries as networks
from nabij.networks.members.inviting.texts import LANGUAGES
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.networks.year import printing
from nabij.networks.year.forms import PaperForm, PrintForm
from nabij.networks.year.rounds import actions
from nabij.networks.year.views.office import as_pdf, read, refused
from nabij.people.access import actor_of
from nabij.reports.limits import allow
from nabij.tenants.errors import Refused
from nabij.tenants.languages import spoken

TRIES = 20
"""Codes that one address may try in an hour: four households behind one router, each with a few slips."""


@require_POST
@members_of_staff_or_lead
def print_forms(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """A pile of forms, or one for each household. A refusal stands on the page of the year."""
    actor = actor_of(request)
    network = networks.network(actor, network_id)
    try:
        asked = read(PrintForm(request.POST))
        printed = actions.print_papers(
            actor, network_id=network.id, count=asked["count"] or 0, homes=asked["how"] == "homes"
        )
    except Refused as refusal:
        return refused(request, network, str(refusal))
    return as_pdf(printing.survey_forms(printed, asked["language"]), "vragenlijst")


@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """Code and five answers on one page, in the language of the paper; staff gets an empty one after each."""
    actor, language = actor_of(request), request.GET.get("taal", "")
    by_staff = actor.kind == "staff"
    language = language if language in LANGUAGES and not by_staff else spoken()
    words = printing.survey_words(language)
    form = PaperForm(language, words, request.POST or None, initial={"code": request.GET.get("code", "")[:40]})
    error = ""
    with override(language):
        if request.method == "POST" and form.is_valid():
            try:
                if not by_staff:
                    allow(request, "survey_paper", TRIES)
                actions.answer_paper(actor, code=form.cleaned_data["code"], answers=form.answers)
            except Refused as refusal:
                error = str(refusal)
            else:
                return _counted(request, language, by_staff=by_staff)
        shown = {
            "shell": "site/office.html" if by_staff else "site/base.html", "by_staff": by_staff, "form": form, "error": error,
            "words": words, "language": language, "languages": LANGUAGES, "done": "klaar" in request.GET and not by_staff,
            "code": request.GET.get("code", ""),
        }  # fmt: skip
        return render(request, "networks/year/survey_paper.html", shown, status=422 if error or form.errors else 200)


def _counted(request: HttpRequest, language: str, *, by_staff: bool) -> HttpResponse:
    here = reverse("networks:survey_paper")
    if by_staff:
        messages.success(request, _("Counted. Type over the next one."))
        return redirect(here)
    return redirect(f"{here}?klaar=1&taal={language}")
