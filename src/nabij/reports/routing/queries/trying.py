"""What a change of the order would have meant for the latest incidents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from nabij.places.queries import locate_many
from nabij.reports.models import Incident, Report
from nabij.reports.routing.models import RoutingRule
from nabij.reports.routing.queries.lines import Order, fact_of, line_of, off, order_of, with_gone
from nabij.reports.routing.rules import Fact, choose
from nabij.tenants.actor import Actor
from nabij.tenants.models import Tenant
from nabij.tenants.queries import tenant

TRIED = 500
"""Incidents that a dry run plays again: with fifty rules it takes a few tenths of a second."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Of `total` incidents `moved` go to another team; `flows` counts them by (from team, to team)."""

    total: int
    moved: int
    flows: dict[tuple[UUID | None, UUID | None], int] = field(default_factory=dict)


def trial(actor: Actor, tenant_id: UUID, order: list[RoutingRule]) -> Trial:
    """Plays the latest incidents by the order as it is, and by `order` (rows in their order, written or not).

    Raises Missing without reports.route. At most eight queries, however many incidents.
    """
    actor.require("reports.route", tenant_id)
    here = tenant(tenant_id)
    now = order_of(tenant_id)
    active = {line.team_id: line.team_active for line in now.lines}
    then = Order(with_gone([line_of(row, active=active.get(row.team_id, True)) for row in order]), now.default)
    return compared(_latest(here), now, then, here)


def compared(facts: list[Fact], now: Order, then: Order, here: Tenant) -> Trial:
    """Both orders on the same facts."""
    is_off, flows = off(here), Counter[tuple[UUID | None, UUID | None]]()
    for fact in facts:
        was, will_be = (choose(one.lines, fact, is_off, one.default).team_id for one in (now, then))
        if was != will_be:
            flows[was, will_be] += 1
    return Trial(len(facts), sum(flows.values()), dict(flows.most_common()))


def _latest(here: Tenant) -> list[Fact]:
    rows = list(Incident.objects.filter(tenant=here).select_related("category").order_by("-id")[:TRIED])
    told = Report.objects.filter(tenant=here, incident_id__in=[row.id for row in rows]).exclude(answers={})
    answers = dict(told.order_by("-id").values_list("incident_id", "answers"))
    homes = locate_many(np.array([row.x for row in rows]), np.array([row.y for row in rows])).neighbourhoods
    for row, home in zip(rows, homes, strict=True):
        row.neighbourhood_code = home
    return [fact_of(row, answers.get(row.id, {})) for row in rows]
