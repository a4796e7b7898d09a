"""The street network: main roads from the plan, lanes and streets cut out of the land between them."""

from dataclasses import dataclass
from random import Random

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from nabij.places.demo_town import plan
from nabij.places.demo_town.blocks import CENTRE, INDUSTRIAL, RURAL, SUBURB, URBAN, Grain, cut, polygons
from nabij.places.demo_town.curves import line, smooth
from nabij.places.demo_town.ground import Ground

URBAN_REACH_M = 880.0
RING_PARTS = ["Noordervest", "Oostervest", "Zuidervest", "Westervest"]


@dataclass(frozen=True)
class Street:
    """One street in the plan; without a name until the council gives one. `town` is set for squares and rings only."""

    kind: str
    path: LineString
    name: str = ""


def main_roads(ground: Ground) -> list[Street]:
    """Roads that the plan names, in parts: within the old centre a street, outside it the steenweg."""
    streets = [part for road in plan.MAIN_ROADS for part in _road_parts(road, ground)]
    streets += _ring(plan.INNER_RING, RING_PARTS, "secondary")
    streets += _ring(plan.OUTER_RING, ["Ringlaan"], "ring")
    streets += _ring(plan.RING_LINDEBEEK, ["Lindelaan"], "secondary")
    squares = ["Grote Markt", "Lindeplein"]
    return streets + [
        Street("square", LineString(market.exterior.coords), name)
        for market, name in zip(ground.markets, squares, strict=True)
    ]


def _road_parts(road: plan.Road, ground: Ground) -> list[Street]:
    whole = line(road.path).difference(shapely.union_all(ground.markets))
    if not road.inner_name:
        return [Street(road.kind, part, road.name) for part in _lines(whole)]
    home = ground.centre if ground.centre.contains(shapely.Point(road.path[0])) else Polygon(plan.RING_LINDEBEEK)
    inner_kind = "shopping" if road.inner_name == "Hoogstraat" else "secondary"
    inner = [Street(inner_kind, part, road.inner_name) for part in _lines(whole.intersection(home))]
    return inner + [Street(road.kind, part, road.name) for part in _lines(whole.difference(home))]


def _ring(path: plan.Path, names: list[str], kind: str) -> list[Street]:
    curve = smooth(path, closed=True)
    share = len(curve) / len(names)
    ends = [round(share * at) for at in range(len(names) + 1)]
    return [
        Street(kind, LineString(curve[first : last + 1]), name)
        for name, first, last in zip(names, ends, ends[1:], strict=False)
    ]


def _lines(shape: BaseGeometry) -> list[LineString]:
    merged = shapely.line_merge(shape)
    return [part for part in shapely.get_parts(merged) if part.length > 1]


def network(ground: Ground, rng: Random) -> list[Street]:
    """Every street of both towns, unbent and mostly unnamed."""
    streets = main_roads(ground)
    barriers: list[BaseGeometry] = [*(street.path for street in streets), *ground.waterways.values(), ground.railway]
    barriers += [outline.exterior for outline in ground.outlines.values()]
    land = shapely.union_all(list(ground.outlines.values()))
    for superblock in _faces(barriers):
        if land.contains(superblock.representative_point()):
            streets += _in_superblock(superblock, ground, rng)
    return _reachable(streets)


def _reachable(streets: list[Street]) -> list[Street]:
    """Without streets that meet no other street."""
    paths = [street.path for street in streets]
    one, two = shapely.STRtree(paths).query(paths, predicate="dwithin", distance=1.0)
    met = set(one[one != two].tolist())
    return [street for at, street in enumerate(streets) if at in met]


def _faces(lines: list[BaseGeometry]) -> list[Polygon]:
    return sorted(polygons(shapely.polygonize([shapely.union_all(lines)])), key=lambda face: face.bounds)


def _in_superblock(superblock: Polygon, ground: Ground, rng: Random) -> list[Street]:
    open_land = polygons(superblock.difference(ground.closed))
    lanes: list[Street] = []
    for part in open_land:
        paths, blocks = cut(part, RURAL, rng)
        lanes += [Street(_lane_kind(path, ground), path) for path in paths]
        for block in blocks:
            lanes += _in_block(block, ground, rng)
    return lanes


def _lane_kind(path: LineString, ground: Ground) -> str:
    town = ground.built_up.union(ground.villages)
    return "secondary" if path.intersection(town).length > path.length / 2 else "lane"


def _in_block(block: Polygon, ground: Ground, rng: Random) -> list[Street]:
    return [
        Street("industrial" if grain is INDUSTRIAL else "street", path)
        for zone, grain in _zones(ground)
        for part in polygons(block.intersection(zone))
        for path in cut(part, grain, rng)[0]
    ]


def _zones(ground: Ground) -> list[tuple[BaseGeometry, Grain]]:
    urban = shapely.Point(0, 0).buffer(URBAN_REACH_M).difference(ground.centre).intersection(ground.built_up)
    suburb = ground.built_up.difference(urban).difference(ground.centre)
    towns = [(ground.centre, CENTRE), (urban, URBAN), (suburb, SUBURB)]
    return [*towns, (ground.villages, SUBURB), (ground.industry, INDUSTRIAL)]
