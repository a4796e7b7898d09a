"""The year of a network, for staff, officer and coordinator: its ring, its rounds, its sleep, its log on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.letters import pdf_answer
from nabij.networks import actions as networks
from nabij.networks import queries as network_queries
from nabij.networks.frame import frame
from nabij.networks.models import MandateRole, Network
from nabij.networks.todo import todo_of
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.networks.year import presenters, printing, ring
from nabij.networks.year.evaluation import queries as evaluations
from nabij.networks.year.forms import PrintForm, RoundForm
from nabij.networks.year.measures import queries as measures
from nabij.networks.year.resting import actions as resting
from nabij.networks.year.resting import queries as resting_queries
from nabij.networks.year.rounds import actions as rounds
from nabij.networks.year.rounds import queries as round_queries
from nabij.networks.year.rounds.models import RoundKind
from nabij.networks.year.weekly import queries as weekly
from nabij.networks.year.wishes import queries as wishes
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken

TAB = "networks:year"
FIRST_YEAR = 2020


@never_cache
@require_safe
@members_of_staff_or_lead
def year(request: HttpRequest, network_id: UUID) -> HttpResponse:
    return render(request, "networks/year/year.html", _page(actor_of(request), network_id, year_of(request)))


@require_POST
@members_of_staff_or_lead
def do(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """One deed of the page of the year. A refusal stands on the page with its sentence."""
    actor, deed = actor_of(request), request.POST.get("deed", "")
    network = network_queries.network(actor, network_id)
    if deed not in DEEDS:
        raise Missing
    try:
        DEEDS[deed](request, actor, network_id)
    except Refused as refusal:
        return refused(request, network, str(refusal))
    messages.success(request, _("Saved."))
    return redirect(TAB, network_id=network_id)


def refused(request: HttpRequest, network: Network, sentence: str) -> HttpResponse:
    """The page of the year with the sentence that says why something was not done."""
    shown = _page(actor_of(request), network, year_of(request)) | {"error": sentence}
    return render(request, "networks/year/year.html", shown, status=422)


@never_cache
@require_safe
@members_of_staff_or_lead
def log(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """The log of a year on paper: no names, so for everybody who may see the network."""
    chosen = year_of(request)
    network, entries = evaluations.log_of_year(actor_of(request), network_id, chosen)
    return as_pdf(printing.log(network, chosen, entries), f"logboek-{chosen}")


def year_of(request: HttpRequest) -> int:
    """The year that was asked, this year where none was. Raises Missing for one that cannot be."""
    typed = request.GET.get("jaar") or request.POST.get("jaar") or ""
    this = timezone.localdate().year
    if typed and not (typed.isascii() and typed.isdigit() and FIRST_YEAR <= int(typed[:5]) <= this):
        raise Missing
    return int(typed) if typed else this


def as_pdf(content: bytes, name: str) -> HttpResponse:
    return pdf_answer(content, f"nabij-{name}", kept=True)


def may_act(actor: Actor, network: Network) -> bool:
    return network_queries.mandated(actor, network) or actor.may(networks.MANAGE, network.tenant_id)


def read(form: Any) -> dict[str, Any]:
    """What was filled in. Raises Refused with the first thing that is wrong, named by its field."""
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else ""
        raise Refused(f"{label}: {faults[0]}" if label else str(faults[0]))
    return dict(form.cleaned_data)


def _page(actor: Actor, known: network_queries.Known, chosen: int) -> dict[str, Any]:
    network = network_queries.network(actor, known)
    sleep = resting_queries.dormancy_of(actor, network)
    acts = may_act(actor, network)
    held = round_queries.rounds_of(actor, network, chosen)
    survey = held.get(RoundKind.SURVEY)
    follows = network_queries.mandated(actor, network, MandateRole.OFFICER)
    manages = actor.may(networks.MANAGE, network.tenant_id)
    prints = (follows or manages) and survey is not None and survey.closes_on >= timezone.localdate()
    return {
        **frame(actor, network, TAB),
        "year": chosen,
        "this_year": timezone.localdate().year,
        "parts": presenters.parts(ring.ring(network, chosen)),
        "todos": _todos(actor, network),
        "wishes": [presenters.wish_row(one) for one in wishes.wishes_of(actor, network, open_only=True)[:5]],
        "rounds": held,
        "survey": round_queries.survey_of(survey) if survey else None,
        "round_form": RoundForm() if acts else None,
        "print_form": PrintForm(named=follows, initial={"language": spoken()}) if prints else None,
        "sleep": sleep,
        "signals": [presenters.signal_words(one) for one in sleep.signals] if sleep else [],
        "is_coordinator": network_queries.mandated(actor, network, MandateRole.COORDINATOR),
        "is_officer": follows or manages,
        "may_manage": manages,
        "acts": acts,
        "sees_measures": measures.may_see_any(network, actor),
        "mails": _mails(actor, network) if acts else [],
    }


def _todos(actor: Actor, network: Network) -> list[dict[str, Any]]:
    """What is to do in this network, for who leads, follows up or manages it."""
    if not may_act(actor, network):
        return []
    now = timezone.now()
    mine = {"coordinator"} if network_queries.mandated(actor, network, MandateRole.COORDINATOR) else None
    return [
        {"todo": one, "late": one.is_late(now)} for one in todo_of([network], now) if mine is None or one.owner in mine
    ]


def _mails(actor: Actor, network: Network) -> list[dict[str, Any]]:
    return [
        {"mail": one, "why": presenters.untold_words(one.reason), "bad": one.state in ("failed", "in_doubt")}
        for one in weekly.mails_of(actor, network)
    ]


def _open_round(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    rounds.open_round(actor, network_id=network_id, **read(RoundForm(request.POST)))


def _still_here(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    resting.still_here(actor, network_id=network_id)


def _wake(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    resting.wake(actor, network_id=network_id, note=request.POST.get("note", ""))


def _call(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    resting.call_for_coordinator(actor, network_id=network_id)


def _close(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    resting.close_network(actor, network_id=network_id, reason=request.POST.get("reason", ""))


DEEDS: dict[str, Callable[[HttpRequest, Actor, UUID], None]] = {
    "round": _open_round, "still_here": _still_here, "wake": _wake, "call": _call, "close": _close,
}  # fmt: skip
