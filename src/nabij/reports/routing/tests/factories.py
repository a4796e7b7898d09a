"""Teams, rules and levels of a tenant, and things of this part for the tests that walk every page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from nabij.reports.models import Team
from nabij.reports.routing.models import RoutingRule, ServiceLevel
from nabij.tenants.models import Tenant


def make_team(tenant: Tenant, name: str = "Ploeg", **fields: Any) -> Team:
    return Team.objects.create(tenant=tenant, name=name, **fields)


def make_rule(tenant: Tenant, team: Team, position: int = 1, **fields: Any) -> RoutingRule:
    given = {"name": f"Regel {position}", "changed_at": timezone.now()} | fields
    return RoutingRule.objects.create(tenant=tenant, team=team, position=position, **given)


def make_level(tenant: Tenant, amount: int, unit: str = "working_days", **fields: Any) -> ServiceLevel:
    return ServiceLevel.objects.create(
        tenant=tenant, amount=amount, unit=unit, **({"valid_from": date(2026, 1, 1)} | fields)
    )
