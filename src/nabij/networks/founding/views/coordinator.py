"""A network that works gets a new coordinator: somebody who is willing, screened by the police, approved by the members."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nabij.networks import queries as networks
from nabij.networks.founding import actions, forms, presenters, queries, rules
from nabij.networks.founding.models import Question, StepCode
from nabij.networks.founding.views.offering import asking, proposing
from nabij.networks.founding.views.start_up import OF_A_CANDIDATE, may_renew
from nabij.networks.frame import frame
from nabij.networks.models import Network
from nabij.people.access import actor_of, staff_required
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in


@never_cache
@staff_required(networks.VIEW)
def coordinator(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """Who coordinates now, who is proposed, and one deed at a time. A refusal stands on the page with its sentence."""
    actor = actor_of(request)
    found = networks.network(actor, network_id)
    if not may_renew(actor, found):
        raise Missing
    error = ""
    if request.method == "POST":
        try:
            _do(request, actor, found)
            messages.success(request, _("Saved."))
            return redirect("networks:coordinator", network_id=found.id)
        except Refused as refusal:
            error = str(refusal)
    shown = _context(actor, found) | {"error": error, "opened": request.POST.get("step", "")}
    return render(request, "networks/founding/coordinator.html", shown, status=422 if error else 200)


def _do(request: HttpRequest, actor: Actor, found: Network) -> None:
    deed = request.POST.get("deed", "")
    if deed == "propose":
        given = filled_in(forms.ProposeForm(_willing(actor, found), request.POST, prefix="propose"))
        actions.propose_member(actor, network_id=found.id, membership_id=UUID(given["who"]), deputy=given["deputy"])
    elif deed == "end":
        actions.end_coordinator(actor, network_id=found.id)
    elif deed in OF_A_CANDIDATE:
        OF_A_CANDIDATE[deed](request, actor, found, StepCode.COORDINATOR)
    else:
        raise Refused(_("Choose what you want to do."))


def _context(actor: Actor, found: Network) -> dict[str, Any]:
    zone = found.tenant_id
    polls = [one for one in queries.polls_of(actor, found) if one.question == Question.COORDINATOR]
    need = queries.without_coordinator([found]).get(found.id, "")
    is_police = actor.may(rules.MANAGE, zone) or actor.may(rules.SCREEN, zone)
    proposed = proposing(actor, found, _willing) if is_police else {}
    waits = [one for one in proposed.get("candidates", []) if not one.deputy]
    to_ask = any(one.is_suitable for one in waits) if is_police else need == "ask"
    asks = asking(StepCode.COORDINATOR, polls) if rules.guides(actor, found) and to_ask else {}
    if not proposed.get("willing"):
        proposed.pop("propose", None)
    return frame(actor, found, "networks:start_up") | {
        "lead": queries.lead_of(actor, found), "need": need, "is_police": is_police,
        "may_end": actor.may(rules.MANAGE, zone) and not need, "nobody": "willing" in proposed and not proposed["willing"],
        "screening": _row(StepCode.SCREENING, proposed), "approving": _row(StepCode.COORDINATOR, asks),
        "polls": [(one, presenters.poll_words(one)) for one in polls], "may_guide": rules.guides(actor, found),
    }  # fmt: skip


def _row(code: StepCode, given: dict[str, Any]) -> SimpleNamespace:
    """The forms of one step as `_step.html` shows them, of a network whose start-up is over."""
    return SimpleNamespace(code=code.value, forms=given, step=SimpleNamespace(is_next=True, is_open=True))


def _willing(actor: Actor, found: Network) -> list[tuple[str, str]]:
    return [(str(one.membership_id), one.name) for one in queries.willing_members(actor, found)]
