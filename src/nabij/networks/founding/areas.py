"""The area of a network from neighbourhoods, from streets, or drawn: and with which others it overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

import numpy as np
import shapely

from nabij.places import queries as places
from nabij.places.geometry import DRAWN_CORNERS_MAX, Shape, contains, shape_to_geojson, to_lambert
from nabij.tenants.errors import Missing

STREET_REACH_M: Final = 45.0
"""So far around its addresses a street reaches: the plots on both sides, not the next street."""
STREET_GAP_M: Final = 60.0
"""Gaps between addresses up to twice this belong to the same street."""
SMALLEST_OVERLAP_M2: Final = 500.0
"""Less is two pens on one border."""


@dataclass(frozen=True)
class Overlap:
    """Another network on part of an area. `share` is of the smaller of both, in whole per cent."""

    network_id: UUID
    name: str
    share: int
    addresses: int


def of_neighbourhoods(codes: Sequence[str]) -> Shape:
    """The ground of these neighbourhoods together, in Lambert metres. Raises Missing for a code that does not exist."""
    if not codes:
        raise Missing
    return fitting(cast(Shape, shapely.union_all([places.area_shape("neighbourhood", code) for code in codes])))


def of_streets(streets: Iterable[tuple[str, UUID]]) -> Shape:
    """What lies along these streets, each by (neighbourhood, street). Raises Missing where none has an address."""
    homes = [home for code, street_id in streets for home in places.addresses_in(code, street_id)]
    if not homes:
        raise Missing
    return around([home.lon for home in homes], [home.lat for home in homes])


def around(lons: Sequence[float], lats: Sequence[float]) -> Shape:
    """A band around points in degrees, closed where they lie near each other; in Lambert metres."""
    xs, ys = to_lambert(lons, lats)
    points = shapely.MultiPoint(np.column_stack((xs, ys)))
    closed = points.buffer(STREET_REACH_M + STREET_GAP_M, quad_segs=4).buffer(-STREET_GAP_M, quad_segs=4)
    return fitting(cast(Shape, closed))


def fitting(found: Shape) -> Shape:
    """The shape with no more corners than a drawn area may have."""
    tolerance = 0.5
    while shapely.get_num_coordinates(found) > DRAWN_CORNERS_MAX:
        found, tolerance = cast(Shape, found.simplify(tolerance)), tolerance * 2
    return found


def as_drawn(found: Shape) -> dict[str, Any]:
    """GeoJSON in degrees, as the map of an area takes it."""
    return shape_to_geojson(found)


def count_addresses(found: Shape) -> int:
    """How many addresses lie in it."""
    return len(places.addresses_within(found))


def overlaps(found: Shape, others: Iterable[tuple[UUID, str, Shape]]) -> list[Overlap]:
    """With which of the other networks (id, name, area) it shares ground, the most first."""
    shapely.prepare(found)
    shared = [
        (network_id, name, area, found.intersection(area))
        for network_id, name, area in others
        if found.intersects(area)
    ]
    rows = [
        Overlap(network_id, name, round(100 * both.area / min(found.area, area.area)), _homes_in(both))
        for network_id, name, area, both in shared
        if both.area >= SMALLEST_OVERLAP_M2
    ]
    return sorted(rows, key=lambda one: (-one.share, one.name))


def _homes_in(both: Any) -> int:
    polygons = [one for one in shapely.get_parts(both) if one.geom_type == "Polygon"]
    return count_addresses(shapely.MultiPolygon(polygons)) if polygons else 0


def halves(found: Shape, part: Shape) -> tuple[Shape | None, Shape | None]:
    """What stays of an area and what a drawn part takes from it; nothing where one of them would be empty."""
    taken, stays = found.intersection(part), found.difference(part)
    return _ground(stays), _ground(taken)


def _ground(found: Any) -> Shape | None:
    polygons = [
        one for one in shapely.get_parts(found) if one.geom_type == "Polygon" and one.area >= SMALLEST_OVERLAP_M2
    ]
    return cast(Shape, shapely.MultiPolygon(polygons)) if polygons else None


def which_lie_in(area: Shape, points: Sequence[tuple[float, float]]) -> list[bool]:
    """For each point in Lambert metres whether it lies in the area."""
    if not points:
        return []
    xs, ys = np.array([one[0] for one in points]), np.array([one[1] for one in points])
    return [bool(one) for one in contains(area, xs, ys)]
