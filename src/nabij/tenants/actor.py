"""Who does or asks something, with what this person may in each tenant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

from nabij.tenants.errors import Missing

ActorKind = Literal["staff", "resident", "system", "key", "public"]
KeyMode = Literal["live", "team", "test"]
ALL_RIGHTS = "*"


@dataclass(frozen=True)
class Actor:
    """`rights` maps a tenant's id to rights such as "reports.judge"; `on_behalf_of` is the person helped at a counter.

    `mode` is how far what a key asks may reach: "live", "team" (to colleagues only) or "test" (nothing leaves).
    """

    kind: ActorKind
    id: UUID | None = None
    name: str = ""
    rights: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    on_behalf_of: UUID | None = None
    reason: str = ""
    mode: KeyMode = "live"

    def may(self, right: str, tenant_id: UUID) -> bool:
        held = self.rights.get(tenant_id, frozenset())
        return right in held or ALL_RIGHTS in held

    def require(self, right: str, tenant_id: UUID) -> None:
        """Raises Missing without the right: what is not yours does not exist."""
        if not self.may(right, tenant_id):
            raise Missing

    def tenants_with(self, right: str) -> list[UUID]:
        return [tenant_id for tenant_id in self.rights if self.may(right, tenant_id)]

    def because(self, reason: str) -> Actor:
        """The same actor with the reason for a consultation."""
        return replace(self, reason=reason)

    def helping(self, person_id: UUID) -> Actor:
        """The same actor, acting for a person at a counter or on the telephone."""
        return replace(self, on_behalf_of=person_id)


PUBLIC = Actor(kind="public")


def system_actor(tenant_ids: Iterable[UUID] = (), name: str = "nabij") -> Actor:
    """The platform itself, with every right in the given tenants."""
    return Actor(kind="system", name=name, rights={tenant_id: frozenset({ALL_RIGHTS}) for tenant_id in tenant_ids})
