"""Files as their owners publish them, read into plain rows. Nothing here knows the database."""

from nabij.places.parsing.addresses import parse_addresses
from nabij.places.parsing.areas import parse_areas
from nabij.places.parsing.files import BadFile, BadRow, Parsed
from nabij.places.parsing.zones import ZoneOfMunicipality, parse_zones_of_municipalities

__all__ = [
    "BadFile",
    "BadRow",
    "Parsed",
    "ZoneOfMunicipality",
    "parse_addresses",
    "parse_areas",
    "parse_zones_of_municipalities",
]
