import uuid

import numpy as np
import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nabij.places import actions, geometry, queries
from nabij.places.demo_town import build
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing

pytestmark = pytest.mark.django_db
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
neighbourhoods = st.sampled_from(build().neighbourhoods)


@few
@given(neighbourhoods, st.floats(0, 1), st.sampled_from([-0.5, 0.5]))
def test_a_point_just_beside_a_border_lies_on_its_own_side(demo_town, area, along, aside_m):
    edge = shapely.LineString(area.shape.exterior.coords)
    at = along * (edge.length - 2) + 1
    here, ahead = (shapely.get_coordinates(edge.interpolate(at + step))[0] for step in (0, 0.01))
    direction = (ahead - here) / np.hypot(*(ahead - here))
    x, y = here + np.array([-direction[1], direction[0]]) * aside_m
    lons, lats = geometry.to_wgs84([x], [y])
    found = queries.locate(lons[0], lats[0])
    holders = [other for other in demo_town.neighbourhoods if other.shape.covers(shapely.Point(x, y))]
    assert (found.neighbourhood and found.neighbourhood.code) == min((other.code for other in holders), default=None)
    towns = [other.code for other in demo_town.municipalities if other.shape.covers(shapely.Point(x, y))]
    assert (found.municipality and found.municipality.code) == min(towns, default=None)
    assert (found.zone is not None) == demo_town.zone.shape.covers(shapely.Point(x, y))


def test_a_hole_belongs_to_who_fills_it(demo_town):
    around = next(area for area in demo_town.neighbourhoods if area.shape.interiors)
    for hole in around.shape.interiors:
        x, y = shapely.get_coordinates(shapely.Polygon(hole).representative_point())[0]
        lons, lats = geometry.to_wgs84([x], [y])
        found = queries.locate(lons[0], lats[0]).neighbourhood
        assert found is not None
        assert found.code != around.code
        assert found.municipality_code == around.municipality_code


def test_many_points_are_located_as_one_by_one(demo_town):
    left, bottom, right, top = demo_town.zone.shape.bounds
    points = np.random.default_rng(5).uniform((left - 500, bottom - 500), (right + 500, top + 500), (300, 2))
    homes = queries.locate_many(points[:, 0], points[:, 1])
    lons, lats = geometry.to_wgs84(points[:, 0], points[:, 1])
    for at in range(len(points)):
        found = queries.locate(lons[at], lats[at])
        assert homes.neighbourhoods[at] == (found.neighbourhood.code if found.neighbourhood else "")
        assert homes.municipalities[at] == (found.municipality.code if found.municipality else "")
        assert homes.zones[at] == (found.zone.code if found.zone else "")
    assert len(set(homes.neighbourhoods)) > 10


def test_no_points_and_no_areas(demo_town):
    nothing = np.array([], float)
    assert queries.locate_many(nothing, nothing) == queries.Homes([], [], [])
    assert queries.locate(5.5, 50.9) == queries.Located()


def test_the_nearest_address_and_its_id(demo_town):
    xs, ys = geometry.to_lambert([a.lon for a in demo_town.addresses], [a.lat for a in demo_town.addresses])
    for lon, lat in [(2.76, 51.062), (2.80, 51.05), (2.72, 51.08), (2.84, 51.06)]:
        x, y = (float(value[0]) for value in geometry.to_lambert([lon], [lat]))
        closest = demo_town.addresses[int(np.argmin((xs - x) ** 2 + (ys - y) ** 2))]
        found = queries.nearest_address(lon, lat)
        assert (found.street, found.number, found.municipality) == (
            closest.street,
            closest.number,
            closest.municipality,
        )
        assert queries.address(found.id) == found


def test_an_unknown_address_or_area_is_missing(demo_town):
    with pytest.raises(Missing):
        queries.address(uuid.uuid4())
    with pytest.raises(Missing):
        queries.area_shape("zone", "nergens")


@few
@given(st.floats(-4_000, 8_000), st.floats(-3_000, 3_000), st.floats(1, 1_500), st.booleans())
def test_addresses_within_a_shape_are_those_that_shapely_finds(demo_town, east, north, radius_m, hole):
    x, y = (float(value[0]) for value in geometry.to_lambert([2.76], [51.062]))
    shape = shapely.Point(x + east, y + north).buffer(radius_m)
    if hole:
        shape = shape.difference(shapely.Point(x + east, y + north).buffer(radius_m / 2))
    xs, ys = geometry.to_lambert([a.lon for a in demo_town.addresses], [a.lat for a in demo_town.addresses])
    expected = int(shapely.intersects_xy(shape, xs.round(3), ys.round(3)).sum())
    found = queries.addresses_within(shape)
    assert len(found) == len(set(found)) == expected


def test_areas_come_in_dutch_order_and_as_drawn(demo_town):
    names = [area.name for area in queries.areas("neighbourhood")]
    assert len(names) == 12
    assert names == sorted(names, key=str.casefold)
    drawn = queries.areas_geojson("neighbourhood", ["39001W09", "39001W01"])
    assert [feature["properties"]["name"] for feature in drawn["features"]] == ["Binnenstad", "Zandpolder"]
    assert len(drawn["features"][1]["geometry"]["coordinates"]) == 3
    stored = queries.area_shape("neighbourhood", "39001W09")
    again = geometry.shape_from_geojson(drawn["features"][1]["geometry"], 9_000)
    assert again.symmetric_difference(stored).area < 0.001 * stored.area
    simple = queries.areas_geojson("neighbourhood", simplify_m=20)
    assert sum(len(str(f)) for f in simple["features"]) < 0.5 * len(str(queries.areas_geojson("neighbourhood")))


def test_counts_of_addresses_and_people(demo_town):
    features = queries.areas_geojson("neighbourhood")["features"]
    assert sum(feature["properties"]["address_count"] for feature in features) == len(demo_town.addresses)
    (zone,) = queries.areas_geojson("zone")["features"]
    assert zone["properties"]["address_count"] == len(demo_town.addresses)
    assert zone["properties"]["population"] == pytest.approx(
        sum(f["properties"]["population"] for f in features), abs=12
    )


SEARCHES = [
    ("Kerkstr 12", "Kerkstraat 12"),
    ("kerkstraat12", "Kerkstraat 12"),
    ("Zandekerke kerkstraat 12", "Kerkstraat 12, 8695 Zandekerke"),
    ("kerkstraat 12 lindebeek", "Kerkstraat 12, 8698 Lindebeek"),
    ("kerkstraat 12, 8698", "Kerkstraat 12, 8698 Lindebeek"),
    ("lindebek kerkstraat 12", "Kerkstraat 12, 8698 Lindebeek"),
    ("kekrstraat 12", "Kerkstraat 12"),
    ("kerstraat 12", "Kerkstraat 12"),
    ("kerkkstraat 12", "Kerkstraat 12"),
    ("hoogstrt", "Hoogstraat"),
    ("KERK", "Kerkstraat"),
    ("hoogs", "Hoogstraat, 8695 Zandekerke"),
    ("gezelle", "Guido Gezellestraat"),
    ("guidogezelestraat 5", "Guido Gezellestraat 5"),
    ("St.-Jozefstr 4", "Sint-Jozefstraat 4"),
    ("koning albertlan", "Koning Albertlaan"),
    ("duinsestwg 10", "Duinsesteenweg 10"),
    ("grote markt 1 bus 4", "Grote Markt 1"),
    ("lindebeeksesteenweg", "Lindebeeksesteenweg"),
    ("Hogostr 1", "Hoogstraat 1"),
]


@pytest.mark.parametrize(("typed", "expected"), SEARCHES)
def test_search_forgives(demo_town, typed, expected):
    hits = queries.search_addresses(typed)
    assert hits[0].label.startswith(expected)
    assert len(hits) <= 8


@few
@given(st.data())
def test_any_address_is_found_with_one_typing_error(demo_town, data):
    address = data.draw(st.sampled_from(demo_town.addresses))
    at = data.draw(st.integers(1, len(address.street) - 3))
    typed = address.street[:at] + address.street[at + 1 :]
    hits = queries.search_addresses(f"{typed} {address.number}, {address.municipality}")
    wanted = f"{address.street} {address.number}, {address.postcode} {address.municipality}"
    assert wanted in [hit.label for hit in hits]


@few
@given(st.text(max_size=100))
def test_anything_may_be_typed(demo_town, text):
    assert len(queries.search_addresses(text, limit=3)) <= 3


def test_a_number_that_is_not_there_gives_the_street(demo_town):
    hits = queries.search_addresses("hoogstraat 999")
    assert (hits[0].id, hits[0].label) == (None, "Hoogstraat, 8695 Zandekerke")


def test_near_comes_first_and_municipalities_can_be_chosen(demo_town):
    in_zandekerke, in_lindebeek = (2.760, 51.062), (2.842, 51.059)
    assert queries.search_addresses("kerkstraat", near=in_zandekerke)[0].municipality == "Zandekerke"
    assert queries.search_addresses("kerkstraat", near=in_lindebeek)[0].municipality == "Lindebeek"
    only = queries.search_addresses("kerkstraat", municipality_codes=["39002"])
    assert {hit.municipality for hit in only} == {"Lindebeek"}
    assert queries.search_addresses("kerkstraat", municipality_codes=[]) == []


@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (lambda: queries.locate(2.76, 51.062), 1),
        (lambda: queries.locate_many(np.array([538_000.0] * 500), np.array([696_000.0] * 500)), 1),
        (lambda: queries.nearest_address(2.76, 51.062), 1),
        (lambda: queries.search_addresses("Zandekerke kekrstraat 12"), 5),
        (lambda: queries.areas_geojson("neighbourhood"), 1),
        (lambda: queries.map_features((2.7, 51.0, 2.9, 51.1)), 1),
    ],
)
def test_questions_take_few_queries(demo_town, ask, most):
    with CaptureQueriesContext(connection) as asked:
        ask()
    assert 1 <= len(asked) <= most


def test_loading_the_town_again_changes_nothing(demo_town):
    def state():
        with connection.cursor() as cursor:
            cursor.execute(
                "select xmin::text, id::text from places_address union all select xmin::text, id::text"
                " from places_area union all select xmin::text, id::text from places_mapfeature order by 2, 1"
            )
            return cursor.fetchall()

    before = state()
    actions.load_demo_town(system_actor())
    assert state() == before
