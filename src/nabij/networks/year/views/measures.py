"""Measures: the cases of a network, one of them with its steps, and what the police alone may read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.networks import queries as networks
from nabij.networks.frame import frame
from nabij.networks.members import queries as members
from nabij.networks.models import Network
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.networks.year import presenters, printing
from nabij.networks.year.facts import ladder
from nabij.networks.year.forms import AppealForm, CaseForm, DecisionForm, HearingForm, StepForm
from nabij.networks.year.measures import actions, queries
from nabij.networks.year.measures.models import StepCode
from nabij.networks.year.measures.queries import CaseSeen, StepSeen
from nabij.networks.year.views.office import TAB, as_pdf, read
from nabij.people import queries as people
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@never_cache
@members_of_staff_or_lead
def listing(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """The cases, and opening one: about the coordinator at once, about a member after the reason for the list was given."""
    actor, error = actor_of(request), ""
    network = networks.network(actor, network_id)
    found = queries.cases_of(actor, network)
    parts, reason = queries.parts_of(network, actor), request.POST.get("reason", "").strip()
    choices = _choices(actor, network, reason, coordinator=bool(parts & queries.POLICE))
    form = CaseForm(
        choices, request.POST if request.POST.get("deed") == "open" else None, offence=bool(parts & queries.POLICE)
    )
    if request.method == "POST" and request.POST.get("deed") == "open":
        try:
            given = read(form)
            chosen = given.pop("membership_id")
            measure = actions.open_case(
                actor, network_id=network_id, membership_id=UUID(chosen) if chosen else None, **given
            )
            return redirect("networks:year_measure", network_id=network_id, measure_id=measure.id)
        except Refused as refusal:
            error = str(refusal)
    shown = frame(actor, network, TAB) | {
        "rows": [presenters.case_row(one) for one in found], "form": form if choices else None, "reason": reason, "error": error,
        "may_list": networks.mandated(actor, network),
    }  # fmt: skip
    return render(request, "networks/year/measures.html", shown, status=422 if error else 200)


@never_cache
@members_of_staff_or_lead
def page(request: HttpRequest, network_id: UUID, measure_id: UUID) -> HttpResponse:
    """One case, and on a POST one deed in it."""
    actor, error = actor_of(request), ""
    seen = _case(actor, network_id, measure_id)
    if request.method == "POST":
        deed = request.POST.get("deed", "")
        if deed not in DEEDS:
            raise Missing
        try:
            DEEDS[deed](request, actor, seen)
            messages.success(request, _("Saved."))
            return redirect("networks:year_measure", network_id=network_id, measure_id=measure_id)
        except Refused as refusal:
            error = str(refusal)
    shown = _page(actor, seen, request) | {"error": error}
    return render(request, "networks/year/measure.html", shown, status=422 if error else 200)


@never_cache
@members_of_staff_or_lead
def police(request: HttpRequest, network_id: UUID, measure_id: UUID) -> HttpResponse:
    """The police report: after a reason, for the officer of the network and the chief alone."""
    actor, reason = actor_of(request), request.POST.get("reason", "").strip()
    seen = _case(actor, network_id, measure_id)
    if not seen.parts & queries.POLICE or not seen.police_part:
        raise Missing
    part = queries.police_part(actor.because(reason), measure_id) if reason else None
    shown = frame(actor, seen.measure.network, TAB) | {"case": seen, "part": part, "reason": reason}
    return render(request, "networks/year/police.html", shown)


@never_cache
@require_safe
@members_of_staff_or_lead
def letter(request: HttpRequest, network_id: UUID, measure_id: UUID, letter_id: UUID) -> HttpResponse:
    """The letter of a step that took effect, to print and post."""
    actor = actor_of(request)
    seen = _case(actor, network_id, measure_id)
    step = queries.step_for_letter(seen, letter_id)
    return as_pdf(printing.letter(step, None), f"brief-{str(step.id)[-6:]}")


def _case(actor: Actor, network_id: UUID, measure_id: UUID) -> CaseSeen:
    seen = queries.case(actor, measure_id)
    if seen.measure.network_id != network_id:
        raise Missing
    return seen


def _choices(actor: Actor, network: Network, reason: str, *, coordinator: bool) -> list[tuple[str, str]]:
    found = [("", _("The coordinator of this network"))] if coordinator else []
    if reason and networks.mandated(actor, network):
        listed = members.members(actor.because(reason), network)
        found += [(str(one.membership_id), one.name or one.reference) for one in listed]
    return found


def _page(actor: Actor, seen: CaseSeen, request: HttpRequest) -> dict[str, Any]:
    names = people.account_names(presenters.accounts(seen.steps))
    steps = [(code, str(StepCode(code).label)) for code in seen.next_steps]
    current = seen.current
    wanted = current.next_signer if current else ""
    last = seen.steps[-1] if seen.steps else None
    return {
        **presenters.case_row(seen), **frame(actor, seen.measure.network, TAB), "own_chip": presenters.case_chip(seen),
        "steps": [
            {
                "step": one, "signed": presenters.signature_rows(one, names), "waits": presenters.signer_words(one.next_signer),
                "hides": one.code == StepCode.POLICE and not seen.parts & queries.POLICE,
            }
            for one in reversed(seen.steps)
        ],
        "is_police": bool(seen.parts & queries.POLICE),
        "step_form": StepForm(steps) if steps else None,
        "hearing_form": HearingForm() if current and not current.signed and current.code != StepCode.POLICE else None,
        "sign_part": wanted if wanted in seen.parts else "",
        "may_withdraw": bool(current and set(ladder()[current.code].begins) & seen.parts),
        "appeal_form": AppealForm() if last and _may_record_appeal(seen, last) else None,
        "decision_form": DecisionForm() if last and last.appeal and not last.appeal.decision and "mayor" in seen.parts else None,
        "appeal_text": queries.appeal_text(last.appeal) if last and last.appeal else "",
    }  # fmt: skip


def _may_record_appeal(seen: CaseSeen, last: StepSeen) -> bool:
    return bool(last.appeal_until and not last.appeal and seen.parts & {"chief", "mayor"})


def _step(request: HttpRequest, actor: Actor, seen: CaseSeen) -> None:
    steps = [(code, code) for code in seen.next_steps]
    actions.begin_step(actor, measure_id=seen.measure.id, **read(StepForm(steps, request.POST)))


def _hear(request: HttpRequest, actor: Actor, seen: CaseSeen) -> None:
    actions.write_hearing(actor, measure_id=seen.measure.id, **read(HearingForm(request.POST)))


def _sign(request: HttpRequest, actor: Actor, seen: CaseSeen) -> None:
    actions.sign_step(actor, measure_id=seen.measure.id, part=request.POST.get("part", ""))


def _plain(action: Callable[..., Any]) -> Callable[[HttpRequest, Actor, CaseSeen], None]:
    def done(request: HttpRequest, actor: Actor, seen: CaseSeen) -> None:
        action(actor, measure_id=seen.measure.id)

    return done


def _appeal(request: HttpRequest, actor: Actor, seen: CaseSeen) -> None:
    actions.record_appeal(actor, measure_id=seen.measure.id, **read(AppealForm(request.POST)))


def _decide(request: HttpRequest, actor: Actor, seen: CaseSeen) -> None:
    actions.decide_appeal(actor, measure_id=seen.measure.id, **read(DecisionForm(request.POST)))


DEEDS: dict[str, Callable[[HttpRequest, Actor, CaseSeen], None]] = {
    "step": _step, "hear": _hear, "sign": _sign, "withdraw": _plain(actions.withdraw_step),
    "lift": _plain(actions.lift_exclusion), "close": _plain(actions.close_case), "offence": _plain(actions.mark_offence),
    "appeal": _appeal, "decide": _decide,
}  # fmt: skip
