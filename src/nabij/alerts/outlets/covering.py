"""Where a published alert holds: exactly as it was drawn, or only the municipalities that it touches, as its kind says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, cast

import shapely
from django.utils.translation import gettext as _

from nabij.alerts.cap.geometry import circle_of, rings_of, simplified
from nabij.alerts.cap.message import Area, Pair
from nabij.alerts.cap.publishing_rules import Published
from nabij.alerts.models import Alert
from nabij.alerts.rules.whom import Named, Parts, whom_of
from nabij.alerts.surfaces import discs, joined
from nabij.networks import queries as networks
from nabij.places import queries as places
from nabij.places.geometry import Shape, shape_from_geojson
from nabij.tenants.models import Tenant, TenantKind

CODES: Final = {"municipality": "NIS", "zone": "POLICE-ZONE", "neighbourhood": "NEIGHBOURHOOD"}
"""Names of geocodes. NIS is the code of Statbel for municipalities; the other two are of the places loaded here."""
COVERED_CORNERS: Final = 5_000
EDGE_M: Final = 25.0
"""By how much the outline of a whole municipality may be off; it says which one, not where in it."""


def areas_of(alert: Alert, zone: Tenant, published: Published) -> tuple[Area, ...]:
    """The areas of its CAP message; the whole ground of the zone where the alert has no place of its own."""
    covered = _covered(alert)
    if covered is None:
        return (_ground(zone),)
    if published.area == "municipality":
        return _municipalities(covered, zone) or (_ground(zone),)
    return tuple(_as_drawn(alert, covered))


def _covered(alert: Alert) -> Shape | None:
    """All that the alert is about, circles drawn as polygons."""
    found = networks.networks_of(alert.tenant_id, alert.networks)
    drawn = [shape_from_geojson(alert.area, COVERED_CORNERS)] if alert.area else []
    return joined([*drawn, *(networks.area_of(one) for one in found)])


def _as_drawn(alert: Alert, covered: Shape) -> Iterator[Area]:
    """Part by part; as one covered surface where something was left out, since CAP cannot say "except"."""
    audience = whom_of(alert.audience)
    if audience.exclude:
        yield Area(_("Area on the map"), polygons=rings_of(simplified(covered)[0]))
        return
    yield from _named(audience.include.areas)
    yield from _drawn(audience.include)
    for network in networks.networks_of(alert.tenant_id, audience.include.networks):
        yield Area(network.name, polygons=rings_of(networks.area_of(network)))


def _drawn(parts: Parts) -> Iterator[Area]:
    """Polygons as polygons and circles as circles; the address in the middle of a circle is told to nobody."""
    shapes = [shape_from_geojson(one) for one in parts.shapes if one.get("type") != "Circle"]
    circles = tuple(circle_of(one.x, one.y, one.m) for one in discs(parts))
    if shapes or circles:
        rings = tuple(ring for shape in shapes for ring in rings_of(shape))
        yield Area(_("Area on the map"), polygons=rings, circles=circles)


def _named(areas: Iterable[Named]) -> Iterator[Area]:
    wanted = sorted(areas)
    for kind in dict.fromkeys(one.kind for one in wanted):
        for code, name, shape in places.outlines(kind, [one.code for one in wanted if one.kind == kind]):
            yield _area(kind, code, name, shape)


def _municipalities(covered: Shape, zone: Tenant) -> tuple[Area, ...]:
    codes = [one.code for one in _towns(zone)]
    outlines = places.outlines("municipality", codes)
    return tuple(
        _area("municipality", code, name, cast(Shape, shape.simplify(EDGE_M)))
        for code, name, shape in outlines
        if shapely.intersects(shape, covered) and not shapely.touches(shape, covered)
    )


def _towns(zone: Tenant) -> list[places.AreaRef]:
    if zone.kind == TenantKind.MUNICIPALITY:
        return places.areas("municipality", [zone.code])
    return places.areas("municipality", within=zone.code)


def _ground(zone: Tenant) -> Area:
    """The whole ground of a zone or municipality, by name and codes."""
    return Area(zone.name, geocodes=tuple(Pair(CODES["municipality"], town.code) for town in _towns(zone)))


def _area(kind: str, code: str, name: str, shape: Shape) -> Area:
    return Area(name, polygons=rings_of(simplified(shape)[0]), geocodes=(Pair(CODES[kind], code),))
