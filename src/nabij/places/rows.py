"""What an import or the demo town hands to the writer: plain rows, checked, without a database."""

from dataclasses import dataclass
from typing import Any, Literal

from nabij.places.geometry import Shape

AreaKind = Literal["municipality", "zone", "neighbourhood", "warning"]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area with its shape in Lambert metres; codes of its parents are empty where there are none or not known."""

    kind: AreaKind
    code: str
    name: str
    shape: Shape
    municipality_code: str = ""
    zone_code: str = ""
    population: int | None = None


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address position in degrees; `neighbourhood_code` is what the file says, the polygon decides."""

    street: str
    number: str
    postcode: str
    municipality: str
    lon: float
    lat: float
    neighbourhood_code: str = ""


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """A line or surface of the base map as GeoJSON in degrees."""

    kind: str
    name: str
    geometry: dict[str, Any]
