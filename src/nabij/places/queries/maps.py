"""Areas and base map as GeoJSON, for drawing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

import shapely
from django.db import connection
from django.db.models import Q, QuerySet

from nabij.places import geometry
from nabij.places.models import Area
from nabij.places.queries.locating import KINDS, AreaRef, read_shape
from nabij.tenants.errors import Missing

Bounds = tuple[float, float, float, float]
FEATURES_MAX = 20_000
BORDER_M = 10.0
"""Drawn borders differ so much: what only touches a neighbourhood does not lie in it."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A neighbourhood to draw: its stored shape (WKB, Lambert metres) with its bounds, and how many addresses it has.

    `inhabitants` is what the imported file of areas says, `source` which file that was.
    """

    code: str
    name: str
    municipality_code: str
    addresses: int
    wkb: bytes
    box: Bounds
    inhabitants: int | None = None
    source: str = ""


def areas(kind: str, codes: Sequence[str] | None = None, within: str = "") -> list[AreaRef]:
    """The areas of a kind in Dutch order; with `codes` only these, with `within` only those of that municipality or zone."""
    found = _areas(kind, codes, within)
    return [AreaRef(*row) for row in found.values_list("id", "kind", "code", "name", "municipality_code", "zone_code")]


def area_shape(kind: str, code: str) -> geometry.Shape:
    """The shape of an area in Lambert metres. Raises Missing where there is none."""
    wkb = Area.objects.filter(kind=kind, code=code).values_list("shape", flat=True).first()
    if wkb is None:
        raise Missing
    return read_shape(wkb)


def neighbourhoods_in(shape: geometry.Shape) -> list[str]:
    """The codes of the neighbourhoods that a shape in Lambert metres reaches into by more than ten metres."""
    inner = cast(geometry.Shape, shape.buffer(-BORDER_M))
    core = shape if inner.is_empty else inner
    left, bottom, right, top = core.bounds
    rows = Area.objects.filter(
        kind="neighbourhood", left__lte=right, right__gte=left, bottom__lte=top, top__gte=bottom
    ).values_list("code", "shape")
    return sorted(code for code, wkb in rows if core.intersects(read_shape(wkb)))


def areas_within(kind: str, code: str) -> list[AreaRef]:
    """The neighbourhoods, municipalities and zones on the ground of the municipality or zone `kind`, `code`, in Dutch order."""
    found = Area.objects.filter(_ground(kind, code), kind__in=KINDS).order_by("sort_key", "kind", "code")
    return [AreaRef(*row) for row in found.values_list("id", "kind", "code", "name", "municipality_code", "zone_code")]


def _ground(kind: str, code: str) -> Q:
    return Q(kind=kind, code=code) | Q(**{"zone_code" if kind == "zone" else "municipality_code": code})


def shapes_within(kind: str, code: str, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], geometry.Shape]:
    """The shapes, in Lambert metres, of the areas by (kind, code) that lie on the ground of the municipality or zone
    `kind`, `code`; what lies elsewhere or is unknown is left out.
    """
    rows = Area.objects.filter(_ground(kind, code), code__in=[one for _kind, one in wanted]).values_list(
        "kind", "code", "shape"
    )
    return {(kind, code): read_shape(wkb) for kind, code, wkb in rows if (kind, code) in wanted}


def outlines(kind: str, codes: Sequence[str], simplify_m: float = 0) -> list[tuple[str, str, geometry.Shape]]:
    """Code, name and shape in Lambert metres of these areas, in Dutch order, for drawing (one query)."""
    rows = _areas(kind, codes, "").values_list("code", "name", "shape")
    return [(code, name, shapely.simplify(read_shape(wkb), simplify_m)) for code, name, wkb in rows]


def neighbourhood_outlines(within: str) -> list[Outline]:
    """The neighbourhoods of a municipality or zone, in Dutch order, as they are stored (one query)."""
    about = "code", "name", "municipality_code", "address_count", "shape", "population", "source"
    rows = _areas("neighbourhood", None, within).values_list(*about, "left", "bottom", "right", "top")
    return [
        Outline(code, name, town, addresses, bytes(wkb), tuple(box), inhabitants, source)
        for code, name, town, addresses, wkb, inhabitants, source, *box in rows
    ]


def _areas(kind: str, codes: Sequence[str] | None, within: str) -> QuerySet[Area]:
    found = Area.objects.filter(kind=kind).order_by("sort_key", "code")
    if codes is not None:
        found = found.filter(code__in=codes)
    return found.filter(Q(municipality_code=within) | Q(zone_code=within)) if within else found


def areas_geojson(
    kind: str, codes: Sequence[str] | None = None, simplify_m: float = 0, within: str = ""
) -> dict[str, Any]:
    """A FeatureCollection in degrees of the areas of a kind, in Dutch order; chosen as by `areas`.

    Each feature has code, name, municipality_code, zone_code, population and address_count. With `simplify_m` the
    corners that matter less than so many metres are left out, each area by itself.
    """
    found = _areas(kind, codes, within)
    properties = ("code", "name", "municipality_code", "zone_code", "population", "address_count")
    drawn = "shape" if simplify_m else "outline"
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(properties, row, strict=False)),
            "geometry": _drawn(row[-1], simplify_m),
        }
        for row in found.values_list(*properties, drawn)
    ]
    return {"type": "FeatureCollection", "features": features}


def _drawn(stored: Any, simplify_m: float) -> dict[str, Any]:
    if not simplify_m:
        return stored  # type: ignore[no-any-return]
    simple = shapely.simplify(read_shape(stored), simplify_m)
    return geometry.shape_to_geojson(simple, digits=5)


def map_features(bounds: Bounds) -> list[tuple[str, str, str]]:
    """The base map within bounds (west, south, east, north in degrees) as (kind, name, text of a GeoJSON geometry).

    What lies under comes first: surfaces, then lines. At most 20,000 features.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select kind, name, geometry::text from places_mapfeature where box && box(point(%s, %s), point(%s, %s))"
            " order by geometry->>'type' not like '%%Polygon', id limit %s",
            [*bounds, FEATURES_MAX],
        )
        return list(cursor.fetchall())
