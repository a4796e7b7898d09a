"""Published alerts as open data: GeoJSON (RFC 7946) and rows, by what the signed message says and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

import shapely

from nabij.alerts.cap.geometry import polygon_of
from nabij.alerts.cap.message import Info
from nabij.alerts.outlets.feeds import document_of
from nabij.alerts.outlets.queries import Notice
from nabij.places.geometry import Shape, circle, shape_to_geojson

COLUMNS: Final = (
    "id", "event", "headline", "description", "severity", "publisher", "area", "sent_at", "expires_at", "ended", "document",
)  # fmt: skip


def geojson(notices: Sequence[Notice], language: str) -> dict[str, Any]:
    """Each alert with the areas that it named; a circle becomes a polygon. One without an area has no geometry."""
    return {"type": "FeatureCollection", "features": [_feature(one, language) for one in notices]}


def row(notice: Notice, language: str) -> dict[str, Any]:
    """An alert as named values, its moments with their offset."""
    info = notice.info(language)
    values = (
        notice.row.identifier, info.event, info.headline, info.description, info.severity, info.sender_name,
        ", ".join(dict.fromkeys(area.description for area in info.areas)), notice.row.sent_at.isoformat(timespec="seconds"),
        notice.row.expires_at.isoformat(timespec="seconds"), notice.ends, document_of(notice),
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _feature(notice: Notice, language: str) -> dict[str, Any]:
    said = row(notice, language)
    properties = said | {"name": said["headline"]}
    return {"type": "Feature", "id": said["id"], "geometry": _ground(notice.info(language)), "properties": properties}


def _ground(info: Info) -> Any:
    rings = [ring for area in info.areas for ring in area.polygons]
    discs = [one for area in info.areas for one in area.circles]
    shapes = [*filter(None, map(polygon_of, rings)), *(circle(one.lon, one.lat, one.radius_km * 1000) for one in discs)]
    return shape_to_geojson(cast(Shape, shapely.union_all(shapes))) if shapes else None
