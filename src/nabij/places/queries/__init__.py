"""What can be asked about places. Public geography: anybody may, so no actor is taken."""

from nabij.places.queries.addresses import (
    AddressHit,
    AddressRef,
    address,
    addresses_of,
    addresses_within,
    nearest_address,
    spots_within,
    stray_addresses,
)
from nabij.places.queries.choosing import Chosen, chosen_place
from nabij.places.queries.locating import AreaRef, Homes, Located, locate, locate_many
from nabij.places.queries.maps import (
    Outline,
    area_shape,
    areas,
    areas_geojson,
    areas_within,
    map_features,
    neighbourhood_outlines,
    neighbourhoods_in,
    outlines,
    shapes_within,
)
from nabij.places.queries.matching import Match, match_addresses
from nabij.places.queries.searching import search_addresses
from nabij.places.queries.streets import (
    StreetRef,
    address_counts,
    addresses_in,
    street_at,
    street_names,
    streets_in,
    streets_within,
)

__all__ = [
    "AddressHit",
    "AddressRef",
    "AreaRef",
    "Chosen",
    "Homes",
    "Located",
    "Match",
    "Outline",
    "StreetRef",
    "address",
    "address_counts",
    "addresses_in",
    "addresses_of",
    "addresses_within",
    "area_shape",
    "areas",
    "areas_geojson",
    "areas_within",
    "chosen_place",
    "locate",
    "locate_many",
    "map_features",
    "match_addresses",
    "nearest_address",
    "neighbourhood_outlines",
    "neighbourhoods_in",
    "outlines",
    "search_addresses",
    "shapes_within",
    "spots_within",
    "stray_addresses",
    "street_at",
    "street_names",
    "streets_in",
    "streets_within",
]
