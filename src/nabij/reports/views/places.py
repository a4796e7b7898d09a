"""A place as a page gives it: coordinates of a pin or a chosen address, or words that still have to be looked up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import shapely
from django.utils.translation import gettext as _

from nabij.places.geometry import Shape, to_lambert, to_wgs84
from nabij.places.queries import AddressHit, area_shape, nearest_address, search_addresses
from nabij.reports.where import Place, spot
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.queries import all_tenants

NEAREST_M = 60.0
CHOICES = 6
ZOOM = 4
"""A whole zone is too small on a telephone to know one's own street."""
NO_HITS: list[AddressHit] = []


@dataclass(frozen=True, slots=True)
class Choice:
    """The place, or what may be meant, or why there is none."""

    place: Place | None = None
    hits: list[AddressHit] = field(default_factory=list)
    error: str = ""
    typed: str = ""


def choose_place(given: Mapping[str, str]) -> Choice:
    """Reads `hit` ("lon lat label"), else the pin `lon` and `lat`, else looks `address` up.

    Words that were typed after the pin was set (they then carry no `address_id`) count more than the pin.
    """
    typed = given.get("address", "").strip()
    lon, lat, label = _hit(given.get("hit", "")) or (given.get("lon", ""), given.get("lat", ""), "")
    place, hits = _place(lon, lat, label), NO_HITS
    if place is None or (typed and not label and not given.get("address_id") and not _same(place, typed)):
        place, hits = _searched(typed)
    if place is None:
        sentence = _("Which of these do you mean?") if hits else _("Give an address, or mark the place on the map.")
        return Choice(hits=hits, error=sentence, typed=typed)
    try:
        spot(place)
    except Refused as refusal:
        return Choice(error=str(refusal), typed=typed)
    return Choice(_with_address(place, typed), typed=typed)


def bounds() -> str:
    """Where a map opens: west, south, east, north in degrees of the middle of all zones that take part; empty without any."""
    shapes = [shape for tenant in all_tenants() if (shape := _outline(tenant)) is not None]
    if not shapes:
        return ""
    left, bottom, right, top = shapely.total_bounds(shapes)
    x, y, aside, up = (left + right) / 2, (bottom + top) / 2, (right - left) / ZOOM / 2, (top - bottom) / ZOOM / 2
    lons, lats = to_wgs84([x - aside, x + aside], [y - up, y + up])
    return f"{lons[0]:.4f},{lats[0]:.4f},{lons[1]:.4f},{lats[1]:.4f}"


def _outline(tenant: Tenant) -> Shape | None:
    if tenant.kind != TenantKind.ZONE:
        return None
    try:
        return area_shape("zone", tenant.code)
    except Missing:
        return None


def _hit(chosen: str) -> tuple[str, str, str] | None:
    parts = chosen.split(" ", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def _place(lon: str, lat: str, label: str) -> Place | None:
    try:
        point = float(lon), float(lat)
    except ValueError:
        return None
    return Place(point[0], point[1], label) if all(map(math.isfinite, point)) else None


def _searched(typed: str) -> tuple[Place | None, list[AddressHit]]:
    hits = search_addresses(typed, limit=CHOICES) if typed else []
    if len(hits) == 1 and hits[0].number:
        return Place(hits[0].lon, hits[0].lat, hits[0].label), hits
    return None, hits


def _same(place: Place, typed: str) -> bool:
    return any(_apart_m(place, hit.lon, hit.lat) <= NEAREST_M for hit in search_addresses(typed, limit=1))


def _with_address(place: Place, typed: str) -> Place:
    """A pin gets the words that were typed for it, else those of the nearest house."""
    if place.address:
        return place
    if typed and _same(place, typed):
        return replace(place, address=typed)
    found = nearest_address(place.lon, place.lat)
    near = found is not None and _apart_m(place, found.lon, found.lat) <= NEAREST_M
    return replace(place, address=found.label) if found is not None and near else place


def _apart_m(place: Place, lon: float, lat: float) -> float:
    xs, ys = to_lambert([place.lon, lon], [place.lat, lat])
    return math.hypot(float(xs[0] - xs[1]), float(ys[0] - ys[1]))
