"""Areas of a CAP message and shapes in Lambert metres, both ways.

Cost is bounded before any of it: the reader counts corners (`values.MOST_CORNERS`), an area here at most `MOST_PARTS` parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, cast

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon, Polygon

from nabij.alerts.cap.faults import Unreadable
from nabij.alerts.cap.message import Area, Circle, Ring
from nabij.places.geometry import BELGIUM, Shape, reproject_to_lambert, to_lambert, to_wgs84

MOST_PARTS: Final = 200
"""Polygons and circles of one message; who has more draws one around them."""
MOST_KM: Final = 500.0
"""Radius of a circle: Belgium is 280 km long, and a projection means nothing beyond it."""
DIGITS: Final = 6
"""Of a degree: about ten centimetres."""
SIMPLE_CORNERS: Final = 900
"""What a drawn audience may have (`places.geometry.DRAWN_CORNERS_MAX`), with room for cutting at the border."""
TOLERANCES_M: Final = (2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0)
"""By how far an edge may move when corners are left out; 2 m is a pavement, 250 m a city block."""
WITHIN: Final = BELGIUM.buffer(-0.0002)
"""Belgium less some twenty metres, so that what is cut at its border lies in it, rounding and all."""
BORDER: Final = reproject_to_lambert(shapely.segmentize(WITHIN, 0.02))
"""The same in metres. An edge that is straight in degrees bends in metres, so long ones get corners in between."""


def rings_of(area: Shape) -> tuple[Ring, ...]:
    """The closed rings of (lat, lon) that together cover exactly this shape.

    CAP has no holes (section 3.2.4): a polygon with holes is cut through each of them into polygons without.
    """
    return tuple(
        _ring(part) for whole in shapely.get_parts(area) for part in _without_holes(whole) if not part.is_empty
    )


def _without_holes(polygon: Polygon) -> Iterator[Polygon]:
    if not polygon.interiors:
        yield polygon
        return
    left, bottom, right, top = polygon.bounds
    x = polygon.interiors[0].centroid.x
    for half in (shapely.box(left - 1, bottom - 1, x, top + 1), shapely.box(x, bottom - 1, right + 1, top + 1)):
        for part in _surfaces(polygon.intersection(half)):
            yield from _without_holes(part)


def _surfaces(found: shapely.Geometry) -> list[Polygon]:
    """The polygons in what a cut left; lines and points have no surface."""
    flat = [one for part in shapely.get_parts(found) for one in shapely.get_parts(part)]
    return [one for one in flat if isinstance(one, Polygon) and one.area > 0]


def _ring(polygon: Polygon) -> Ring:
    corners = shapely.get_coordinates(polygon.exterior)
    lons, lats = to_wgs84(corners[:, 0], corners[:, 1])
    return tuple(zip(np.round(lats, DIGITS).tolist(), np.round(lons, DIGITS).tolist(), strict=True))


def circle_of(x: float, y: float, metres: float) -> Circle:
    """A circle around a point in Lambert metres."""
    lons, lats = to_wgs84([x], [y])
    return Circle(round(float(lats[0]), DIGITS), round(float(lons[0]), DIGITS), round(metres / 1000, 4))


def simplified(area: Shape, most: int = SIMPLE_CORNERS) -> tuple[Shape, float]:
    """The shape with at most so many corners, and by how many metres its edge moved for it. Raises Unreadable."""
    if int(shapely.get_num_coordinates(area)) <= most:
        return area, 0.0
    for tolerance_m in TOLERANCES_M:
        simple = area.simplify(tolerance_m)
        if int(shapely.get_num_coordinates(simple)) <= most and not simple.is_empty:
            return cast(Shape, simple), tolerance_m
    raise Unreadable(_("The area of this message is too fine to be drawn; it has very many small parts."))


def check_parts(areas: Sequence[Area]) -> None:
    """Raises Unreadable for more parts than somebody can check, or a circle as large as a country."""
    if sum(len(area.polygons) + len(area.circles) for area in areas) > MOST_PARTS:
        raise Unreadable(_("The areas of this message have more than %(most)s parts.") % {"most": MOST_PARTS})
    if any(circle.radius_km > MOST_KM for area in areas for circle in area.circles):
        raise Unreadable(_("A circle of this message is larger than Belgium."))


def polygon_of(ring: Ring) -> Shape | None:
    """A ring as a valid shape in Lambert metres, cut at the border of Belgium; None where nothing of it lies there.

    Raises Unreadable for a ring that crosses itself: nobody can say what lies inside it.
    """
    degrees = Polygon([(lon, lat) for lat, lon in ring])
    if not degrees.is_valid:
        raise Unreadable(_("A polygon of this message crosses itself."))
    inside = _surfaces(degrees.intersection(WITHIN))
    if not inside:
        return None
    return reproject_to_lambert(inside[0] if len(inside) == 1 else MultiPolygon(inside))


def lies_in_belgium(circle: Circle) -> bool:
    """Whether any of it does."""
    xs, ys = to_lambert([circle.lon], [circle.lat])
    if not (np.isfinite(xs).all() and np.isfinite(ys).all()):
        return False
    return bool(shapely.Point(xs[0], ys[0]).distance(BORDER) <= circle.radius_km * 1000)
