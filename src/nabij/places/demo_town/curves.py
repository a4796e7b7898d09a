"""Lines that look walked rather than ruled: smoothing, wavering, cutting a block with a gentle bow."""

import math
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from nabij.places.demo_town.plan import Path

STEP_M = 25.0
# Amplitude in metres, wavelength in metres, direction in radians and phase of each wave that bends the plan.
WAVES = [(80.0, 2_300.0, 0.4, 0.3), (34.0, 1_150.0, 1.9, 1.1), (11.0, 520.0, 2.8, 2.3)]
TURNED_BY = math.radians(-11)

Points: TypeAlias = npt.NDArray[np.float64]
Drawn = TypeVar("Drawn", bound=BaseGeometry)


def smooth(path: Path, closed: bool = False) -> Points:
    """A Catmull-Rom curve through the points of a path, a point about every 25 m."""
    points = np.array(path, float)
    before, after = (points[-1], points[:2]) if closed else (2 * points[0] - points[1], 2 * points[-1:] - points[-2:-1])
    around = np.vstack([before, points, after])
    pieces = [_piece(around[at : at + 4]) for at in range(len(around) - 3)]
    return np.vstack([*pieces, points[:1] if closed else points[-1:]])


def _piece(four: Points) -> Points:
    a, b, c, d = four
    steps = max(1, round(math.dist(b, c) / STEP_M))
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    bent = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    return np.asarray(bent / 2)


def line(path: Path) -> LineString:
    return LineString(smooth(path))


def blob(path: Path) -> Polygon:
    """A closed, rounded outline."""
    return Polygon(smooth(path, closed=True))


def warp(points: Points) -> Points:
    """Bends and turns the whole plan, so that nothing in it stays straight; neighbours stay neighbours."""
    moved = points.copy()
    for amplitude, wavelength, direction, phase in WAVES:
        along = points @ [math.cos(direction), math.sin(direction)]
        wave = amplitude * np.sin(2 * math.pi * along / wavelength + phase)
        moved += wave[:, None] * [-math.sin(direction), math.cos(direction)]
    turn = np.array([[math.cos(TURNED_BY), -math.sin(TURNED_BY)], [math.sin(TURNED_BY), math.cos(TURNED_BY)]])
    return np.asarray(moved @ turn.T)


def bend(drawn: Drawn) -> Drawn:
    """A drawn geometry as it lies in the field: given points on its long edges, then warped."""
    return shapely.transform(shapely.segmentize(drawn, STEP_M), warp)
