"""What anybody may know of all networks of a place: where they are, how many households take part, how often feedback came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from nabij.networks.models import Network, NetworkState
from nabij.networks.overview.models import Figures
from nabij.places import queries as places
from nabij.places.queries import Outline
from nabij.tenants import queries as tenants
from nabij.tenants.models import Tenant, TenantKind

if TYPE_CHECKING:
    from nabij.places.drawing import Box


@dataclass(frozen=True)
class Known:
    """An active network as everybody may see it."""

    network_id: UUID
    name: str
    kind: str
    households: int
    area_lambert: bytes
    box: Box


def zones_with_networks() -> list[Tenant]:
    """The police zones that have an active network, by name (two queries)."""
    ids = Network.objects.filter(state=NetworkState.ACTIVE).values_list("tenant_id", flat=True).distinct()
    return [one for one in tenants.tenants(ids) if one.kind == TenantKind.ZONE]


def known_networks(zone: Tenant) -> list[Known]:
    """The active networks of a zone by name, with their households as they were counted last (two queries)."""
    rows = Network.objects.filter(tenant_id=zone.id, state=NetworkState.ACTIVE).order_by("name", "id")
    columns = "id", "name", "kind", "area_lambert", "west_m", "south_m", "east_m", "north_m"
    counted = Figures.objects.filter(tenant_id=zone.id).order_by("network_id", "-month").distinct("network_id")
    homes = dict(counted.values_list("network_id", "households"))
    return [
        Known(network_id, name, kind, homes.get(network_id, 0), bytes(wkb), tuple(box))
        for network_id, name, kind, wkb, *box in rows.values_list(*columns)
    ]


def outlines_of(zone: Tenant) -> list[Outline]:
    return places.neighbourhood_outlines(zone.code) if zone.code else []


def feedback_counts(network_id: UUID) -> tuple[int, int]:
    """Of how many alerts of the last ninety days the members had to hear how it ended, and heard it by the term."""
    row = Figures.objects.filter(network_id=network_id).order_by("-month").values_list("owed", "in_time").first()
    return row or (0, 0)
