"""Areas in GeoJSON: neighbourhoods and zones of the provinces, municipalities of Statbel, warning areas by EMMA_ID."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from nabij.places import geometry
from nabij.places.parsing.files import BadFile, BadRow, Parsed, read_json
from nabij.places.rows import AreaKind, AreaRow
from nabij.tenants.errors import Refused

# The outline of a large municipality has some hundreds of corners, that of a zone up to 1,310 (2025).
IMPORTED_CORNERS_MAX = 20_000
# An edge of 50 km that is straight in degrees bends by 60 m; on pieces of 2 km it is below 10 cm.
LONGEST_EDGE_DEGREES = 0.02
DEGREES = ("CRS84", "4326", "4258")
LONGEST = {"code": 20, "name": 120}

PROPERTIES: dict[AreaKind, dict[str, tuple[str, ...]]] = {
    "neighbourhood": {
        "code": ("wijk", "code"),
        "name": ("naam", "name"),
        "municipality_code": ("nis", "niscode", "municipality_code"),
        "zone_code": ("ipz", "zone_code"),
        "population": ("population", "population_2019_est"),
    },
    "municipality": {
        "code": ("nis", "niscode", "code"),
        "name": ("naam", "gemeente", "name"),
        "zone_code": ("ipz", "zone_code"),
        "population": ("population",),
    },
    "zone": {"code": ("ipz", "code"), "name": ("politiezone", "naam", "name"), "population": ("population",)},
    "warning": {"code": ("code", "EMMA_ID", "emma_id"), "name": ("name", "naam")},
}


def parse_areas(path: Path, kind: AreaKind) -> Parsed[AreaRow]:
    """Reads a Feature or FeatureCollection in degrees (.geojson, .geojson.gz). Raises BadFile."""
    parsed: Parsed[AreaRow] = Parsed()
    seen: set[str] = set()
    for number, feature in enumerate(_features(read_json(path), path.name), 1):
        try:
            row = _area(feature, kind)
        except Refused as error:
            parsed.bad.append(BadRow(_("feature %(number)s") % {"number": number}, str(error)))
            continue
        if row.code in seen:
            reason = _("the code %(code)s was there before.") % {"code": row.code}
            parsed.bad.append(BadRow(_("feature %(number)s") % {"number": number}, reason))
            continue
        seen.add(row.code)
        parsed.rows.append(row)
    return parsed


def _features(content: dict[str, Any], file: str) -> list[Any]:
    declared = _declared_system(content.get("crs"))
    if not declared.endswith(DEGREES):
        text = _("%(file)s is in %(crs)s; degrees (EPSG:4326) are needed.")
        raise BadFile(text % {"file": file, "crs": declared})
    if content.get("type") == "Feature":
        return [content]
    features = content.get("features")
    if content.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise BadFile(_("%(file)s holds no GeoJSON.") % {"file": file})
    return features


def _declared_system(crs: Any) -> str:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return str(name or DEGREES[0])


def _area(feature: Any, kind: AreaKind) -> AreaRow:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    drawn = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not isinstance(drawn, dict):
        raise Refused(_("a feature with properties and a shape is expected."))
    values = {name: _value(properties, names) for name, names in PROPERTIES[kind].items()}
    for name in ("code", "name"):
        if not values[name]:
            raise Refused(_("the property %(names)s is missing.") % {"names": " / ".join(PROPERTIES[kind][name])})
        if len(values[name]) > LONGEST[name]:
            raise Refused(_("the property %(names)s is too long.") % {"names": " / ".join(PROPERTIES[kind][name])})
    return AreaRow(
        kind=kind,
        code=values["code"],
        name=values["name"],
        shape=geometry.shape_from_geojson(drawn, IMPORTED_CORNERS_MAX, LONGEST_EDGE_DEGREES),
        municipality_code=values.get("municipality_code", ""),
        zone_code=values.get("zone_code", ""),
        population=_whole(values.get("population", "")),
    )


def _value(properties: Mapping[str, Any], names: tuple[str, ...]) -> str:
    found = next((properties[name] for name in names if properties.get(name) not in (None, "")), "")
    return str(found).strip()


def _whole(text: str) -> int | None:
    try:
        return round(float(text)) if text else None
    except (ValueError, OverflowError):
        raise Refused(_("the population %(text)s is not a number.") % {"text": text}) from None
