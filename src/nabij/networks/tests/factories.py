"""Networks and members for the tests of this room and those above."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from nabij.networks import actions
from nabij.networks.house_rules import current_version
from nabij.networks.members.actions import add_member
from nabij.networks.models import MandateRole, Membership, Network
from nabij.people.models import ContactPoint
from nabij.people.tests.factories import make_contact_point, make_person
from nabij.places.geometry import to_lambert
from nabij.tenants.actor import system_actor
from nabij.tenants.models import Tenant

_numbers = count(1)
# Around a square in Flanders, in degrees.
LON, LAT = 5.30, 50.93


def square(lon: float = LON, lat: float = LAT, half: float = 0.005) -> dict[str, Any]:
    """A GeoJSON square, `half` degrees from its middle to each side."""
    west, east, south, north = lon - half, lon + half, lat - half, lat + half
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def lambert(lon: float = LON, lat: float = LAT) -> tuple[float, float]:
    xs, ys = to_lambert([lon], [lat])
    return float(xs[0]), float(ys[0])


def make_network(tenant: Tenant, lon: float = LON, lat: float = LAT, **fields: Any) -> Network:
    values = {"name": f"BIN {next(_numbers)}", "area": square(lon, lat)} | fields
    return actions.found_network(system_actor([tenant.id]), tenant_id=tenant.id, **values)


def mandate(network: Network, role: MandateRole, account_id: UUID, *, deputy: bool = False) -> None:
    system = system_actor([network.tenant_id])
    actions.set_mandate(system, network_id=network.id, role=role, account_id=account_id, deputy=deputy)


def make_member(
    network: Network, *points: ContactPoint, kinds: tuple[str, ...] = ("sms",), rules: str = "", **fields: Any
) -> Membership:
    """A member with these contact points of one person, or new ones of these kinds in the middle of the network."""
    if not points:
        person = make_person()
        points = tuple(make_contact_point(person, kind, place=lambert(), **fields) for kind in kinds)
    system = system_actor([network.tenant_id])
    return add_member(
        system,
        network_id=network.id,
        person_id=points[0].person_id,
        joined_by="online",
        contact_point_ids=[p.id for p in points],
        house_rules=rules or current_version(),
    )


def at_hand(*network_ids: UUID) -> dict[UUID, Network]:
    """These networks as the sources of what is to do get them."""
    rows = Network.objects.filter(id__in=network_ids).select_related("tenant").prefetch_related("mandates")
    return {one.id: one for one in rows}
