"""The files of real cities, where they are there: every one imports, and addresses come home."""

import csv
import os
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from django.conf import settings

from nabij.places import geometry, queries
from nabij.places.commands import import_group
from nabij.places.models import Address, Area
from nabij.places.parsing import parse_addresses, parse_areas
from tests.fixtures import empty_database

DATA = Path(settings.REAL_DATA or os.devnull)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not (DATA / "areas").is_dir(), reason="real data absent: set NABIJ_REAL_DATA"),
]
FLANDERS = "wijken_vlaanderen_brussel_2025.geojson.gz"
SLOWEST_SEARCH_MS = 30


def files(pattern):
    return sorted(DATA.glob(pattern))


def run(*arguments):
    done = CliRunner().invoke(import_group, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def cities(django_db_setup, django_db_blocker):
    """All neighbourhoods, municipalities and zones, with the addresses of Hasselt, Leuven and Mechelen."""
    with django_db_blocker.unblock():
        run("areas", DATA / "areas/politiezones_vlaanderen_brussel.geojson", "--kind", "zone")
        run("areas", DATA / "areas/gemeenten_vlaanderen_brussel_2025.geojson", "--kind", "municipality")
        run("areas", DATA / "areas" / FLANDERS, "--kind", "neighbourhood")
        for path in files("addresses/*.csv"):
            run("addresses", path)
        yield
        empty_database()


def test_every_neighbourhood_file_is_read_without_a_bad_row():
    for path in files("areas/wijken_*"):
        parsed = parse_areas(path, "neighbourhood")
        assert parsed.rows, path
        assert parsed.bad == [], path
    flanders = parse_areas(DATA / "areas" / FLANDERS, "neighbourhood").rows
    assert len(flanders) == 2_767
    assert sum(any(part.interiors for part in shapely.get_parts(row.shape)) for row in flanders) == 45


def test_every_warning_area_is_read():
    found = [parse_areas(path, "warning") for path in files("areas/emma-be/*.geojson")]
    assert [(len(parsed.rows), parsed.bad) for parsed in found] == [(1, [])] * 10


def test_every_address_file_is_read_without_a_bad_row():
    found = {path.stem: parse_addresses(path) for path in files("addresses/*.csv")}
    assert {name: (len(parsed.rows), parsed.repeated) for name, parsed in found.items()} == {
        "crab_hasselt": (29_881, 0),
        "crab_leuven": (32_878, 0),
        "crab_mechelen": (29_763, 5),
    }
    assert all(parsed.bad == [] for parsed in found.values())


def test_addresses_come_home_and_the_polygon_decides(cities):
    said = {
        (row["street"], row["number"], row["municipality"], row["postcode"]): row["wijk"]
        for path in files("addresses/*.csv")
        for row in csv.DictReader(path.open(encoding="utf-8"))
    }
    stored = Address.objects.select_related("street")
    agree = Counter(
        said[address.street.name, address.number, address.street.municipality, address.street.postcode]
        == address.neighbourhood_code
        for address in stored
    )
    assert agree.total() == 92_522
    assert agree[False] < 0.001 * agree.total()
    shapes = {area.code: shapely.from_wkb(bytes(area.shape)) for area in Area.objects.filter(kind="neighbourhood")}
    homes = {}
    for address in stored:
        homes.setdefault(address.neighbourhood_code, []).append((address.x, address.y))
    assert all(geometry.contains(shapes[code], *np.array(places).T).all() for code, places in homes.items() if code)


def test_importing_the_same_files_again_changes_nothing(cities):
    for path in [*files("addresses/crab_leuven.csv"), *files("areas/emma-be/BE001.geojson")]:
        command = ["addresses", path] if path.suffix == ".csv" else ["areas", path, "--kind", "warning"]
        run(*command)
        assert "Nothing changed" in run(*command)
    assert "Nothing changed" in run("areas", DATA / "areas" / FLANDERS, "--kind", "neighbourhood")


def test_hasselt_lies_in_a_zone_of_seven_municipalities(cities):
    found = queries.locate(5.3378, 50.9307)
    assert (found.municipality.name, found.zone.code) == ("Hasselt", "ipz104")
    members = [area.name for area in queries.areas("municipality") if area.zone_code == "ipz104"]
    assert members == ["Alken", "Diepenbeek", "Halen", "Hasselt", "Herk-de-Stad", "Lummen", "Zonhoven"]
    assert "Nothing changed" in run("zones-of-municipalities", DATA / "areas/gemeente_politiezone.csv")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("bondgenotenlan 10 leuven", "Bondgenotenlaan 10, 3000 Leuven"),
        ("Tiensestwg 45", "Tiensesteenweg 45, 3010 Leuven"),
        ("diestsestr 12", "Diestsestraat 12, 3000 Leuven"),
        ("mechelen hanswijkstraat 10", "Hanswijkstraat 10, 2800 Mechelen"),
        ("luikersteenweg200 hasselt", "Luikersteenweg 200, 3500 Hasselt"),
    ],
)
def test_search_in_real_streets(cities, typed, expected):
    assert queries.search_addresses(typed)[0].label == expected


def test_search_is_fast_enough_to_follow_typing(cities):
    names = Address.objects.order_by("id").values_list("street__name", "number")[:100]
    spent = []
    for name, number in names:
        for typed in (name[:4], name, f"{name} {number}", f"{name[:3]}{name[4:]} {number}"):
            began = time.perf_counter()
            queries.search_addresses(typed)
            spent.append(1_000 * (time.perf_counter() - began))
    assert np.percentile(spent, 50) < SLOWEST_SEARCH_MS
