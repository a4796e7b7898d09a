"""Where staff is reminded of what waits for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from nabij.people import vault
from nabij.people.models import AccountKind, ContactKind, WorkContact
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


@dataclass(frozen=True)
class AtWork:
    """A way to a member of staff, with the plain value, which is never kept."""

    kind: str
    value: str = field(repr=False)

    @property
    def words(self) -> str:
        return str(ContactKind(self.kind).label)


def own(actor: Actor) -> dict[str, AtWork]:
    """The ways of who asks, by kind. Raises Missing for who is no staff."""
    if actor.kind != "staff" or actor.id is None:
        raise Missing
    return {one.kind: _opened(one) for one in WorkContact.objects.filter(account_id=actor.id)}


def way_to(account_id: UUID, kind: str) -> AtWork | None:
    """How somebody whose account is open is reached at work, for what the house sends; None where they gave nothing."""
    found = WorkContact.objects.filter(account_id=account_id, kind=kind, account__is_active=True).first()
    return _opened(found) if found else None


def with_way(kind: str) -> set[UUID]:
    """Accounts of staff that can be reached over this kind at work."""
    rows = WorkContact.objects.filter(kind=kind, account__is_active=True, account__kind=AccountKind.STAFF)
    return set(rows.values_list("account_id", flat=True))


def _opened(row: WorkContact) -> AtWork:
    return AtWork(row.kind, vault.open_value(row.kind, row.id, bytes(row.value)))
