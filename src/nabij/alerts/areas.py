"""Who lives in a drawn area: the database's native operators for all but the edge, shapely for the last word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import numpy as np
import shapely
from django.db import connection
from psycopg import sql
from shapely.geometry import MultiPolygon, Polygon

from nabij.alerts.rules.whom import Near
from nabij.places.geometry import Shape, contains

# PostgreSQL compares coordinates to a micrometre; within a millimetre of the edge shapely decides.
EDGE_M: Final = 0.001


def condition(area: Shape | None, discs: Sequence[Near] = ()) -> sql.Composable:
    """SQL that holds for the rows of `people_reachable` (as `point`) in the area or a disc, edges included.

    Exactly shapely's set for the area, and those within the distance for a disc.
    """
    tests = [_in_area(area)] if area is not None else []
    tests += [_in_disc(one) for one in discs]
    return sql.SQL("({})").format(sql.SQL(" or ").join(tests)) if tests else sql.SQL("false")


def _in_disc(disc: Near) -> sql.Composable:
    """The index finds who is about there; the square of the distance has the last word."""
    return _DISC.format(
        x=sql.Literal(disc.x), y=sql.Literal(disc.y), about=sql.Literal(disc.m + EDGE_M), m=sql.Literal(disc.m)
    )


_DISC = sql.SQL(
    "(point(point.x, point.y) <@ circle(point({x}, {y}), {about})"
    " and (point.x - {x}) * (point.x - {x}) + (point.y - {y}) * (point.y - {y}) <= {m} * {m})"
)


def _in_area(area: Shape) -> sql.Composable:
    sure, maybe = _inside(_grown(area, -EDGE_M)), _inside(_grown(area, EDGE_M))
    on_edge = _on_edge(area, sure, maybe)
    if not on_edge:
        return sure
    return sql.SQL("({} or point.contact_point_id = any({}::uuid[]))").format(
        sure, sql.Literal([str(one) for one in on_edge])
    )


def _grown(area: Shape, metres: float) -> list[Polygon]:
    grown = area.buffer(metres, join_style="mitre")
    parts = grown.geoms if isinstance(grown, MultiPolygon) else [grown]
    return [part for part in parts if not part.is_empty]


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


def _on_edge(area: Shape, sure: sql.Composable, maybe: sql.Composable) -> list[UUID]:
    statement = sql.SQL(
        "select point.contact_point_id, point.x, point.y from people_reachable point where {} and not {}"
    ).format(maybe, sure)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall()
    if not rows:
        return []
    inside = contains(area, np.array([x for _id, x, _y in rows]), np.array([y for _id, _x, y in rows]))
    return [row[0] for row, is_in in zip(rows, inside, strict=True) if is_in]
