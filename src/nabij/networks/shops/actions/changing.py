"""What every change of a shop shares: the lock, who may, the record, and the hours on each point of a member."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from nabij.audit.actions import record
from nabij.networks.members.queries import person_key
from nabij.networks.models import MemberPoint, Membership
from nabij.networks.shops import hours
from nabij.networks.shops.models import Business, BusinessPerson, Role
from nabij.people import queries as people
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


def locked(business_id: UUID) -> Business:
    """A shop that takes part, locked until the transaction ends. Raises Missing."""
    rows = Business.objects.select_for_update(of=("self",)).select_related("network")
    found = rows.filter(id=business_id, retired_at__isnull=True).first()
    if found is None:
        raise Missing
    return found


def works_there(actor: Actor, found: Business, person_id: UUID, *, role: str = "") -> BusinessPerson:
    """The row of a person for whom the actor may act, who works there (as `role`, where given). Raises Missing."""
    people.person(actor, person_id)
    rows = BusinessPerson.objects.select_related("membership").filter(
        tenant_id=found.tenant_id, business_id=found.id, left_at__isnull=True,
        membership__left_at__isnull=True, membership__person_key=person_key(person_id),
    )  # fmt: skip
    mine = rows.first()
    if mine is None or (role and mine.role != role):
        raise Missing
    return mine


def owned(actor: Actor, business_id: UUID, person_id: UUID) -> Business:
    """A shop, locked, for its owner. Raises Missing."""
    found = locked(business_id)
    works_there(actor, found, person_id, role=Role.OWNER)
    return found


def spread_hours(tenant_id: UUID, membership_id: UUID) -> None:
    """Writes on the membership and each of its points when this member may be warned: in the hours of any of their shops."""
    rows = BusinessPerson.objects.filter(tenant_id=tenant_id, membership_id=membership_id, left_at__isnull=True)
    here = list(rows.select_related("business"))
    when = {
        "hours": hours.joined(row.business.hours if row.hours is None else row.hours for row in here),
        "beyond_hours": any(row.beyond_hours for row in here),
    }
    Membership.objects.filter(tenant_id=tenant_id, id=membership_id).update(**when)
    MemberPoint.objects.filter(tenant_id=tenant_id, membership_id=membership_id).update(**when)


def write(actor: Actor, found: Business, verb: str, detail: dict[str, Any] | None = None) -> None:
    record(
        actor,
        tenant_id=found.tenant_id,
        verb=f"networks.{verb}",
        target="networks.business",
        target_id=found.id,
        detail={"network": str(found.network_id), **(detail or {})},
    )
