"""An incident gets its team and its term: set on the row, which the caller writes in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from nabij.reports.models import Incident
from nabij.reports.routing import terms
from nabij.reports.routing.queries import lines
from nabij.reports.routing.rules import choose
from nabij.reports.states import Urgency
from nabij.tenants.working_days import BRUSSELS


def route(incident: Incident, answers: Mapping[str, str] | None = None) -> datetime | None:
    """Gives an incident the team of the first rule that matches, and its term; the moment that is promised to who reported it.

    One query; one more where a rule names areas elsewhere, which may be gone. Category and tenant are loaded.
    """
    fact = lines.fact_of(incident, answers or {})
    order = lines.order_near(incident.tenant_id, fact)
    choice = choose(order.lines, fact, lines.off(incident.tenant), order.default)
    incident.team_id, incident.routed_how, incident.routed_by_id = choice.team_id, choice.how, choice.rule_id
    if choice.is_urgent:
        incident.urgency = Urgency.URGENT
    return promise(incident, order.levels)


def promise(
    incident: Incident,
    levels: Iterable[terms.Level],
    since: datetime | None = None,
    waited: Iterable[terms.Stretch] = (),
) -> datetime | None:
    """Sets by when it is handled, counted from `since` or from when it was reported, less the time that we waited; gives that
    moment where it is told to who reported it.
    """
    begin = since or incident.reported_at
    day = begin.astimezone(BRUSSELS).date()
    level = terms.level_for(levels, incident.category_id, incident.urgency, day)
    incident.due_at = None
    if level is None:
        return None
    incident.due_at = terms.due(begin, level.amount, level.unit, lines.closed_days(incident.tenant), waited)
    return incident.due_at if level.is_told else None
