"""Houses along the streets: odd numbers on the left, even on the right, closer together towards the market."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

SAMPLE_M = 12.0
CLOSEST_HOUSES_M = 5.0
EMPTY_PLOT = 0.05
LETTERED = 0.03


@dataclass(frozen=True)
class Fabric:
    """How houses stand along a street: plot width and distance from the middle of the street, in metres."""

    plot_m: float
    setback_m: float


ROW = Fabric(8.3, 8.0)
TERRACE = Fabric(10.5, 10.5)
GARDENS = Fabric(17.0, 15.0)
VILLAGE = Fabric(20.5, 15.0)
RIBBON = Fabric(40.0, 20.0)
FARMS = Fabric(165.0, 34.0)
HALLS = Fabric(46.0, 34.0)
NO_HOUSES = {"ring"}


@dataclass(frozen=True)
class House:
    street: int
    number: str
    x: float
    y: float


def along(
    streets: list[tuple[str, LineString]], fabrics: list[tuple[BaseGeometry, Fabric]], closed: BaseGeometry, rng: Random
) -> list[House]:
    """Houses along streets of (kind, path), on no closed ground and never in the way of another street.

    `fabrics` is read in order: the first area that holds a stretch of street decides how it is built.
    """
    plots = _Plots([path for _, path in streets])
    for at, (kind, path) in enumerate(streets):
        if kind not in NO_HOUSES:
            plots.line_up(
                at, path, [RIBBON if f is FARMS and kind == "main" else f for f in _built(path, fabrics)], rng
            )
    return list(_numbered(plots.kept(closed), rng))


def _built(path: LineString, fabrics: list[tuple[BaseGeometry, Fabric]]) -> list[Fabric]:
    middle = shapely.line_interpolate_point(path, np.arange(SAMPLE_M / 2, max(path.length, SAMPLE_M), SAMPLE_M))
    xs, ys = shapely.get_x(middle), shapely.get_y(middle)
    chosen = np.full(len(middle), len(fabrics))
    for at, (area, _) in reversed(list(enumerate(fabrics))):
        chosen[shapely.contains_xy(area, xs, ys)] = at
    return [fabrics[at][1] if at < len(fabrics) else FARMS for at in chosen]


class _Plots:
    """Places where a house could stand, before what is in the way is taken out."""

    def __init__(self, paths: list[LineString]) -> None:
        self._paths = paths
        self._rows: list[tuple[int, int, float, float]] = []

    def line_up(self, street: int, path: LineString, fabrics: list[Fabric], rng: Random) -> None:
        for side in (1, -1):
            at_m = fabrics[0].plot_m * rng.uniform(0.5, 0.9)
            while at_m < path.length:
                fabric = fabrics[min(int(at_m / SAMPLE_M), len(fabrics) - 1)]
                if rng.random() > EMPTY_PLOT:
                    self._rows.append((street, side, at_m, fabric.setback_m * rng.uniform(0.93, 1.1)))
                at_m += fabric.plot_m * rng.uniform(0.85, 1.2)

    def kept(self, closed: BaseGeometry) -> list[tuple[int, int, float, float]]:
        """Rows of (street, side, x, y)."""
        rows = np.array(self._rows)
        street, side, at_m, setback_m = rows.T
        points = _beside(np.array(self._paths)[street.astype(int)], side, at_m, setback_m)
        free = ~shapely.contains_xy(closed, points[:, 0], points[:, 1])
        free &= ~self._in_the_way(points, street.astype(int), setback_m)
        free &= ~_too_close(points, free)
        return [(int(street[at]), int(side[at]), *points[at].tolist()) for at in np.flatnonzero(free)]

    def _in_the_way(
        self, points: npt.NDArray[np.float64], street: npt.NDArray[np.int_], setback_m: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.bool_]:
        tree = shapely.STRtree(self._paths)
        house, _ = tree.query(shapely.points(points), predicate="dwithin", distance=setback_m * 0.85)
        blocked = np.zeros(len(points), bool)
        blocked[house] = True
        return blocked


def _beside(
    paths: npt.NDArray[np.object_],
    side: npt.NDArray[np.float64],
    at_m: npt.NDArray[np.float64],
    setback_m: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    here, ahead = (shapely.get_coordinates(shapely.line_interpolate_point(paths, at_m + step)) for step in (-1, 1))
    direction = (ahead - here) / np.maximum(np.hypot(*(ahead - here).T), 0.1)[:, None]
    left = np.column_stack([-direction[:, 1], direction[:, 0]])
    return np.asarray((here + ahead) / 2 + left * (side * setback_m)[:, None])


def _too_close(points: npt.NDArray[np.float64], free: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Houses that stand on top of one that comes before them."""
    where = np.flatnonzero(free)
    places = [Point(*point) for point in points[where].tolist()]
    one, two = shapely.STRtree(places).query(places, predicate="dwithin", distance=CLOSEST_HOUSES_M)
    crowded = np.zeros(len(points), bool)
    crowded[where[one[one > two]]] = True
    return crowded


def _numbered(rows: list[tuple[int, int, float, float]], rng: Random) -> Iterator[House]:
    last: dict[tuple[int, int], int] = {}
    lettered: set[tuple[int, int, int]] = set()
    for street, side, x, y in rows:
        before = last.get((street, side), -1 if side == 1 else 0)
        if before > 0 and rng.random() < LETTERED and (street, side, before) not in lettered:
            lettered.add((street, side, before))
            yield House(street, f"{before}A", x, y)
            continue
        last[street, side] = before + (4 if before > 0 and rng.random() < EMPTY_PLOT else 2)
        yield House(street, str(last[street, side]), x, y)
