"""A place as reports keep it, and who answers for facts there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from nabij.places.geometry import to_lambert
from nabij.places.queries import locate
from nabij.reports.models import Category
from nabij.reports.states import Controller
from nabij.tenants.errors import Refused
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.queries import tenant_by_code


@dataclass(frozen=True, slots=True)
class Place:
    """What a person points at: degrees WGS84, and the address as they know it."""

    lon: float
    lat: float
    address: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in metres Belgian Lambert 2008, with the areas it lies in."""

    place: Place
    x: float
    y: float
    neighbourhood_code: str
    neighbourhood_name: str
    municipality_code: str
    zone_code: str

    def columns(self) -> dict[str, object]:
        """The values of the columns of `models.Placed`."""
        return {
            "lon": self.place.lon,
            "lat": self.place.lat,
            "x": self.x,
            "y": self.y,
            "address": self.place.address[:200],
            "neighbourhood_code": self.neighbourhood_code,
            "neighbourhood_name": self.neighbourhood_name,
        }


def spot(place: Place) -> Spot:
    """Looks a place up (one query). Raises Refused outside every area we know."""
    found = locate(place.lon, place.lat)
    municipality, neighbourhood, zone = found.municipality, found.neighbourhood, found.zone
    if municipality is None and zone is None:
        raise Refused(_("This place lies outside the area where you can report here. For help elsewhere, call 101."))
    xs, ys = to_lambert([place.lon], [place.lat])
    return Spot(
        place,
        float(xs[0]),
        float(ys[0]),
        neighbourhood_code=neighbourhood.code if neighbourhood else "",
        neighbourhood_name=neighbourhood.name if neighbourhood else "",
        municipality_code=municipality.code if municipality else "",
        zone_code=zone.code if zone else municipality.zone_code if municipality else "",
    )


def controller_of(category: Category, spot: Spot) -> Tenant:
    """Who answers for this kind of fact there: the police zone or the municipality. Raises Refused where it takes no part."""
    if category.controller == Controller.POLICE:
        found = tenant_by_code(TenantKind.ZONE, spot.zone_code)
    else:
        found = tenant_by_code(TenantKind.MUNICIPALITY, spot.municipality_code)
    if found is None:
        raise Refused(_("This place lies outside the area where you can report here. For help elsewhere, call 101."))
    return found


def zone_of(tenant: Tenant) -> UUID:
    """The police zone that a tenant belongs to, or the tenant itself."""
    return tenant.zone_id or tenant.id
