"""An incident goes to another team or becomes of another kind. In the transaction of who locked it; the caller saves it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

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
    """Counts the term again, from `since` or from when it was reported, less the time that we waited; none while we wait."""
    pauses = list(Pause.objects.filter(tenant_id=incident.tenant_id, incident_id=incident.id))
    begin = since or incident.reported_at
    if any(pause.until_at is None for pause in pauses):
        incident.due_at = None
        return None
    waited = [(pause.from_at, pause.until_at) for pause in pauses if pause.until_at and pause.until_at > begin]
    levels = lines.levels_near(incident.tenant_id, incident.category_id)
    return placing.promise(incident, levels, begin, waited)
