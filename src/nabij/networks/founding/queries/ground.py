"""The ground of a network: what it shares with others, its signs, its steering group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import shapely

from nabij.networks import queries as networks
from nabij.networks.founding import areas
from nabij.networks.founding.areas import Overlap
from nabij.networks.founding.models import SeatRole, Sign, SteeringCover, SteeringGroup, SteeringSeat
from nabij.networks.models import Network, NetworkState
from nabij.people import vault
from nabij.places.geometry import Shape
from nabij.tenants.actor import Actor


@dataclass(frozen=True)
class Measured:
    """What an area would mean: how many addresses it has, and with which networks it shares some."""

    addresses: int
    overlaps: list[Overlap]


@dataclass(frozen=True)
class Steering:
    """A steering group with who sits in it as (role, name), and the names of the networks that it covers."""

    id: UUID
    name: str
    seats: list[tuple[str, str]]
    covers: list[str]


def shape(wkb: bytes | memoryview) -> Shape:
    """A stored area in Lambert metres."""
    return cast(Shape, shapely.from_wkb(bytes(wkb)))


def measure(actor: Actor, network: networks.Known, area: Shape) -> Measured:
    """An area (Lambert metres) for a network, for who sees it."""
    found = networks.network(actor, network)
    return Measured(areas.count_addresses(area), overlaps_of(found, area))


def overlaps_of(found: Network, area: Shape) -> list[Overlap]:
    """With which other networks of its kind and zone, that work or start, an area would share ground; a BIN-Z lies over BINs."""
    west, south, east, north = area.bounds
    others = Network.objects.filter(
        tenant_id=found.tenant_id, kind=found.kind, state__in=[NetworkState.ACTIVE, NetworkState.STARTING, NetworkState.RESTING],
        west_m__lte=east, east_m__gte=west, south_m__lte=north, north_m__gte=south,
    ).exclude(id=found.id)  # fmt: skip
    return areas.overlaps(area, [(one.id, one.name, shape(one.area_lambert)) for one in others])


def signs(actor: Actor, network: networks.Known) -> list[Sign]:
    """The signs of a network, oldest first, for who sees it."""
    found = networks.network(actor, network)
    return list(Sign.objects.filter(tenant_id=found.tenant_id, network_id=found.id).order_by("id"))


def steering(actor: Actor, network: networks.Known) -> Steering | None:
    """The steering group that covers a network, for who sees it; none without one."""
    found = networks.network(actor, network)
    cover = SteeringCover.objects.select_related("group").filter(tenant_id=found.tenant_id, network_id=found.id).first()
    return _steering([cover.group], found.tenant_id)[0] if cover else None


def steering_groups(actor: Actor, network: networks.Known) -> list[Steering]:
    """The steering groups of the zone of a network, by name, to put it under one of them."""
    found = networks.network(actor, network)
    return _steering(list(SteeringGroup.objects.filter(tenant_id=found.tenant_id).order_by("name")), found.tenant_id)


def _steering(groups: Sequence[SteeringGroup], tenant_id: UUID) -> list[Steering]:
    ids = [one.id for one in groups]
    seats: dict[Any, list[tuple[str, str]]] = {one: [] for one in ids}
    covers: dict[Any, list[str]] = {one: [] for one in ids}
    order = list(SeatRole.values)
    rows = SteeringSeat.objects.filter(tenant_id=tenant_id, group_id__in=ids).order_by("id")
    for row in sorted(rows, key=lambda one: order.index(one.role)):
        seats[row.group_id].append((row.role, vault.open_value("seat", row.id, bytes(row.name))))
    for cover in SteeringCover.objects.filter(tenant_id=tenant_id, group_id__in=ids).select_related("network"):
        covers[cover.group_id].append(cover.network.name)
    return [Steering(one.id, one.name, seats[one.id], sorted(covers[one.id])) for one in groups]
