"""The year of a network for its members: what they write, the survey, and letters about a measure."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.networks import queries as networks
from nabij.networks.year import presenters, printing
from nabij.networks.year.forms import SurveyForm, WishForm
from nabij.networks.year.measures import queries as measures
from nabij.networks.year.measures.models import StepCode
from nabij.networks.year.rounds import actions as rounds
from nabij.networks.year.rounds import queries as round_queries
from nabij.networks.year.views.office import as_pdf, read
from nabij.networks.year.wishes import actions, queries
from nabij.people.serving import Served, served
from nabij.tenants.errors import Missing, Refused


@never_cache
def wishes(request: HttpRequest, network_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """What a member wrote with its answers, what neighbours may read, and writing something or saying "so do I"."""
    who = served(request, person_id)
    form, error = WishForm(request.POST if request.method == "POST" else None, initial={"kind": "wish"}), ""
    if request.method == "POST":
        try:
            _do(request, who, network_id, form)
            return redirect(f"{who.base}buurten/{network_id}/wensen/")
        except Refused as refusal:
            error = str(refusal)
    shown = {
        "shell": who.shell, "base": who.base, "helping": who.is_helped, "form": form, "error": error,
        "network": networks.open_network(network_id),
        "survey_open": "survey" in round_queries.open_now([network_id], timezone.localdate()).get(network_id, ()),
        "survey_url": f"{who.base}buurten/{network_id}/vragen/",
        "mine": [
            presenters.wish_row(one) | {"steps": presenters.wish_steps(one.steps)}
            for one in queries.my_wishes(who.actor, who.person.id, network_id)
        ],
        "others": [presenters.wish_row(one) for one in queries.neighbours_wishes(who.actor, who.person.id, network_id)],
    }  # fmt: skip
    return render(request, "networks/year/my_wishes.html", shown, status=422 if error else 200)


def _do(request: HttpRequest, who: Served, network_id: UUID, form: WishForm) -> None:
    if request.POST.get("deed") == "support":
        found = _wish_id(request.POST.get("wish", ""))
        said = actions.support_wish(who.actor, wish_id=found, person_id=who.person.id)
        messages.success(request, _("Counted: you too.") if said else _("Your household said so already."))
        return
    channel = who.how
    actions.write_wish(who.actor, network_id=network_id, person_id=who.person.id, channel=channel, **read(form))
    messages.success(request, _("We received it. You hear from us, and you can follow it here."))


def _wish_id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Missing from None


@never_cache
def survey(request: HttpRequest, network_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """Five questions on one page."""
    who = served(request, person_id)
    found, taken = round_queries.open_survey(who.actor, who.person.id, network_id)
    form, error = SurveyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            rounds.answer_survey(who.actor, network_id=network_id, person_id=who.person.id, answers=form.answers)
            messages.success(request, _("Thank you. Your answers were counted, without your name."))
            return redirect(f"{who.base}buurten/{network_id}/vragen/")
        except Refused as refusal:
            error = str(refusal)
    shown = {
        "shell": who.shell, "base": who.base, "helping": who.is_helped, "network": found.network, "round": found, "taken": taken,
        "form": form, "error": error,
    }  # fmt: skip
    return render(request, "networks/year/survey.html", shown, status=422 if error or form.errors else 200)


@never_cache
@require_safe
def letters(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """The letters about measures that a person got, to read and to keep."""
    who = served(request, person_id)
    rows = [
        {"step": one, "words": StepCode(one.code).label, "network": one.measure.network.name}
        for one in measures.mine(who.actor, who.person.id)
    ]
    shown = {"shell": who.shell, "base": who.base, "helping": who.is_helped, "rows": rows}
    return render(request, "networks/year/letters.html", shown)


@never_cache
@require_safe
def letter(request: HttpRequest, letter_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    who = served(request, person_id)
    step = measures.my_step(who.actor, who.person.id, letter_id)
    return as_pdf(printing.letter(step, who.person), f"brief-{str(step.id)[-6:]}")
