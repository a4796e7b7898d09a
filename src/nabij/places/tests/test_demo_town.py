import hashlib
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from nabij.places import geometry
from nabij.places.demo_town import build


@pytest.fixture(scope="module")
def town():
    return build()


@pytest.fixture(scope="module")
def points(town):
    return geometry.to_lambert([a.lon for a in town.addresses], [a.lat for a in town.addresses])


def test_size_and_parts(town):
    assert 19_000 <= len(town.addresses) <= 21_000
    assert len(town.neighbourhoods) == 12
    assert [area.name for area in town.municipalities] == ["Zandekerke", "Lindebeek"]
    assert {area.zone_code for area in [*town.municipalities, *town.neighbourhoods]} == {town.zone.code}


def test_neighbourhoods_tile_the_municipalities_and_these_the_zone(town):
    for municipality in town.municipalities:
        parts = [area.shape for area in town.neighbourhoods if area.municipality_code == municipality.code]
        assert sum(part.area for part in parts) == pytest.approx(municipality.shape.area, rel=1e-9)
        assert shapely.union_all(parts).symmetric_difference(municipality.shape).area < 1
    assert sum(area.shape.area for area in town.municipalities) == pytest.approx(town.zone.shape.area, rel=1e-9)


def test_shapes_are_whole_valid_and_not_all_simple(town):
    assert all(area.shape.is_valid and area.shape.geom_type == "Polygon" for area in town.areas)
    assert any(area.shape.interiors for area in town.neighbourhoods)
    assert sum(area.shape.area < 0.85 * area.shape.convex_hull.area for area in town.neighbourhoods) >= 3
    assert all(geometry.shape_from_geojson(geometry.shape_to_geojson(area.shape), 9_000) for area in town.areas)


def test_every_address_lies_in_the_neighbourhood_it_names_and_in_no_other(town, points):
    holders = Counter()
    codes = np.array([address.neighbourhood_code for address in town.addresses])
    for area in town.neighbourhoods:
        inside = geometry.contains(area.shape, *points)
        assert (codes[inside] == area.code).all()
        holders.update(np.flatnonzero(inside).tolist())
    assert set(holders.values()) == {1}
    assert len(holders) == len(town.addresses)
    assert min(Counter(codes).values()) > 200


def test_an_address_is_written_once(town):
    written = Counter((a.municipality, a.street, a.number) for a in town.addresses)
    assert written.most_common(1)[0][1] == 1


def test_a_name_stands_for_one_street_in_a_municipality_but_may_return_in_the_other(town):
    names = {name: {a.street for a in town.addresses if a.municipality == name} for name in ("Zandekerke", "Lindebeek")}
    assert names["Zandekerke"] & names["Lindebeek"]
    assert all(not name.startswith(("_", "-")) and "_" not in name for both in names.values() for name in both)


def test_odd_and_even_numbers_face_each_other(town, points):
    paths = [shape(f.geometry) for f in town.features if f.kind == "street" and f.name]
    long = max(paths, key=lambda path: path.length)
    name = next(f.name for f in town.features if f.kind == "street" and shape(f.geometry).equals(long))
    line = shapely.transform(long, lambda c: np.column_stack(geometry.to_lambert(c[:, 0], c[:, 1])))
    left = line.buffer(30, single_sided=True)
    sides = {True: set(), False: set()}
    for at, address in enumerate(town.addresses):
        point = shapely.Point(points[0][at], points[1][at])
        if address.street == name and line.distance(point) < 30:
            sides[int(address.number.rstrip("A")) % 2 == 1].add(left.contains(point))
    assert sides[True] != sides[False]
    assert len(sides[True]) == len(sides[False]) == 1


def test_nobody_lives_in_the_water_or_on_the_rails(town, points):
    for feature in town.features:
        if feature.kind in ("water", "park", "wood", "rail"):
            drawn = shape(feature.geometry)
            metres = shapely.transform(drawn, lambda c: np.column_stack(geometry.to_lambert(c[:, 0], c[:, 1])))
            near = metres.buffer(8) if feature.kind == "rail" else metres.buffer(-1)
            assert not shapely.contains_xy(near, *points).any(), feature.name


def test_another_process_makes_the_same_town(town):
    code = (
        "from django.conf import settings; settings.configure(USE_I18N=False)\n"
        "from nabij.places.demo_town import build; import hashlib; town = build()\n"
        "print(hashlib.sha256(repr((town.addresses, town.features)).encode()).hexdigest())"
    )

    here = hashlib.sha256(repr((town.addresses, town.features)).encode()).hexdigest()
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here
