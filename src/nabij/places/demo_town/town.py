"""Puts the demo town together: streets with names, neighbourhoods, houses with numbers, and a base map."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import cast

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from nabij.places import geometry
from nabij.places.demo_town import houses, plan
from nabij.places.demo_town.curves import bend
from nabij.places.demo_town.ground import Ground
from nabij.places.demo_town.houses import GARDENS, HALLS, ROW, TERRACE, VILLAGE, Fabric, House
from nabij.places.demo_town.names import NameGiver
from nabij.places.demo_town.quarters import code, quarters
from nabij.places.demo_town.streets import URBAN_REACH_M, Street, network
from nabij.places.geometry import Shape
from nabij.places.rows import AddressRow, AreaRow, FeatureRow

SEED = 39_001
RAIL_CLEARANCE_M, WATER_CLEARANCE_M = 14.0, 6.0
BASE_MAP_MARGIN_M = 600.0
PERSONS_PER_ADDRESS = 2.32


@dataclass(frozen=True)
class DemoTown:
    """Two municipalities in one police zone; shapes in Lambert metres, positions in degrees."""

    zone: AreaRow
    municipalities: list[AreaRow]
    neighbourhoods: list[AreaRow]
    addresses: list[AddressRow]
    features: list[FeatureRow]

    @property
    def areas(self) -> list[AreaRow]:
        return [self.zone, *self.municipalities, *self.neighbourhoods]


@cache
def build() -> DemoTown:
    """The same town each time, in about two seconds."""
    rng, ground = Random(SEED), Ground()
    streets = network(ground, rng)
    shapes = quarters(ground, streets)
    streets = [replace(street, path=bend(street.path)) for street in _named(streets, shapes, rng)]
    field = {name: bend(shape) for name, shape in shapes.items()}
    stand = _houses(ground, streets, rng)
    owners = _owners(stand, field)
    inhabited = [(house, owner) for house, owner in zip(stand, owners, strict=True) if owner]
    counts = Counter(owner for _, owner in inhabited)
    return DemoTown(
        zone=_zone(_whole(shapes, ""), counts),
        municipalities=[_municipality(town, _whole(shapes, town.code), counts) for town in plan.TOWNS],
        neighbourhoods=[_neighbourhood(quarter, field, counts) for quarter in plan.QUARTERS],
        addresses=_addresses(inhabited, streets),
        features=_features(ground, streets, field),
    )


def _named(streets: list[Street], shapes: dict[str, BaseGeometry], rng: Random) -> list[Street]:
    giver = NameGiver(rng)
    owners = _owners_of_points([street.path.interpolate(0.5, normalized=True) for street in streets], shapes)
    for street, owner in zip(streets, owners, strict=True):
        if street.name:
            giver.reserve(owner[:5], street.name)
    return [
        _from_market(street if street.name else replace(street, name=giver.name(owner[:5], int(owner[-2:]))))
        for street, owner in zip(streets, owners, strict=True)
        if owner or street.name
    ]


def _from_market(street: Street) -> Street:
    """Numbers begin at the end nearest to a market."""
    markets = shapely.MultiPoint([plan.MARKET[0], plan.MARKET_LINDEBEEK[0]])
    start, end = Point(street.path.coords[0]), Point(street.path.coords[-1])
    return replace(street, path=street.path.reverse()) if end.distance(markets) < start.distance(markets) else street


def _owners(stand: list[House], field: dict[str, BaseGeometry]) -> list[str]:
    return _owners_of_points([Point(house.x, house.y) for house in stand], field)


def _owners_of_points(points: list[Point], shapes: dict[str, BaseGeometry]) -> list[str]:
    """The code of the first shape that holds each point, or an empty string."""
    codes = np.full(len(points), "", dtype=object)
    for name, shape in shapes.items():
        shapely.prepare(shape)
        codes[shapely.intersects(shape, points) & (codes == "")] = name
    return cast(list[str], codes.tolist())


def _houses(ground: Ground, streets: list[Street], rng: Random) -> list[House]:
    urban = shapely.Point(0, 0).buffer(URBAN_REACH_M).intersection(ground.built_up)
    areas: list[tuple[BaseGeometry, Fabric]] = [(ground.centre, ROW), (urban, TERRACE), (ground.industry, HALLS)]
    areas += [(ground.built_up, GARDENS), (ground.villages, VILLAGE)]
    closed = shapely.union_all(
        [
            bend(ground.closed),
            bend(ground.railway).buffer(RAIL_CLEARANCE_M),
            *(bend(water).buffer(WATER_CLEARANCE_M) for water in ground.water.values()),
        ]
    )
    shapely.prepare(closed)
    return houses.along(
        [(street.kind, street.path) for street in streets], [(bend(area), f) for area, f in areas], closed, rng
    )


def _in_place(drawn: BaseGeometry) -> Shape:
    """A bent geometry of the plan, in Lambert metres."""
    xs, ys = geometry.to_lambert([plan.ORIGIN_LON], [plan.ORIGIN_LAT])
    return cast(Shape, shapely.transform(drawn, lambda c: np.round(c + np.array([xs[0], ys[0]]), 3)))


def _people(addresses: int) -> int:
    return round(addresses * PERSONS_PER_ADDRESS)


def _whole(shapes: dict[str, BaseGeometry], town: str) -> Shape:
    parts = [shape for name, shape in shapes.items() if name.startswith(town)]
    return _in_place(bend(shapely.coverage_union_all(parts)))


def _zone(whole: Shape, counts: Counter[str]) -> AreaRow:
    return AreaRow("zone", plan.ZONE_CODE, plan.ZONE_NAME, whole, population=_people(counts.total()))


def _municipality(town: plan.Town, whole: Shape, counts: Counter[str]) -> AreaRow:
    people = _people(sum(count for name, count in counts.items() if name.startswith(town.code)))
    return AreaRow("municipality", town.code, town.name, whole, zone_code=plan.ZONE_CODE, population=people)


def _neighbourhood(quarter: plan.Quarter, field: dict[str, BaseGeometry], counts: Counter[str]) -> AreaRow:
    name = code(quarter)
    return AreaRow(
        "neighbourhood", name, quarter.name, _in_place(field[name]), quarter.town, plan.ZONE_CODE, _people(counts[name])
    )


def _addresses(inhabited: list[tuple[House, str]], streets: list[Street]) -> list[AddressRow]:
    places = _in_place(shapely.MultiPoint([(house.x, house.y) for house, _ in inhabited]))
    lons, lats = geometry.to_wgs84(*shapely.get_coordinates(places).T)
    towns = {town.code: town for town in plan.TOWNS}
    rows = zip(inhabited, lons.round(6).tolist(), lats.round(6).tolist(), strict=True)
    return [
        AddressRow(
            streets[house.street].name, house.number, towns[owner[:5]].postcode, towns[owner[:5]].name, lon, lat, owner
        )
        for (house, owner), lon, lat in rows
    ]


def _features(ground: Ground, streets: list[Street], field: dict[str, BaseGeometry]) -> list[FeatureRow]:
    land = shapely.union_all(list(field.values())).buffer(BASE_MAP_MARGIN_M)
    drawn: list[tuple[str, str, BaseGeometry]] = [("built_up", "", ground.built_up), ("built_up", "", ground.villages)]
    drawn += [("industry", "", ground.industry)]
    drawn += [("wood" if name.endswith("bos") else "park", name, shape) for name, shape in ground.parks.items()]
    drawn += [("water", name, shape) for name, shape in ground.water.items()]
    drawn += [("plaza", "", market) for market in ground.markets] + [("rail", "Spoorweg", ground.railway)]
    rows = [_feature(kind, name, bend(shape).intersection(land)) for kind, name, shape in drawn]
    return rows + [_feature(street.kind, street.name, street.path.intersection(land)) for street in streets]


def _feature(kind: str, name: str, bent: BaseGeometry) -> FeatureRow:
    return FeatureRow(kind, name, geometry.shape_to_geojson(_in_place(bent)))
