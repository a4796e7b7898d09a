"""The order of a tenant as `rules` reads it. Areas are looked at each time: a rule never keeps them for good."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from nabij.audit.statements import columns_of, made, planned
from nabij.places.queries import areas
from nabij.places.queries.locating import read_shape
from nabij.reports.models import Incident, Team
from nabij.reports.routing import terms
from nabij.reports.routing.models import RoutingRule, ServiceLevel
from nabij.reports.routing.rules import Fact, Line, Off, days_off
from nabij.tenants.models import Tenant
from nabij.tenants.working_days import belgian_holidays

NEIGHBOURHOOD = "neighbourhood"
NEAR_SQL = """
select {columns}, d.id, t.active,
  (select jsonb_agg(jsonb_build_array(l.category, l.urgency, l.amount, l.unit, l.is_told, l.valid_from))::text
    from reports_servicelevel l where l.tenant_id = %(tenant)s and l.category in ('', %(category)s))
from (values (1)) as one(n)
left join reports_team d on d.tenant_id = %(tenant)s and d.is_default and d.active
left join reports_routingrule r on r.tenant_id = %(tenant)s and r.ended_at is null
  and (r.shape is null or r.box @> box(point(%(x)s, %(y)s)) or r.area_codes ? %(neighbourhood)s)
  and ((r.families = '[]' and r.categories = '[]') or r.families ? %(family)s or r.categories ? %(category)s)
left join reports_team t on t.tenant_id = r.tenant_id and t.id = r.team_id
order by r.position, r.id
"""


@dataclass(frozen=True, slots=True)
class Order:
    """The lines that may matter, first to last, the default team, and the service levels that may hold."""

    lines: list[Line]
    default: UUID | None
    levels: list[terms.Level] = field(default_factory=list)


def order_near(tenant_id: UUID, fact: Fact) -> Order:
    """The lines that can cover this fact, found by box and kind, and its levels (one query; one more where areas may be gone)."""
    given: dict[str, Any] = {"tenant": tenant_id, "x": fact.x, "y": fact.y, "neighbourhood": fact.neighbourhood}
    given |= {"family": fact.family, "category": fact.category}
    with planned() as cursor:
        cursor.execute(NEAR_SQL.format(columns=columns_of(RoutingRule, "r")), given)
        rows = cursor.fetchall()
    default, _active, known = rows[0][-3:]
    rules = [(made(RoutingRule, values), active) for *values, _default, active, _known in rows]
    lines = [line_of(rule, active=bool(active)) for rule, active in rules if rule.id is not None]
    unsure = any(line.area_codes and fact.neighbourhood not in line.area_codes for line in lines)
    levels = [_level(*values) for values in json.loads(known or "[]")]
    return Order(with_gone(lines) if unsure else lines, default, levels)


def order_of(tenant_id: UUID) -> Order:
    """Every line of a tenant (three queries)."""
    rows = RoutingRule.objects.filter(tenant_id=tenant_id, ended_at=None).select_related("team")
    lines = [line_of(row, active=row.team.active) for row in rows.order_by("position", "id")]
    default = Team.objects.filter(tenant_id=tenant_id, is_default=True, active=True).values_list("id", flat=True)
    return Order(with_gone(lines), default.first())


def with_gone(lines: list[Line]) -> list[Line]:
    """The same, knowing which of their named areas are no more (one query where any is named)."""
    named = {code for line in lines for code in line.area_codes}
    gone = named - {area.code for area in areas(NEIGHBOURHOOD, sorted(named))} if named else set()
    return [replace(line, gone=line.area_codes & gone) for line in lines]


def line_of(row: RoutingRule, *, active: bool) -> Line:
    """A row as the rules read it; `active`: whether its team is."""
    return Line(
        id=row.id,
        team_id=row.team_id,
        team_active=active,
        families=frozenset(row.families),
        categories=frozenset(row.categories),
        area_codes=frozenset(row.area_codes),
        shape=read_shape(row.shape) if row.shape else None,
        weekdays=frozenset(row.weekdays),
        from_time=row.from_time,
        until_time=row.until_time,
        holidays=row.holidays,
        answers=row.answers,
        any_answer=row.any_answer,
        urgency=row.urgency,
        is_urgent=row.is_urgent,
    )


def fact_of(incident: Incident, answers: Mapping[str, str]) -> Fact:
    """An incident with its category loaded."""
    kind = incident.category
    return Fact(
        kind.code, kind.family, incident.x, incident.y, incident.neighbourhood_code, incident.reported_at, answers,
        incident.urgency,
    )  # fmt: skip


def closed_days(tenant: Tenant) -> set[date]:
    """The days on which a tenant itself is closed, beside the public holidays (setting `reports.closed_days`)."""
    chosen = tenant.settings.get("reports", {}).get("closed_days", [])
    return {date.fromisoformat(day) for day in chosen}


def off(tenant: Tenant) -> Off:
    return days_off(belgian_holidays, closed_days(tenant))


def levels_near(tenant_id: UUID, category: str) -> list[terms.Level]:
    """The service levels that can hold for a category, of every day (one query)."""
    rows = ServiceLevel.objects.filter(tenant_id=tenant_id, category__in=("", category))
    return [level_of(row) for row in rows]


def level_of(row: ServiceLevel) -> terms.Level:
    return terms.Level(row.category, row.urgency, row.amount, row.unit, row.is_told, row.valid_from)


def _level(category: str, urgency: str, amount: int, unit: str, is_told: bool, valid_from: str) -> terms.Level:
    return terms.Level(category, urgency, amount, unit, is_told, date.fromisoformat(valid_from))
