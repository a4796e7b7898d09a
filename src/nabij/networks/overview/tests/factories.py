"""A zone whose ground is known, with a municipality, neighbourhoods and networks on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely

from nabij.networks.models import Network
from nabij.networks.tests.factories import make_network, square
from nabij.people.tests.factories import make_tenant
from nabij.places.geometry import shape_from_geojson
from nabij.places.models import Area
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant, TenantKind

LON, LAT, APART = 5.30, 50.93, 0.02


@dataclass
class Town:
    """A zone with one municipality, and a second municipality that has no networks."""

    zone: Tenant
    city: Tenant
    other_city: Tenant
    networks: list[Network]

    def place(self, number: int) -> tuple[float, float]:
        """The middle of a neighbourhood, in degrees."""
        return LON + number * APART, LAT


def make_town(networks: int = 2, neighbourhoods: int = 3, addresses: int = 100) -> Town:
    zone = make_tenant()
    city, other = (make_tenant(TenantKind.MUNICIPALITY, zone) for _ in range(2))
    town = Town(zone, city, other, [])
    for number in range(neighbourhoods):
        make_neighbourhood(zone, city, number, addresses=addresses)
    for number in range(networks):
        lon, lat = town.place(number)
        town.networks.append(make_network(zone, lon, lat, name=f"BIN {number + 1}", municipality_id=city.id))
    return town


def make_neighbourhood(zone: Tenant, city: Tenant, number: int, **fields: Any) -> Area:
    outline = square(LON + number * APART, LAT, 0.008)
    shape = shape_from_geojson(outline)
    left, bottom, right, top = shape.bounds
    return Area.objects.create(
        id=new_id(), kind="neighbourhood", code=f"{city.code}-{number}", name=f"Wijk {number}", sort_key=f"wijk {number}",
        municipality_code=city.code, zone_code=zone.code, shape=shapely.to_wkb(shape), outline=outline, left=left,
        bottom=bottom, right=right, top=top, address_count=fields.get("addresses", 100), source="test",
    )  # fmt: skip
