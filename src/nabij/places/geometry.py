"""Shapes and points in metres: WGS84 to Belgian Lambert 2008 and back, validity, and who lies inside."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import shapely
from django.utils.translation import gettext as _
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from nabij.tenants.errors import Refused

Shape: TypeAlias = Polygon | MultiPolygon
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Corners: TypeAlias = list[tuple[float, float]]
Ring: TypeAlias = list[list[int]]

WGS84 = "EPSG:4326"
LAMBERT_2008 = "EPSG:3812"

# A hand-drawn area has tens of corners, the outline of a province a thousand. Beyond that, telling who lies inside
# takes seconds among a million contact points.
DRAWN_CORNERS_MAX = 1_000
# Three corners on one line in degrees are a few centimetres apart from it in metres.
NARROWEST_M = 0.5
CIRCLE_CORNERS_PER_QUARTER = 16

# Hull of the warning areas BE001-BE801 (Meteoalarm, CC0) with the territorial sea, widened by about 4 km; lon, lat.
BELGIUM_WEST: Corners = [(5.51, 49.42), (4.11, 49.93), (2.6, 50.74), (2.35, 51.36), (2.93, 51.71)]
BELGIUM_EAST: Corners = [(4.77, 51.58), (5.15, 51.54), (5.87, 51.22), (6.45, 50.37), (5.86, 49.51)]
BELGIUM = Polygon([*BELGIUM_WEST, *BELGIUM_EAST])


class ShapeError(Refused):
    """A shape that cannot be used; str() is a sentence for the person who drew or imported it."""


@lru_cache(maxsize=2)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_lambert(lons: npt.ArrayLike, lats: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Degrees WGS84 to metres Belgian Lambert 2008 (EPSG:3812), element by element: xs, ys."""
    xs, ys = _transformer(WGS84, LAMBERT_2008).transform(np.asarray(lons, float), np.asarray(lats, float))
    return np.asarray(xs), np.asarray(ys)


def to_wgs84(xs: npt.ArrayLike, ys: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Metres Belgian Lambert 2008 to degrees WGS84, element by element: lons, lats."""
    lons, lats = _transformer(LAMBERT_2008, WGS84).transform(np.asarray(xs, float), np.asarray(ys, float))
    return np.asarray(lons), np.asarray(lats)


def in_belgium(lon: float, lat: float) -> bool:
    """Whether a point in degrees lies in Belgium, its territorial sea or within a few kilometres of them."""
    return bool(shapely.contains_xy(BELGIUM, lon, lat))


def shape_from_geojson(
    geometry: Mapping[str, Any], corners_max: int = DRAWN_CORNERS_MAX, longest_edge_degrees: float | None = None
) -> Shape:
    """A GeoJSON Polygon or MultiPolygon in degrees as a valid shape in Lambert metres.

    Raises ShapeError with a sentence when it is something else, has too many corners, lies outside Belgium,
    crosses itself or has no surface. An edge that is straight in degrees bends in metres: with `longest_edge_degrees`
    longer edges get corners in between.
    """
    degrees = _parse(geometry)
    corners = int(shapely.get_num_coordinates(degrees))
    if corners > corners_max:
        text = _("This area has %(corners)s corners; at most %(most)s are possible. Draw it more simply.")
        raise ShapeError(text % {"corners": corners, "most": corners_max})
    if not np.isfinite(shapely.get_coordinates(degrees)).all():
        raise ShapeError(_("A corner of this area is not a number."))
    if not shapely.contains_xy(BELGIUM, shapely.get_coordinates(degrees)).all():
        raise ShapeError(_("This area lies outside Belgium."))
    metres = reproject_to_lambert(degrees)
    _check_simple(metres)
    if longest_edge_degrees is None:
        return metres
    return reproject_to_lambert(shapely.segmentize(degrees, longest_edge_degrees))


def _parse(geometry: Mapping[str, Any]) -> Shape:
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise ShapeError(_("An area is a Polygon or a MultiPolygon."))
    try:
        degrees = shapely.force_2d(shape(dict(geometry)))
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ShapeError(_("The corners of this area cannot be read.")) from error
    if degrees.is_empty:
        raise ShapeError(_("This area has no corners."))
    return cast(Shape, degrees)


def _check_simple(metres: Shape) -> None:
    if not metres.is_valid:
        reason = shapely.is_valid_reason(metres)
        if "Self-intersection" in reason:
            raise ShapeError(_("The edge of this area crosses itself. Draw it again without crossing lines."))
        raise ShapeError(_("This area is not a proper shape (%(reason)s).") % {"reason": reason})
    if metres.buffer(-NARROWEST_M / 2).is_empty:
        raise ShapeError(_("This area has no surface."))


def reproject_to_lambert(degrees: Shape) -> Shape:
    """The same shape with its corners in Lambert metres."""
    return shapely.transform(degrees, lambda c: np.column_stack(to_lambert(c[:, 0], c[:, 1])))


def shape_to_geojson(metres: Shape, digits: int = 6) -> dict[str, Any]:
    """GeoJSON in degrees of a shape in Lambert metres; six digits are about 10 cm."""
    degrees = shapely.transform(metres, lambda c: np.column_stack(to_wgs84(c[:, 0], c[:, 1])).round(digits))
    return mapping(degrees)


def contains(area: Shape, xs: Floats, ys: Floats) -> Bools:
    """Which of the points (Lambert metres) lie in the shape or on its edge, as a boolean array of the same length."""
    left, bottom, right, top = area.bounds
    inside: Bools = (xs >= left) & (xs <= right) & (ys >= bottom) & (ys <= top)
    candidates = np.flatnonzero(inside)
    shapely.prepare(area)
    inside[candidates] = shapely.intersects_xy(area, xs[candidates], ys[candidates])
    return inside


def circle(lon: float, lat: float, radius_m: float) -> Shape:
    """A polygon of 64 corners, in Lambert metres, on a circle around a point in degrees."""
    xs, ys = to_lambert([lon], [lat])
    return shapely.Point(xs[0], ys[0]).buffer(radius_m, quad_segs=CIRCLE_CORNERS_PER_QUARTER)


def canonical_rings(area: Shape) -> list[Ring]:
    """The one way to write a shape under an approval digest, however it was drawn.

    In: a shape in Lambert metres. Out: its rings in whole millimetres, each closed, outer rings counter-clockwise and
    holes clockwise, starting at the smallest corner, the rings sorted. Corners that fall together are written once.
    """
    polygons = area.geoms if isinstance(area, MultiPolygon) else [area]
    rings = [_canonical_ring(polygon.exterior.coords, outer=True) for polygon in polygons]
    rings += [_canonical_ring(hole.coords, outer=False) for polygon in polygons for hole in polygon.interiors]
    return sorted(rings)


def _canonical_ring(coords: Any, *, outer: bool) -> Ring:
    rounded = np.rint(np.asarray(coords)[:, :2] * 1000).astype(np.int64).tolist()
    corners = [corner for before, corner in pairwise(rounded) if corner != before]
    if (_doubled_area(corners) > 0) != outer:
        corners.reverse()
    start = min(range(len(corners)), key=lambda at: (corners[at], corners[at - 1]), default=0)
    turned = corners[start:] + corners[:start]
    return turned + turned[:1]


def _doubled_area(corners: Ring) -> int:
    following = corners[1:] + corners[:1]
    return sum(x * v - u * y for (x, y), (u, v) in zip(corners, following, strict=True))
