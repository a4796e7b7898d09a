"""Whom the chief can name to follow up a network."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from nabij.networks.founding.rules import DECIDE
from nabij.people import queries as people
from nabij.tenants.actor import Actor

OF_THE_POLICE: Final = ("reports.judge", "networks.members")
"""Who judges reports and may see members: officers, and neighbourhood officers."""


def officers(actor: Actor, tenant_id: UUID) -> list[tuple[UUID, str]]:
    """The officers of a zone by name, for the chief. Raises Missing for anybody else."""
    actor.require(DECIDE, tenant_id)
    held = [set(by_tenant.get(tenant_id, [])) for by_tenant in people.holders_of(OF_THE_POLICE, [tenant_id]).values()]
    names = people.account_names(set.intersection(*held))
    return sorted(names.items(), key=lambda one: one[1].casefold())
