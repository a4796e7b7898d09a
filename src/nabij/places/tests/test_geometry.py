import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon

from nabij.places import geometry

SQUARE = [[4.70, 50.87], [4.72, 50.87], [4.72, 50.89], [4.70, 50.89], [4.70, 50.87]]
HOLE = [[4.705, 50.875], [4.715, 50.875], [4.715, 50.885], [4.705, 50.885], [4.705, 50.875]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def star(radii, x=600_000.0, y=680_000.0):
    """A polygon that cannot cross itself: one corner per direction."""
    turns = [2 * math.pi * at / len(radii) for at in range(len(radii))]
    return [(x + r * math.cos(a), y + r * math.sin(a)) for r, a in zip(radii, turns, strict=True)]


stars = st.lists(st.floats(10, 5_000), min_size=3, max_size=40).map(star)


def test_lambert_2008_of_its_own_origin():
    xs, ys = geometry.to_lambert([4.35921583333333], [50.797815])
    assert (xs[0], ys[0]) == pytest.approx((649_328.0, 665_262.0), abs=0.001)


@given(st.floats(2.5, 6.4), st.floats(49.5, 51.5))
def test_there_and_back_is_the_same_place(lon, lat):
    lons, lats = geometry.to_wgs84(*geometry.to_lambert([lon], [lat]))
    assert abs(lons[0] - lon) < 1e-9
    assert abs(lats[0] - lat) < 1e-9


def test_a_shape_keeps_its_hole_and_its_place():
    shape = geometry.shape_from_geojson(polygon(SQUARE, HOLE))
    xs, ys = geometry.to_lambert([4.702, 4.71, 4.73], [50.872, 50.88, 50.88])
    assert geometry.contains(shape, xs, ys).tolist() == [True, False, False]
    back = geometry.shape_to_geojson(shape)
    assert [len(ring) for ring in back["coordinates"]] == [5, 5]
    assert back["coordinates"][0][0] == (4.70, 50.87)


@pytest.mark.parametrize(
    ("drawn", "sentence"),
    [
        ({"type": "Point", "coordinates": [4.7, 50.9]}, "is a Polygon or a MultiPolygon"),
        ({}, "is a Polygon or a MultiPolygon"),
        (polygon(), "no corners"),
        ({"type": "Polygon"}, "cannot be read"),
        (polygon([[4.7, 50.9], [4.8, 50.9]]), "cannot be read"),
        (polygon([[4.7, "a"], [4.8, 50.9], [4.7, 51.0], [4.7, 50.9]]), "cannot be read"),
        (polygon([[4.7, 50.9], [4.8, math.inf], [4.7, 51.0], [4.7, 50.9]]), "not a number"),
        (polygon([[4.70, 50.87], [4.72, 50.89], [4.72, 50.87], [4.70, 50.89], [4.70, 50.87]]), "crosses itself"),
        (polygon([[4.70, 50.87], [4.71, 50.87], [4.72, 50.87], [4.70, 50.87]]), "not a proper shape|no surface"),
        (polygon([[2.0, 48.0], [2.1, 48.0], [2.1, 48.1], [2.0, 48.0]]), "outside Belgium"),
        (polygon([[50.87, 4.70], [50.87, 4.72], [50.89, 4.72], [50.87, 4.70]]), "outside Belgium"),
    ],
)
def test_what_cannot_be_an_area_is_refused_in_a_sentence(drawn, sentence):
    with pytest.raises(geometry.ShapeError, match=sentence):
        geometry.shape_from_geojson(drawn)


def test_too_many_corners_say_how_many():
    many = geometry.shape_to_geojson(shapely.Point(600_000, 680_000).buffer(500, quad_segs=300))
    with pytest.raises(geometry.ShapeError, match=r"1201 corners; at most 1000"):
        geometry.shape_from_geojson(many)
    assert geometry.shape_from_geojson(many, corners_max=2_000).area > 0


@given(stars, st.integers(0, 2**32 - 1))
def test_contains_agrees_with_shapely_point_by_point(corners, seed):
    area = Polygon(corners)
    points = np.random.default_rng(seed).uniform((594_000, 674_000), (606_000, 686_000), (200, 2))
    said = geometry.contains(area, points[:, 0], points[:, 1])
    assert said.tolist() == [area.covers(shapely.Point(x, y)) for x, y in points]


@given(stars)
def test_the_edge_belongs_to_the_area(corners):
    xs, ys = np.array(corners).T
    assert geometry.contains(Polygon(corners), xs, ys).all()


@given(st.floats(2.6, 6.0), st.floats(49.7, 51.4), st.floats(5, 20_000))
def test_a_circle_has_its_radius(lon, lat, radius_m):
    xs, ys = geometry.to_lambert([lon], [lat])
    around = geometry.circle(lon, lat, radius_m)
    distances = shapely.distance(shapely.points(np.array(around.exterior.coords)), shapely.Point(xs[0], ys[0]))
    assert np.allclose(distances, radius_m)


@given(stars, st.integers(0, 40), st.booleans())
def test_rings_do_not_depend_on_start_or_direction(corners, start, backwards):
    turned = corners[start % len(corners) :] + corners[: start % len(corners)]
    drawn = list(reversed(turned)) if backwards else turned
    assert geometry.canonical_rings(Polygon(drawn)) == geometry.canonical_rings(Polygon(corners))


@given(st.permutations(range(3)), st.permutations(range(2)), st.booleans())
def test_rings_do_not_depend_on_their_order(polygons, holes, backwards):
    def ring(x, y, size):
        return [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]

    parts = [
        Polygon(ring(at * 1_000, 0, 500), [ring(at * 1_000 + 50 + 100 * hole, 50, 60) for hole in range(2)])
        for at in range(3)
    ]
    shuffled = [
        Polygon(
            parts[at].exterior.coords[::-1] if backwards else parts[at].exterior.coords,
            [parts[at].interiors[hole].coords for hole in holes],
        )
        for at in polygons
    ]
    assert geometry.canonical_rings(MultiPolygon(shuffled)) == geometry.canonical_rings(MultiPolygon(parts))


@given(stars)
def test_rings_are_closed_whole_millimetres_from_the_smallest_corner(corners):
    (ring,) = geometry.canonical_rings(Polygon(corners))
    assert ring[0] == ring[-1] == min(ring)
    assert all(isinstance(value, int) for corner in ring for value in corner)
    assert Polygon(ring).exterior.is_ccw
    assert abs(Polygon(ring).area / 1e6 - Polygon(corners).area) < 0.01 * Polygon(corners).length


@given(stars, st.integers(0, 39))
def test_moving_a_corner_by_a_millimetre_changes_the_rings(corners, at):
    moved = list(corners)
    x, y = moved[at % len(moved)]
    moved[at % len(moved)] = (x + 0.002, y)
    assert geometry.canonical_rings(Polygon(moved)) != geometry.canonical_rings(Polygon(corners))


def test_a_hole_and_an_island_are_not_the_same():
    outer, inner = [(0, 0), (9, 0), (9, 9), (0, 9)], [(3, 3), (6, 3), (6, 6), (3, 6)]
    with_hole = Polygon(outer, [inner])
    two = MultiPolygon([Polygon(outer), Polygon([(x + 20, y) for x, y in inner])])
    assert geometry.canonical_rings(with_hole) != geometry.canonical_rings(Polygon(outer))
    assert len(geometry.canonical_rings(two)) == 2


def test_a_long_edge_follows_the_straight_line_in_degrees():
    wide = polygon([[3.0, 50.8], [5.0, 50.8], [5.0, 51.2], [3.0, 51.2], [3.0, 50.8]])
    xs, ys = geometry.to_lambert([4.0, 4.0], [50.8005, 50.7995])
    assert geometry.contains(geometry.shape_from_geojson(wide, longest_edge_degrees=0.02), xs, ys).tolist() == [
        True,
        False,
    ]
    assert geometry.contains(geometry.shape_from_geojson(wide), xs, ys).tolist() != [True, False]
