"""In which neighbourhood, municipality and zone a place lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

import numpy as np
import shapely
from django.db import connection

from nabij.audit.statements import planned
from nabij.places import geometry

KINDS = ("neighbourhood", "municipality", "zone")


@dataclass(frozen=True, slots=True)
class AreaRef:
    """An area by name; `municipality_code` and `zone_code` are those of its parents, empty where not known."""

    id: UUID
    kind: str
    code: str
    name: str
    municipality_code: str = ""
    zone_code: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point lies; None where no area of that kind holds it."""

    neighbourhood: AreaRef | None = None
    municipality: AreaRef | None = None
    zone: AreaRef | None = None


@dataclass(frozen=True, slots=True)
class Homes:
    """The codes of the areas of many points, in their order; empty text where no area holds a point."""

    neighbourhoods: list[str]
    municipalities: list[str]
    zones: list[str]


def read_shape(wkb: bytes | memoryview) -> geometry.Shape:
    """A stored shape, in Lambert metres."""
    return cast(geometry.Shape, shapely.from_wkb(bytes(wkb)))


def locate(lon: float, lat: float) -> Located:
    """The neighbourhood, municipality and zone of a point in degrees. On a common border the lowest code has it."""
    xs, ys = geometry.to_lambert([lon], [lat])
    x, y = float(xs[0]), float(ys[0])
    with planned(binary=True) as cursor:
        cursor.execute(
            "select id, kind, code, name, municipality_code, zone_code, shape from places_area"
            " where box @> box(point(%s, %s)) and kind = any(%s) order by kind, code",
            [x, y, list(KINDS)],
        )
        candidates = cursor.fetchall()
    found: dict[str, AreaRef] = {}
    for *reference, wkb in candidates:
        area = AreaRef(*reference)
        if area.kind not in found and shapely.intersects_xy(read_shape(wkb), x, y):
            found[area.kind] = area
    return Located(**found)


def locate_many(xs: geometry.Floats, ys: geometry.Floats) -> Homes:
    """The same for many points in Lambert metres, in one query."""
    codes = {kind: np.full(len(xs), "", dtype=object) for kind in KINDS}
    order = np.argsort(xs, kind="stable")
    from_west, ys_from_west = xs[order], ys[order]
    for kind, code, shape in _areas_around(xs, ys):
        first, last = np.searchsorted(from_west, shape.bounds[0]), np.searchsorted(from_west, shape.bounds[2], "right")
        inside = geometry.contains(shape, from_west[first:last], ys_from_west[first:last])
        members = order[first:last][inside]
        codes[kind][members[codes[kind][members] == ""]] = code
    return Homes(*(codes[kind].tolist() for kind in KINDS))


def _areas_around(xs: geometry.Floats, ys: geometry.Floats) -> list[tuple[str, str, geometry.Shape]]:
    if not len(xs):
        return []
    bounds = [float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())]
    with connection.cursor() as cursor:
        cursor.execute(
            "select kind, code, shape from places_area"
            " where box && box(point(%s, %s), point(%s, %s)) and kind = any(%s) order by kind, code",
            [*bounds, list(KINDS)],
        )
        rows = cursor.fetchall()
    return [(kind, code, read_shape(wkb)) for kind, code, wkb in rows]
