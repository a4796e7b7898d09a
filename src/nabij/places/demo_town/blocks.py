"""Streets by cutting: a block that is too deep is cut lengthwise, one that is too long is cut across."""

import math
from dataclasses import dataclass
from random import Random

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

SHORTEST_STREET_M = 14.0
SMALLEST_BLOCK_M2 = 2_500.0
POINTS_PER_CUT = 13


@dataclass(frozen=True)
class Grain:
    """How finely land is cut: depth and length in metres, crookedness in radians, bow as a share."""

    depth_m: float
    length_m: float
    crooked: float
    bowed: float


RURAL = Grain(depth_m=640, length_m=1_150, crooked=0.34, bowed=0.12)
CENTRE = Grain(depth_m=82, length_m=140, crooked=0.24, bowed=0.05)
URBAN = Grain(depth_m=90, length_m=200, crooked=0.09, bowed=0.06)
SUBURB = Grain(depth_m=104, length_m=250, crooked=0.13, bowed=0.10)
INDUSTRIAL = Grain(depth_m=190, length_m=380, crooked=0.03, bowed=0.0)


def polygons(*shapes: BaseGeometry) -> list[Polygon]:
    """The polygons among the parts of any geometries, without slivers."""
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    return [part for part in parts if isinstance(part, Polygon) and part.area >= SMALLEST_BLOCK_M2]


def cut(block: Polygon, grain: Grain, rng: Random) -> tuple[list[LineString], list[Polygon]]:
    """The streets that divide a block, and the blocks that are left."""
    streets: list[LineString] = []
    done: list[Polygon] = []
    todo = [block]
    while todo:
        piece = todo.pop()
        blade = _blade(piece, grain, rng)
        halves = [] if blade is None else polygons(*_split(piece, blade))
        if blade is None or len(halves) < 2:
            done.append(piece)
            continue
        streets += [part for part in shapely.get_parts(piece.intersection(blade)) if part.length > SHORTEST_STREET_M]
        todo += halves
    return streets, done


def _split(block: Polygon, blade: LineString) -> list[BaseGeometry]:
    edges = shapely.node(shapely.geometrycollections([*shapely.get_rings(block), blade]))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    inside = faces[shapely.contains(block, shapely.point_on_surface(faces))]
    return list(inside)


def _blade(block: Polygon, grain: Grain, rng: Random) -> LineString | None:
    corners = shapely.get_coordinates(shapely.oriented_envelope(block))
    one, two = corners[1] - corners[0], corners[2] - corners[1]
    length, depth = (one, two) if np.hypot(*one) >= np.hypot(*two) else (two, one)
    length_m, depth_m = float(np.hypot(*length)), float(np.hypot(*depth))
    if depth_m > grain.depth_m * rng.uniform(1.45, 1.9):
        along, across, reach_m = length, depth, length_m
    elif length_m > grain.length_m * rng.uniform(1.35, 1.9):
        along, across, reach_m = depth, length, depth_m
    else:
        return None
    middle = corners[:4].mean(axis=0) + across * rng.uniform(-0.1, 0.1)
    angle = math.atan2(along[1], along[0]) + rng.uniform(-grain.crooked, grain.crooked)
    return _bowed(middle, angle, reach_m, grain.bowed * rng.uniform(-1, 1))


def _bowed(middle: np.ndarray, angle: float, reach_m: float, bow: float) -> LineString:
    at = np.linspace(-1, 1, POINTS_PER_CUT)[:, None]
    forward = np.array([math.cos(angle), math.sin(angle)])
    sideways = np.array([-math.sin(angle), math.cos(angle)])
    return LineString(middle + at * reach_m * forward + (0.5 - at**2) * bow * reach_m * sideways)
