"""From shapes in Lambert metres to the paths of a small SVG map, drawn by the server so that paper and pages without scripts have
it too. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import shapely

from nabij.places.geometry import Shape

WIDTH: Final = 600
TALLEST: Final = 520
MARGIN_M: Final = 150
KEPT_PATHS: Final = 4_000
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Sheet:
    """From Lambert metres to the coordinates of the drawing."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    def points(self, coordinates: np.ndarray) -> str:
        xs = (coordinates[:, 0] - self.west) * self.scale
        ys = (self.north - coordinates[:, 1]) * self.scale
        return " ".join([f"{x:.1f},{y:.1f}" for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])

    def path(self, shape: Shape) -> str:
        """What an SVG path draws for a shape, its holes left open."""
        polygons: Iterable[shapely.Polygon] = getattr(shape, "geoms", [shape])
        rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
        return " ".join(f"M{self.points(shapely.get_coordinates(ring))}Z" for ring in rings)


def sheet_around(boxes: Sequence[Box], margin_m: float = MARGIN_M) -> Sheet | None:
    """The sheet that holds these boxes (west, south, east, north in metres); None without any."""
    if not boxes:
        return None
    lows = np.array(boxes)[:, :2].min(axis=0) - margin_m
    highs = np.array(boxes)[:, 2:].max(axis=0) + margin_m
    wide, tall = (highs - lows).tolist()
    scale = min(WIDTH / wide, TALLEST / tall)
    return Sheet(float(lows[0]), float(highs[1]), scale, wide * scale, tall * scale)


@lru_cache(maxsize=KEPT_PATHS)
def stored_path(wkb: bytes, sheet: Sheet, simplify_m: float) -> str:
    """The path of a stored shape with its lesser corners left out; kept, since the outlines of a town seldom change."""
    simple: Shape = shapely.simplify(shapely.from_wkb(wkb), simplify_m)  # type: ignore[assignment]
    return sheet.path(simple)


@lru_cache(maxsize=KEPT_PATHS)
def stored_middle(wkb: bytes, sheet: Sheet) -> tuple[float, float]:
    """A point of the drawing that lies in a stored shape, for a word in it."""
    inside = shapely.point_on_surface(shapely.from_wkb(wkb))
    return round((inside.x - sheet.west) * sheet.scale, 1), round((sheet.north - inside.y) * sheet.scale, 1)
