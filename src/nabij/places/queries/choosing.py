"""The place that somebody meant, from what a form gives."""

from __future__ import annotations

from dataclasses import dataclass

from nabij.places.geometry import in_belgium, to_lambert
from nabij.places.queries.searching import search_addresses


@dataclass(frozen=True, slots=True)
class Chosen:
    """An address with its point in degrees."""

    address: str
    lon: float
    lat: float

    @property
    def metres(self) -> tuple[float, float]:
        """The point in Belgian Lambert metres."""
        (x,), (y,) = to_lambert([self.lon], [self.lat])
        return float(x), float(y)


def chosen_place(*, address: str, lon: str, lat: str) -> Chosen | None:
    """The point that was chosen on a map or in a list; without one that lies in Belgium the best hit for what was typed."""
    try:
        point = float(lon), float(lat)
    except ValueError:
        point = None
    if point is not None and in_belgium(*point):
        return Chosen(address, *point)
    hits = search_addresses(address, limit=1) if address else []
    return Chosen(hits[0].label, hits[0].lon, hits[0].lat) if hits else None
