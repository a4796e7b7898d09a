"""A Flemish-looking town of our own making, generated when it is loaded: nothing of it is copied from a real place."""

from nabij.places.demo_town.town import DemoTown, build

__all__ = ["DemoTown", "build"]
