"""An incident goes to another team or becomes of another kind. In the transaction of who locked it; the caller saves it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from nabij.reports.actions.changing import note
from nabij.reports.models import Incident, Report
from nabij.reports.routing import placing
from nabij.reports.routing.models import How, Pause, Rerouting
from nabij.reports.routing.queries import lines
from nabij.tenants.actor import Actor


def by_hand(actor: Actor, incident: Incident, team_id: UUID | None, reason: str = "") -> None:
    """Gives an incident to a team, and remembers which rule that corrects (one query)."""
    Rerouting.objects.create(
        tenant_id=incident.tenant_id,
        incident=incident,
        rule_id=incident.routed_by_id,
        from_team_id=incident.team_id,
        to_team_id=team_id,
        at=timezone.now(),
        by=actor.id,
        reason=reason.strip()[:200],
    )
    incident.team_id, incident.routed_how = team_id, How.HAND


def other_kind(incident: Incident) -> datetime | None:
    """After another category or urgency: the team by the rules, unless somebody chose it by hand, and the term counted anew from
    when it was reported. Gives the moment that is promised to who reported it.
    """
    by_whom = incident.team_id, incident.routed_how, incident.routed_by_id
    told = Report.objects.filter(tenant_id=incident.tenant_id, incident_id=incident.id).order_by("id")
    placing.route(incident, told.values_list("answers", flat=True).first())
    if by_whom[1] == How.HAND:
        incident.team_id, incident.routed_how, incident.routed_by_id = by_whom
    return anew(incident)


def anew(incident: Incident, since: datetime | None = None) -> datetime | None:
    """Counts the term again, from `since` or from when it was reported, less the time that we wait; none while we wait without a
    last day.
    """
    pauses = Pause.objects.filter(tenant_id=incident.tenant_id, incident_id=incident.id).values_list(
        "from_at", "until_at"
    )
    waited = [(start, until) for start, until in pauses if until is not None]
    if len(waited) < len(pauses):
        incident.due_at = None
        return None
    levels = lines.levels_near(incident.tenant_id, incident.category_id)
    return placing.promise(incident, levels, since or incident.reported_at, waited)


def running_pauses(incident: Incident, now: datetime) -> QuerySet[Pause]:
    """The one during which the clock of an incident stands still, if it does."""
    there = Pause.objects.filter(tenant_id=incident.tenant_id, incident_id=incident.id, from_at__lte=now)
    return there.filter(Q(until_at=None) | Q(until_at__gt=now))


def heard(actor: Actor, incident: Incident, whom: str) -> None:
    """The clock goes on where it stood still for `whom`, who answered; the incident is saved by who locked it."""
    now = timezone.now()
    if running_pauses(incident, now).filter(waits_for=whom).update(until_at=now):
        promised_for = anew(incident)
        note(actor, incident, "going_on", promised_for=promised_for)
