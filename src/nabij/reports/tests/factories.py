"""A zone with two municipalities beside each other, a second zone further on, and reports in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import box, mapping

from nabij.people.tests.factories import staff_actor
from nabij.places.geometry import to_lambert
from nabij.places.models import Address, Area, Street
from nabij.places.rules import search_key
from nabij.reports import actions
from nabij.reports.actions import Recorded
from nabij.reports.models import Incident
from nabij.reports.told import Contact, Told
from nabij.reports.where import Place
from nabij.tenants.actor import PUBLIC, Actor, system_actor
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant, TenantKind

HERE = Place(4.70, 50.88, "Dorpsstraat 1")
ELSEWHERE = Place(5.30, 50.93, "Verweg 9")
ABROAD = Place(2.35, 48.85)


@dataclass
class Town:
    zone: Tenant
    city: Tenant
    other_zone: Tenant
    other_city: Tenant

    def dispatcher(self) -> Actor:
        return staff_actor(self.zone, "dispatcher")

    def stranger(self) -> Actor:
        """A dispatcher of the other zone."""
        return staff_actor(self.other_zone, "dispatcher")

    def city_clerk(self) -> Actor:
        return staff_actor(self.city, "prevention")


def make_town() -> Town:
    actions.load_categories(system_actor())
    zone, city = _zone("Z1", "M1", HERE)
    other_zone, other_city = _zone("Z2", "M2", ELSEWHERE)
    return Town(zone, city, other_zone, other_city)


def told(category: str = "suspicious", place: Place = HERE, **fields: Any) -> Told:
    return Told(category=category, place=place, **({"text": "Iemand kijkt in wagens."} | fields))


def report(actor: Actor = PUBLIC, category: str = "suspicious", place: Place = HERE, **fields: Any) -> Recorded:
    given = told(category, place, **fields)
    return actions.submit_report(actor, told=given) if actor is PUBLIC else actions.record_call(actor, told=given)


def by_telephone(number: str = "0470 12 34 56") -> Contact:
    return Contact("sms", number)


def make_area(kind: str, code: str, place: Place, half: float, **parents: str) -> Area:
    """A square around a place; `half` in degrees."""
    degrees = box(place.lon - half, place.lat - half, place.lon + half, place.lat + half)
    metres = shapely.transform(degrees, lambda c: shapely.get_coordinates(_lambert(c)))
    left, bottom, right, top = metres.bounds
    return Area.objects.create(
        id=new_id(), kind=kind, code=code, name=f"{kind} {code}", sort_key=code, shape=shapely.to_wkb(metres),
        outline=mapping(degrees), left=left, bottom=bottom, right=right, top=top, source="test", **parents,
    )  # fmt: skip


def _lambert(corners: Any) -> Any:
    xs, ys = to_lambert(corners[:, 0], corners[:, 1])
    return shapely.points(xs, ys)


def _zone(zone_code: str, city_code: str, place: Place) -> tuple[Tenant, Tenant]:
    zone = Tenant.objects.create(kind=TenantKind.ZONE, name=f"PZ {zone_code}", slug=zone_code.lower(), code=zone_code)
    city = Tenant.objects.create(
        kind=TenantKind.MUNICIPALITY, name=f"Stad {city_code}", slug=city_code.lower(), code=city_code, zone=zone
    )
    make_area("zone", zone_code, place, 0.05)
    make_area("municipality", city_code, place, 0.04, zone_code=zone_code)
    make_area("neighbourhood", f"{city_code}-1", place, 0.02, municipality_code=city_code, zone_code=zone_code)
    return zone, city


def version_of(recorded: Recorded) -> int:
    return Incident.objects.get(id=recorded.incident_id).version


def make_street(name: str, place: Place = HERE) -> Street:
    """A street of the register."""
    keys = {"search_key": search_key(name), "locality_key": search_key("Zandekerke")}
    return Street.objects.create(
        id=new_id(), name=name, postcode="8695", municipality="Zandekerke", lon=place.lon, lat=place.lat, **keys
    )


def make_address(street: str, number: str, place: Place) -> Address:
    """A house that the search finds."""
    row = make_street(street, place)
    xs, ys = to_lambert([place.lon], [place.lat])
    return Address.objects.create(
        id=new_id(),
        street=row,
        number=number,
        number_key=number,
        lon=place.lon,
        lat=place.lat,
        x=xs[0],
        y=ys[0],
        source="test",
    )
