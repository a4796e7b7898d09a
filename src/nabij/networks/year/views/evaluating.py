"""The evaluation of a year: its figures, what coordinator and officer conclude, and the report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.networks import queries as networks
from nabij.networks.frame import frame
from nabij.networks.models import MandateRole, Network
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.networks.year import presenters, printing
from nabij.networks.year.evaluation import actions, queries
from nabij.networks.year.facts import caution, least_answers
from nabij.networks.year.forms import BurglaryForm, ConclusionForm
from nabij.networks.year.views.office import TAB, as_pdf, read, year_of
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@never_cache
@members_of_staff_or_lead
def page(request: HttpRequest, network_id: UUID) -> HttpResponse:
    actor, chosen, error = actor_of(request), year_of(request), ""
    network = networks.network(actor, network_id)
    if request.method == "POST":
        deed = request.POST.get("deed", "")
        if deed not in DEEDS:
            raise Missing
        try:
            DEEDS[deed](request, actor, network_id, chosen)
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('networks:year_evaluation', args=[network_id])}?jaar={chosen}")
        except Refused as refusal:
            error = str(refusal)
    shown = _page(actor, network, chosen) | {"error": error}
    return render(request, "networks/year/evaluation.html", shown, status=422 if error else 200)


@never_cache
@require_safe
@members_of_staff_or_lead
def report(request: HttpRequest, network_id: UUID) -> HttpResponse:
    actor, chosen = actor_of(request), year_of(request)
    network = networks.network(actor, network_id)
    now, before = queries.figures_over(actor, network, [chosen, chosen - 1])
    kept = queries.evaluation_of(actor, network, chosen)
    return as_pdf(printing.evaluation(network, kept, now, before), f"evaluatie-{chosen}")


def _page(actor: Actor, network: Network, chosen: int) -> dict[str, Any]:
    now, before = queries.figures_over(actor, network, [chosen, chosen - 1])
    kept = queries.evaluation_of(actor, network, chosen)
    is_officer = networks.mandated(actor, network, MandateRole.OFFICER)
    is_coordinator = networks.mandated(actor, network, MandateRole.COORDINATOR)
    part = "officer" if is_officer else "coordinator" if is_coordinator else ""
    mine = kept.by_officer if is_officer else kept.by_coordinator
    return {
        **frame(actor, network, TAB),
        "year": chosen,
        "before_year": chosen - 1,
        "this_year": timezone.localdate().year,
        "columns": [_("What"), (str(chosen), "end"), (str(chosen - 1), "end")],
        "rows": presenters.figure_rows(now, before, kept),
        "months": presenters.months_chart(now, before),
        "had_alerts": bool(now.alerts_total or before.alerts_total),
        "has_line": bool(before.alerts_total),
        "survey_rows": presenters.survey_rows(now, before),
        "survey_columns": [_("Question"), (_("Agrees"), "end"), (str(chosen - 1), "end"), (_("Mean of 5"), "end")],
        "survey_chart": presenters.survey_chart(now),
        "answered": now.survey_answered,
        "least": least_answers(),
        "caution": caution(),
        "wish_chart": presenters.category_chart(now.wishes_by_category),
        "kept": kept,
        "part": part if kept.agreed_at is None else "",
        "is_officer": is_officer and kept.agreed_at is None,
        "agreed_mine": kept.officer_agreed_at if is_officer else kept.coordinator_agreed_at,
        "conclusion_form": ConclusionForm(initial={"text": mine, "version": kept.version}),
        "burglary_form": BurglaryForm(
            initial={"attempts": kept.attempts, "completed": kept.completed, "version": kept.version}
        ),
    }


def _conclude(request: HttpRequest, actor: Actor, network_id: UUID, chosen: int) -> None:
    part = request.POST.get("part", "")
    actions.write_conclusion(actor, network_id=network_id, year=chosen, part=part, **read(ConclusionForm(request.POST)))


def _burglaries(request: HttpRequest, actor: Actor, network_id: UUID, chosen: int) -> None:
    actions.write_burglaries(actor, network_id=network_id, year=chosen, **read(BurglaryForm(request.POST)))


def _agree(request: HttpRequest, actor: Actor, network_id: UUID, chosen: int) -> None:
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdigit() else 0
    actions.agree(actor, network_id=network_id, year=chosen, part=request.POST.get("part", ""), version=version)


DEEDS: dict[str, Callable[[HttpRequest, Actor, UUID, int], None]] = {
    "conclude": _conclude, "burglaries": _burglaries, "agree": _agree,
}  # fmt: skip
