"""Whose ground somebody looks at: that of a police zone, or the part of it that is a municipality's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from nabij.networks.queries import VIEW
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind

KINDS = (TenantKind.ZONE, TenantKind.MUNICIPALITY)


@dataclass(frozen=True)
class Ground:
    """A zone or municipality. Only with `is_police` does its reader see how soon the police judge what is reported."""

    tenant: Tenant
    is_police: bool

    @property
    def zone_id(self) -> UUID:
        """Under which tenant its networks are counted."""
        return self.tenant.zone_id or self.tenant.id

    @property
    def networks(self) -> dict[str, UUID]:
        """What tells its networks apart from others."""
        return {"tenant_id" if self.tenant.kind == TenantKind.ZONE else "municipality_id": self.tenant.id}


def grounds(actor: Actor) -> list[Ground]:
    """Those whose networks the actor may see, zones first (one query)."""
    seen = [one for one in tenants.tenants(actor.tenants_with(VIEW)) if one.kind in KINDS]
    seen.sort(key=lambda one: one.kind != TenantKind.ZONE)
    return [Ground(one, one.kind == TenantKind.ZONE or actor.may(VIEW, one.zone_id or one.id)) for one in seen]


def chosen_ground(every: Sequence[Ground], slug: str) -> Ground:
    """The one of that name, the first without a name. Raises Missing."""
    found = next((one for one in every if not slug or one.tenant.slug == slug), None)
    if found is None:
        raise Missing
    return found
