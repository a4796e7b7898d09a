"""Lists that were brought in, for who leads or follows up their network; and what a row of one is held against."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.db import connection

from nabij.networks import queries as networks
from nabij.networks.frame import brings_lists
from nabij.networks.members.models import Invited, InvitedState, MemberList
from nabij.networks.models import Membership, Network
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

SHOWN = 10


def network_to_fill(actor: Actor, network: networks.Known) -> Network:
    """A network whose lists the actor may bring in: its coordinator or officer (or deputy), or staff of its zone that manages
    networks and their members. Raises Missing for anybody else, so also for the city."""
    found = networks.network(actor, network)
    if not brings_lists(actor, found):
        raise Missing
    return found


def member_list(actor: Actor, list_id: UUID) -> MemberList:
    """Raises Missing as `network_to_fill`."""
    rows = MemberList.objects.select_related("network__tenant").filter(
        network_id__in=networks.networks(actor).values("id")
    )
    found = rows.filter(id=list_id).first()
    if found is None:
        raise Missing
    network_to_fill(actor, found.network_id)
    return found


def lists(actor: Actor, network: networks.Known) -> list[MemberList]:
    """The newest lists that were brought in."""
    found = network_to_fill(actor, network)
    return list(MemberList.objects.filter(tenant_id=found.tenant_id, network_id=found.id).order_by("-at")[:SHOWN])


def source_of(found: MemberList) -> str:
    """Who kept the list, in the words of who brought it in."""
    return vault.open_value("source", found.id, bytes(found.source))


def member_lookups(found: Network) -> set[bytes]:
    """The keyed hashes of numbers and addresses over which the network reaches its members."""
    return _lookups(
        "select reachable.lookup from networks_memberpoint point join people_reachable reachable using (contact_point_id)"
        " where point.tenant_id = %s and point.network_id = %s",
        found,
    )


def asked_lookups(found: Network) -> dict[bytes, str]:
    """The same of who is, or was, asked whether they stay a member, with what came of it."""
    rows = Invited.objects.filter(tenant_id=found.tenant_id, network_id=found.id).values_list("lookups", "state")
    return {bytes(lookup): state for lookups, state in rows for lookup in lookups}


def members_per_home(found: Network) -> Counter[bytes]:
    rows = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True)
    return Counter(map(bytes, rows.values_list("household_key", flat=True)))


def asked_per_home(found: Network) -> Counter[bytes]:
    rows = Invited.objects.filter(tenant_id=found.tenant_id, network_id=found.id, state=InvitedState.WAITING)
    return Counter(map(bytes, rows.values_list("household_key", flat=True)))


def _lookups(query: str, found: Network) -> set[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(query, [found.tenant_id, found.id])
        return {bytes(row[0]) for row in cursor.fetchall()}


def columns_of(found: MemberList) -> dict[int, str]:
    """Column to field, as chosen."""
    chosen: dict[str, Any] = found.columns
    return {int(at): str(field) for at, field in chosen.items()}
