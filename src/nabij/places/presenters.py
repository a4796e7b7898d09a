"""Shapes and words that pages and maps need."""

from __future__ import annotations

from typing import Any

from nabij.places.queries import AddressHit, AreaRef, Located

CLASSES_OF_STREETS = {
    "main": "main",
    "ring": "main",
    "secondary": "secondary",
    "shopping": "shopping",
    "square": "shopping",
    "street": "street",
    "industrial": "street",
    "lane": "lane",
}
GREEN = {"park", "wood"}


def option(hit: AddressHit) -> dict[str, Any]:
    """A suggestion of the address field; `id` is empty for a street as a whole."""
    return {
        "id": str(hit.id or ""),
        "label": hit.label,
        "lon": hit.lon,
        "lat": hit.lat,
        "neighbourhood": hit.neighbourhood_code,
    }


def drawn(kind: str, name: str) -> dict[str, str]:
    """Properties of a feature of the base map as the map draws it: kind, class and, where there is one, a name."""
    named = {"name": name} if name else {}
    if kind in CLASSES_OF_STREETS:
        return {"kind": "street", "class": CLASSES_OF_STREETS[kind], **named}
    return {"kind": "park" if kind in GREEN else kind, "class": kind, **named}


def place(found: Located) -> dict[str, Any]:
    """Where a point lies, for a page; None where no area holds it."""
    return {
        "neighbourhood": _area(found.neighbourhood),
        "municipality": _area(found.municipality),
        "zone": _area(found.zone),
    }


def _area(area: AreaRef | None) -> dict[str, str] | None:
    return None if area is None else {"code": area.code, "name": area.name}
