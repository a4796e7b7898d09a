"""What is done with places. Public geography belongs to no tenant: the platform itself writes it, on record."""

from nabij.places.actions.addresses import import_addresses
from nabij.places.actions.areas import assign_zones, import_areas
from nabij.places.actions.demo import load_demo_town
from nabij.places.actions.merging import PLATFORM, Imported

__all__ = ["PLATFORM", "Imported", "assign_zones", "import_addresses", "import_areas", "load_demo_town"]
