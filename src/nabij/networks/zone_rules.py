"""What a police zone chose about its networks, from its settings under "networks"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from nabij.tenants import queries as tenants
from nabij.tenants.models import TenantRow


@dataclass(frozen=True)
class NetworkRules:
    """`interest_goal` is how many households must want a network before its start-up begins (Kampenhout asks for 100).
    `step_days` are other terms of the steps of a start-up, in working days; `poll_days` how long neighbours have at least to answer;
    `signs_most` how many signs a network asks at most.
    """

    interest_goal: int = 100
    step_days: Mapping[str, int] = field(default_factory=dict)
    poll_days: int = 7
    signs_most: int = 12


def zone_rules(tenant_id: UUID) -> NetworkRules:
    """The choices of a tenant, the defaults where it made none. Raises Missing for an unknown tenant."""
    return from_settings(tenants.tenant(tenant_id).settings.get("networks", {}))


def rules_of(row: TenantRow) -> NetworkRules:
    """The choices of the tenant of a row, read once for as long as this object is held."""
    return from_settings(row.tenant.settings.get("networks", {}))


def from_settings(chosen: Mapping[str, Any]) -> NetworkRules:
    """Unknown names are left alone, so that an older version can read newer settings."""
    known = {one.name for one in fields(NetworkRules)}
    return NetworkRules(**{name: _typed(value) for name, value in chosen.items() if name in known})


def _typed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
