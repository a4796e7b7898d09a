"""The signed ticket that opens a live stream: who, which tenants or things, for a minute."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

LIVES_S = 60
SALT = "nabij.live"
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Ticket:
    """`things`: only what happens to these is heard, as by a screen in public; everything of the tenants where empty."""

    account_id: UUID
    session: str
    tenants: frozenset[UUID]
    things: frozenset[UUID] = frozenset()

    def hears(self, tenant_id: UUID, thing_id: UUID) -> bool:
        return tenant_id in self.tenants and (not self.things or thing_id in self.things)


def issue(ticket: Ticket) -> str:
    content = [str(ticket.account_id), ticket.session, _sorted(ticket.tenants), _sorted(ticket.things)]
    return signing.dumps(content, salt=SALT)


def for_screen(tenant_id: UUID, thing_id: UUID) -> str:
    """For a page that nobody signed in to: of one thing that it shows anyway, it hears when to look anew."""
    return issue(Ticket(NOBODY, "", frozenset({tenant_id}), frozenset({thing_id})))


def read(signed: str) -> Ticket | None:
    """The ticket, or None where it is forged or older than a minute."""
    try:
        account_id, session, tenants, things = signing.loads(signed, salt=SALT, max_age=LIVES_S)
    except signing.BadSignature:
        return None
    return Ticket(UUID(account_id), session, frozenset(map(UUID, tenants)), frozenset(map(UUID, things)))


def _sorted(ids: frozenset[UUID]) -> list[str]:
    return sorted(map(str, ids))
