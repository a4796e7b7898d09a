"""Who lives in a drawn area or near a place: the database's native operators for all but the edge, shapely for the last word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from django.db import connection
from psycopg import sql
from shapely.geometry import Point, Polygon

from nabij.alerts.rules.whom import Near
from nabij.people.rules import CARE_RADII_M, CARE_STREET_M
from nabij.places.geometry import Shape, contains
from nabij.places.queries import neighbourhoods_in

# PostgreSQL compares coordinates to a micrometre; within a millimetre of the edge shapely decides.
EDGE_M: Final = 0.001
NEAR_M: Final = 2 * EDGE_M
EDGE_PIECES: Final = 96
"""Into about so many pieces the edge is cut, so that the index finds who stands on it."""


def condition(area: Shape | None, discs: Sequence[Near] = ()) -> sql.Composable:
    """SQL that holds for the rows of `people_reachable` (as `point`) in the area or a disc, edges included.

    Exactly shapely's set for the area, and those within the distance for a disc.
    """
    tests = [_in_area(area)] if area is not None else []
    tests += [_in_disc(one) for one in discs]
    return sql.SQL("({})").format(sql.SQL(" or ").join(tests)) if tests else sql.SQL("false")


def cared(area: Shape | None, discs: Sequence[Near] = ()) -> sql.Composable:
    """SQL that holds for the rows of `people_cares` (as `point`) that the area or a disc touches, to three metres: the circle
    around a place, a house of a street, or the neighbourhood.
    """
    around = [_touches(metres, area, discs) for metres in (CARE_STREET_M, *CARE_RADII_M)]
    rounds = [Point(one.x, one.y).buffer(one.m) for one in discs]
    drawn: Any = shapely.union_all([*([area] if area is not None else []), *rounds])
    codes = sql.Literal(neighbourhoods_in(drawn))
    return sql.SQL("({} or point.neighbourhood <> '' and point.neighbourhood = any({}::text[]))").format(
        sql.SQL(" or ").join(around), codes
    )


def _touches(metres: int, area: Shape | None, discs: Sequence[Near]) -> sql.Composable:
    """A circle touches a surface where its middle lies in the surface grown by its radius."""
    grown = area.simplify(1.0).buffer(metres) if area is not None else None
    tests = [_inside(list(shapely.get_parts(grown)))] if grown is not None else []
    tests += [_in_disc(Near(one.x, one.y, one.m + metres)) for one in discs]
    return sql.SQL("point.radius_m = {} and ({})").format(sql.Literal(metres), sql.SQL(" or ").join(tests))


def _in_disc(disc: Near) -> sql.Composable:
    """The index finds who is about there; the square of the distance has the last word."""
    return _DISC.format(x=_float(disc.x), y=_float(disc.y), about=_float(disc.m + EDGE_M), m=_float(disc.m))


def _float(value: float) -> sql.Composable:
    """As a number of the database's own size: a bare literal would be reckoned with in decimals, and a rim would differ."""
    return sql.SQL("{}::float8").format(sql.Literal(float(value)))


_DISC = sql.SQL(
    "(point(point.x, point.y) <@ circle(point({x}, {y}), {about})"
    " and (point.x - {x}) * (point.x - {x}) + (point.y - {y}) * (point.y - {y}) <= {m} * {m})"
)


def _in_area(area: Shape) -> sql.Composable:
    sure = _inside([left for part in shapely.get_parts(area) for left in _shrunk(part)])
    on_edge = _on_edge(area)
    if not on_edge:
        return sure
    return sql.SQL("({} or point.contact_point_id = any({}::uuid[]))").format(
        sure, sql.Literal([str(one) for one in on_edge])
    )


def _shrunk(part: Polygon) -> list[Polygon]:
    left = part.buffer(-EDGE_M, join_style="mitre")
    return [one for one in shapely.get_parts(left) if not one.is_empty]


def _inside(parts: list[Polygon]) -> sql.Composable:
    if not parts:
        return sql.SQL("false")
    return sql.SQL("(point.x is not null and ({}))").format(sql.SQL(" or ").join(_in_part(part) for part in parts))


def _in_part(part: Polygon) -> sql.Composable:
    place = sql.SQL("point(point.x, point.y)")
    tests = [sql.SQL("{} <@ {}").format(place, _ring(part.exterior))]
    tests += [sql.SQL("not {} <@ {}").format(place, _ring(hole)) for hole in part.interiors]
    return sql.SQL("({})").format(sql.SQL(" and ").join(tests))


def _ring(ring: shapely.LinearRing) -> sql.Composable:
    corners = ",".join(f"({x!r},{y!r})" for x, y in shapely.get_coordinates(ring)[:-1].tolist())
    return sql.SQL("{}::polygon").format(sql.Literal(f"({corners})"))


def _on_edge(area: Shape) -> list[UUID]:
    """Who stands within two millimetres of an edge and, by shapely, in a polygon of the area."""
    parts = shapely.get_parts(area)
    ends = [*zip(*(piece for part in parts for piece in _pieces(part)), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_EDGE, [list(one) for one in ends])
        rows = cursor.fetchall()
    if not rows:
        return []
    xs, ys = np.array([x for _id, x, _y in rows]), np.array([y for _id, _x, y in rows])
    inside = np.logical_or.reduce([contains(part, xs, ys) for part in parts])
    return [row[0] for row, is_in in zip(rows, inside, strict=True) if is_in]


_EDGE: Final = f"""
    with piece as materialized (
      select lseg(point(a, b), point(c, d)) as line,
             box(point(least(a, c) - {NEAR_M}, least(b, d) - {NEAR_M}),
                 point(greatest(a, c) + {NEAR_M}, greatest(b, d) + {NEAR_M})) as around
      from unnest(%s::float8[], %s::float8[], %s::float8[], %s::float8[]) ends (a, b, c, d)
    )
    select distinct point.contact_point_id, point.x, point.y
    from piece join people_reachable point on point(point.x, point.y) <@ piece.around
    where point(point.x, point.y) <-> piece.line <= {NEAR_M}
"""


def _pieces(part: Polygon) -> list[tuple[float, float, float, float]]:
    """The two ends of each straight piece of its edges: x, y, x, y."""
    edge = shapely.segmentize(part.boundary, max(part.boundary.length / EDGE_PIECES, 1.0))
    lines = [shapely.get_coordinates(line).tolist() for line in shapely.get_parts(edge)]
    return [(*one, *two) for line in lines for one, two in pairwise(line)]
