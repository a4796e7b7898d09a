"""The ground of an officer for a map: what is drawn, and the window in which it is shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import shapely

from nabij.places import queries as places
from nabij.places.geometry import Shape, shape_to_geojson, to_wgs84
from nabij.tenants.errors import Missing

if TYPE_CHECKING:
    from nabij.tenants.models import Tenant

MARGIN_DEGREES = 0.004


def shape_of(wkb: bytes) -> Shape:
    """A stored area in Lambert metres."""
    return cast(Shape, shapely.from_wkb(wkb))


def drawn(wkb: bytes | None) -> str:
    """A stored area as the map takes it; empty for none."""
    if wkb is None:
        return ""
    given: dict[str, Any] = shape_to_geojson(shape_of(wkb))
    polygons = given["coordinates"] if given["type"] == "MultiPolygon" else [given["coordinates"]]
    return json.dumps({"type": "MultiPolygon", "coordinates": polygons})


def bounds_of(tenant: Tenant, wkb: bytes | None) -> str:
    """West, south, east, north around what is drawn, else around the whole ground of a zone or city."""
    try:
        shape = shapely.from_wkb(wkb) if wkb else places.area_shape(tenant.kind, tenant.code)
    except Missing:
        return ""
    west, south, east, north = shape.bounds
    lons, lats = to_wgs84([west, east], [south, north])
    return ",".join(
        f"{side:.5f}"
        for side in (
            lons[0] - MARGIN_DEGREES, lats[0] - MARGIN_DEGREES, lons[1] + MARGIN_DEGREES, lats[1] + MARGIN_DEGREES
        )
    )  # fmt: skip
