"""The start-up of one network: its steps, who owns the next, what is late, and the deed of each."""

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

from nabij.networks import queries as networks
from nabij.networks.founding import actions, forms, presenters, queries, rules
from nabij.networks.founding.models import Outcome, Question, StepCode
from nabij.networks.founding.queries.changes import WORKING
from nabij.networks.founding.views.offering import choices, offered, owners, steering_form
from nabij.networks.frame import frame
from nabij.networks.models import Network
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people import queries as people
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in


@never_cache
@members_of_staff_or_lead
def start_up(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """The page of a start-up, and one deed of it at a time. A refusal stands on the page with its sentence."""
    actor = actor_of(request)
    found = networks.network(actor, network_id)
    error, code = "", request.POST.get("step", "")
    if request.method == "POST":
        try:
            _deed(request.POST.get("deed", ""))(request, actor, found, code)
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('networks:start_up', args=[found.id])}#{code}")
        except Refused as refusal:
            error = str(refusal)
    shown = _context(actor, found) | {"error": error, "opened": code}
    return render(request, "networks/founding/start_up.html", shown, status=422 if error else 200)


def _context(actor: Actor, found: Network) -> dict[str, Any]:
    steps, now = queries.steps_of([found.id])[found.id], timezone.now()
    names = people.known_names([one.owner_id for one in steps if one.owner_id])
    rows, polls = presenters.step_rows(steps, names, now), queries.polls_of(actor, found)
    offered(actor, found, rows, polls)
    progress = queries.progress(steps)
    came_of, became = queries.kin_of(found.id)
    homes, goal = queries.households(found.tenant_id, network_id=found.id), queries.goal_of(found)
    return frame(actor, found, "networks:start_up") | {
        "rows": rows, "progress": progress, "words": presenters.progress_words(progress),
        "late": sum(row.tone == "late" for row in rows),
        "polls": [(one, presenters.poll_words(one)) for one in polls],
        "bar": presenters.bar(homes, goal), "want_words": presenters.count_words(homes, goal),
        "missing": [StepCode(one.code).label for one in rules.missing_for_opening(steps)],
        "may_split": actor.may(rules.MANAGE, found.tenant_id) and found.state in WORKING,
        "may_guide": rules.guides(actor, found), "may_renew": may_renew(actor, found),
        "steering": queries.steering(actor, found),
        "decision": _decision(actor, found), "came_of": came_of, "became": became,
        "public_url": reverse("networks:starting", args=[found.id]) if found.state == "starting" else "",
    }  # fmt: skip


def may_renew(actor: Actor, found: Network) -> bool:
    """Whether the actor may see to a new coordinator of a network that works: who guides it, and who screens."""
    zone = found.tenant_id
    return found.state in WORKING and (rules.guides(actor, found) or actor.may(rules.SCREEN, zone))


def _decision(actor: Actor, found: Network) -> Any:
    return queries.start_decision(actor, found) if actor.may(networks.VIEW, found.tenant_id) else None


def _deed(name: str) -> Callable[[HttpRequest, Actor, Network, str], None]:
    if name not in DEEDS:
        raise Refused(_("Choose what you want to do."))
    return DEEDS[name]


def known(code: str) -> str:
    """A step that exists. Raises Missing."""
    if code not in StepCode.values:
        raise Missing
    return code


def _tick(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    given = filled_in(forms.NoteForm(request.POST, prefix=f"tick-{code}"))
    actions.tick_step(actor, network_id=found.id, step=known(code), **given)


def _skip(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    given = filled_in(forms.ReasonForm(request.POST, prefix=f"skip-{code}"))
    actions.skip_step(actor, network_id=found.id, step=known(code), **given)


def _assign(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    form = forms.AssignForm(owners(found), request.POST, prefix=f"assign-{code}")
    filled_in(form)
    given = form.given()
    now_due = next(
        (one.due_at for one in queries.steps_of([found.id])[found.id] if one.code == code), None
    )  # the same day again begins no new term
    if given["due_at"] and now_due and timezone.localtime(now_due).date() == given["due_at"].date():
        given["due_at"] = None
    actions.assign_step(actor, network_id=found.id, step=known(code), **given)


def _poll(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    given = filled_in(forms.PollForm(request.POST, prefix=f"poll-{code}"))
    closes_at = forms.end_of_day(given["until"])
    actions.open_poll(actor, network_id=found.id, question=_question(code), closes_at=closes_at)


def _meeting(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    given = filled_in(forms.MeetingForm(request.POST, prefix=f"meeting-{code}"))
    carried = actions.record_meeting_decision(actor, network_id=found.id, question=_question(code), **given)
    if not carried:
        messages.warning(request, _("The meeting said no: the step stays open."))


def _question(code: str) -> str:
    return Question.COORDINATOR if code == StepCode.COORDINATOR else Question.DECISION


def _start(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    given = filled_in(forms.StartForm(request.POST, prefix="start"))
    actions.decide_start(actor, network_id=found.id, **given | {"starts": given["starts"] == "yes"})


def _officers(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    offered_ones = choices(queries.officers(actor, found.tenant_id))
    given = filled_in(forms.OfficersForm(offered_ones, request.POST, prefix="officers"))
    officer, deputy = UUID(given["officer"]), UUID(given["deputy"])
    actions.name_officers(actor, network_id=found.id, officer_id=officer, deputy_id=deputy)


def _propose(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    willing = [(str(one.interest_id), one.name) for one in queries.willing_ones(actor, found)]
    given = filled_in(forms.ProposeForm(willing, request.POST, prefix="propose"))
    actions.propose(actor, network_id=found.id, interest_id=UUID(given["who"]), deputy=given["deputy"])


def _screen(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    actions.screen(actor, candidate_id=_candidate(request, actor, found), outcome=request.POST["deed"])


def _withdraw(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    actions.withdraw_candidate(actor, candidate_id=_candidate(request, actor, found))


def _deputy(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    actions.approve_deputy(actor, candidate_id=_candidate(request, actor, found))


def _candidate(request: HttpRequest, actor: Actor, found: Network) -> UUID:
    asked = request.POST.get("candidate", "")
    row = next((one for one in queries.candidates(actor, found) if str(one.id) == asked), None)
    if row is None:
        raise Missing
    return row.id


def _steering(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    form = steering_form(actor, found.id, request.POST)
    given = filled_in(form)
    if given["group"]:
        actions.cover_network(actor, network_id=found.id, group_id=UUID(given["group"]))
    else:
        actions.make_steering_group(actor, network_id=found.id, name=given["name"], seats=form.seats())


def _open(request: HttpRequest, actor: Actor, found: Network, code: str) -> None:
    actions.open_network(actor, network_id=found.id)


OF_A_CANDIDATE: dict[str, Callable[[HttpRequest, Actor, Network, str], None]] = {
    "poll": _poll,
    "meeting": _meeting,
    **dict.fromkeys(Outcome.values, _screen),
    "withdraw": _withdraw,
    "deputy": _deputy,
}
DEEDS: dict[str, Callable[[HttpRequest, Actor, Network, str], None]] = {
    **OF_A_CANDIDATE,
    "tick": _tick,
    "skip": _skip,
    "assign": _assign,
    "start": _start,
    "officers": _officers,
    "propose": _propose,
    "steering": _steering,
    "open": _open,
}
