"""The signed ticket that opens a live stream: who, which tenants, for a minute."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

LIVES_S = 60
SALT = "nabij.live"


@dataclass(frozen=True)
class Ticket:
    account_id: UUID
    session: str
    tenants: frozenset[UUID]


def issue(ticket: Ticket) -> str:
    content = [str(ticket.account_id), ticket.session, sorted(str(tenant) for tenant in ticket.tenants)]
    return signing.dumps(content, salt=SALT)


def read(signed: str) -> Ticket | None:
    """The ticket, or None where it is forged or older than a minute."""
    try:
        account_id, session, tenants = signing.loads(signed, salt=SALT, max_age=LIVES_S)
    except signing.BadSignature:
        return None
    return Ticket(UUID(account_id), session, frozenset(UUID(tenant) for tenant in tenants))
