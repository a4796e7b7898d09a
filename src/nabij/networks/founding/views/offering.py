"""Which forms each step of a start-up offers to who looks at it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.networks.founding import forms, presenters, queries, rules
from nabij.networks.founding.models import StepCode
from nabij.networks.founding.presenters import StepRow
from nabij.networks.founding.queries import Asked
from nabij.networks.models import Network
from nabij.people import queries as people
from nabij.tenants.actor import Actor

ASKED = {StepCode.DECISION: "decision", StepCode.COORDINATOR: "coordinator"}
OWNERS = ("networks.manage", "networks.screen", "networks.decide")


def offered(actor: Actor, found: Network, rows: list[StepRow], polls: list[Asked]) -> None:
    """Puts into each open step the forms with which the actor can bring it further."""
    may_guide, zone = rules.guides(actor, found), found.tenant_id
    links, staff = presenters.links_of(found.id), owners(found) if may_guide else []
    for row in rows:
        if row.step.is_settled:
            continue
        given = row.forms
        given["link"] = links.get(row.code) if may_guide else None
        if may_guide:
            given |= _by_hand(row, staff)
        if may_guide and row.code in ASKED and row.step.is_next:
            given |= asking(row.code, polls)
        if row.code == StepCode.POLICE_START and actor.may(rules.DECIDE, zone):
            given["start"] = forms.StartForm(prefix="start")
        if row.code == StepCode.OFFICER and actor.may(rules.DECIDE, zone):
            given["officers"] = forms.OfficersForm(choices(queries.officers(actor, zone)), prefix="officers")
        if row.code == StepCode.STEERING and may_guide and row.step.is_next:
            given["steering"] = steering_form(actor, found.id)
        given["opens"] = row.code == StepCode.OPENING and may_guide and row.step.is_next
    _candidates(actor, found, rows)


def _by_hand(row: StepRow, staff: list[tuple[str, str]]) -> dict[str, Any]:
    """Ticking, leaving out and giving to somebody, as far as the step allows."""
    data = row.step.data
    found: dict[str, Any] = {"assign": forms.AssignForm(staff, prefix=f"assign-{row.code}", initial=_assigned(row))}
    if not data.by_deed and row.step.is_next:
        found["tick"] = forms.NoteForm(prefix=f"tick-{row.code}")
    if not data.required:
        found["skip"] = forms.ReasonForm(prefix=f"skip-{row.code}")
    return found


def _assigned(row: StepRow) -> dict[str, Any]:
    due = timezone.localtime(row.step.due_at).date() if row.step.due_at else None
    return {"owner": str(row.step.owner_id or ""), "due": due}


def asking(code: str, polls: list[Asked]) -> dict[str, Any]:
    """The poll that runs, or the forms to ask one or to write what a meeting decided."""
    running = next((one for one in polls if not one.has_ended), None)
    found: dict[str, Any] = {"question": ASKED[StepCode(code)], "meeting": forms.MeetingForm(prefix=f"meeting-{code}")}
    if running is None:
        until = timezone.localdate() + timedelta(days=14)
        found["poll"] = forms.PollForm(prefix=f"poll-{code}", initial={"until": until})
    return found


def _candidates(actor: Actor, found: Network, rows: list[StepRow]) -> None:
    """Who is proposed and who could be, for the police zone itself."""
    step = next((row for row in rows if row.code == StepCode.SCREENING), None)
    zone = found.tenant_id
    if step is None or not (actor.may(rules.MANAGE, zone) or actor.may(rules.SCREEN, zone)):
        return
    if not any(row.step.is_next for row in rows if row.code in (StepCode.SCREENING, StepCode.COORDINATOR)):
        return
    step.forms.update(proposing(actor, found, willing_of))


def willing_of(actor: Actor, found: Network) -> list[tuple[str, str]]:
    """Who showed interest and would coordinate, as choices."""
    rows = queries.willing_ones(actor, found)
    return [(str(one.interest_id), one.name or str(one.person_id)[-6:]) for one in rows]


def proposing(
    actor: Actor, found: Network, willing: Callable[[Actor, Network], list[tuple[str, str]]]
) -> dict[str, Any]:  # fmt: skip
    """Who is proposed, and the form to propose one of the willing, for the police zone itself; looked at in one transaction."""
    given: dict[str, Any] = {"may_screen": actor.may(rules.SCREEN, found.tenant_id)}
    with transaction.atomic():
        given["candidates"] = queries.candidates(actor, found)
        known = willing(actor, found) if actor.may(rules.MANAGE, found.tenant_id) else None
    if known is not None:
        given |= {"propose": forms.ProposeForm(known, prefix="propose"), "willing": len(known)}
    return given


def steering_form(actor: Actor, network_id: UUID, *given: Any) -> forms.SteeringForm:
    """The groups of the zone to choose from, and seats for a new one."""
    groups = [(str(one.id), one.name) for one in queries.steering_groups(actor, network_id)]
    return forms.SteeringForm(groups, *given, prefix="steering")


def choices(rows: list[tuple[UUID, str]]) -> list[tuple[str, str]]:
    return [(str(one), name) for one, name in rows]


def owners(found: Network) -> list[tuple[str, str]]:
    """Staff of the zone and the municipality to whom a step can be given, by name."""
    places = [found.tenant_id, *([found.municipality_id] if found.municipality_id else [])]
    known = {one for held in people.holders_of(OWNERS, places).values() for some in held.values() for one in some}
    known |= {mandate.account_id for mandate in found.mandates.all()}
    return sorted(choices(list(people.known_names(known).items())), key=lambda one: one[1].casefold())
