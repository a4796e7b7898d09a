"""What one changes of one incident from the list: whose it is, what kind it is, and what the public reads."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports import rules
from nabij.reports.actions.changing import locked, note, save
from nabij.reports.actions.intake import category_of
from nabij.reports.models import Incident, Team
from nabij.reports.routing.actions.correcting import by_hand, other_kind
from nabij.reports.states import OPEN, State, Urgency
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

LONGEST_SENTENCE: Final = 400


@transaction.atomic
def give_team(actor: Actor, *, incident_id: UUID, version: int, team_id: UUID, reason: str = "") -> Incident:
    """Says which team an open incident is of; the rule that chose another remembers it.

    Raises Missing without reports.judge or for a team of elsewhere, Stale, Refused.
    """
    incident = locked(actor, incident_id, "reports.judge", version)
    team = Team.objects.filter(tenant_id=incident.tenant_id, id=team_id, active=True).first()
    if team is None:
        raise Missing
    _check_open(incident)
    if incident.team_id == team.id:
        raise Refused(_("This is already with that team."))
    by_hand(actor, incident, team.id, reason)
    save(actor, incident)
    note(actor, incident, "team", internal=". ".join(part for part in (team.name, reason.strip()) if part))
    _record(actor, incident, "reports.give_team", {"team": team.id})
    return incident


@transaction.atomic
def change_category(actor: Actor, *, incident_id: UUID, version: int, category: str) -> Incident:
    """Says that an open incident is of another kind, of the same police or city; its reports keep what was told.

    A person in a crisis stays one, and what is urgent stays urgent. Raises Missing without reports.judge, Stale, Refused.
    """
    incident = locked(actor, incident_id, "reports.judge", version)
    kind, was = category_of(category), incident.category
    _check_open(incident)
    if kind.code == was.code:
        raise Refused(_("This is already of that kind."))
    if kind.controller != was.controller:
        raise Refused(_("Another service answers for that kind. Hand the incident over to it."))
    incident.category = kind
    incident.never_alert = incident.never_alert or kind.follow_up == "care"
    if rules.urgency_of(kind.urgency, incident.caught_in_act) == Urgency.URGENT:
        incident.urgency = Urgency.URGENT
    promised_for = other_kind(incident)
    save(actor, incident)
    words = f"{in_language(was.name)} - {in_language(kind.name)}"
    note(actor, incident, "kind", internal=words, promised_for=promised_for)
    _record(actor, incident, "reports.change_category", {"from": was.code, "to": kind.code})
    return incident


@transaction.atomic
def reword(actor: Actor, *, incident_id: UUID, version: int, public_sentence: str) -> Incident:
    """Another public sentence for an incident that was judged; who reported hears it. What colleagues wrote stays as it is.

    Raises Missing without reports.judge, Stale, or Refused: nothing written, nothing new, not judged yet, or a sentence of the
    police that tells how an investigation went.
    """
    incident = locked(actor, incident_id, "reports.judge", version)
    words = public_sentence.strip()
    if not words:
        raise Refused(rules.has_public_sentence(rules.Facts(now=incident.reported_at)))
    if len(words) > LONGEST_SENTENCE:
        raise Refused(_("This sentence is too long for the public. Make it shorter."))
    if incident.state in (State.NEW, State.MERGED):
        raise Refused(_("Judge the incident first; then there is a sentence to change."))
    if words == incident.public_sentence:
        raise Refused(_("This is what the public reads already."))
    incident.public_sentence = words
    save(actor, incident)
    note(actor, incident, "reworded", public=words)
    _record(actor, incident, "reports.reword", {"version": incident.version})
    return incident


def _check_open(incident: Incident) -> None:
    if incident.state not in OPEN:
        state = State(incident.state).label
        raise Refused(_("This incident is %(state)s; that step is no longer possible.") % {"state": state})


def _record(actor: Actor, incident: Incident, verb: str, detail: dict[str, Any]) -> None:
    record(
        actor, tenant_id=incident.tenant_id, verb=verb, target="reports.incident", target_id=incident.id, detail=detail
    )
