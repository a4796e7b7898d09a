"""Two zones side by side, for the walks over everything that can be asked or opened."""

from tests.loop.two_zones import things, world, zones

__all__ = ["things", "world", "zones"]
