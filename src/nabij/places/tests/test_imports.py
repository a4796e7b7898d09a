import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nabij.places import actions, queries
from nabij.places.commands import import_group
from nabij.places.models import Address, Area, Street
from nabij.places.parsing import parse_addresses
from nabij.places.tests.factories import address_line, collection, feature, write_addresses, write_json
from nabij.tenants.actor import PUBLIC, Actor, system_actor
from nabij.tenants.errors import Missing

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(import_group, [str(argument) for argument in arguments])


def import_areas(path, *features, kind="neighbourhood", options=()):
    return run("areas", write_json(path, collection(*features)), "--kind", kind, *options)


def snapshot(*models):
    return [list(model.objects.order_by("id").values()) for model in models]


def test_a_second_import_changes_nothing_and_says_so(tmp_path):
    features = [feature("W1", hole=True), feature("W2", 1)]
    assert "2 added" in import_areas(tmp_path / "a.geojson.gz", *features).stdout
    before = snapshot(Area)
    again = import_areas(tmp_path / "a.geojson.gz", *features)
    assert again.exit_code == 0
    assert "Nothing changed: 2 rows" in again.stdout
    assert snapshot(Area) == before


def test_a_changed_file_updates_and_removes_what_left(tmp_path):
    import_areas(tmp_path / "a.geojson", feature("W1"), feature("W2", 1), feature("W3", 2))
    done = import_areas(tmp_path / "a.geojson", feature("W1"), feature("W2", 1, name="Nieuw"), feature("W4", 3))
    assert "1 added, 1 changed, 1 removed, 1 unchanged" in done.stdout
    assert [area.name for area in queries.areas("neighbourhood")] == ["Nieuw W2", "Wijk W1", "Wijk W4"]


def test_another_file_or_kind_removes_nothing(tmp_path):
    import_areas(tmp_path / "hasselt.geojson", feature("W1"))
    import_areas(tmp_path / "leuven.geojson", feature("W2", 1))
    import_areas(tmp_path / "hasselt.geojson", feature("W1"), kind="municipality")
    assert Area.objects.count() == 3


def test_a_file_may_be_brought_under_the_name_of_an_older_one(tmp_path):
    import_areas(tmp_path / "wijken_2024.geojson", feature("W1"), feature("W2", 1), options=["--source", "wijken"])
    done = import_areas(tmp_path / "wijken_2025.geojson", feature("W2", 1), options=["--source", "wijken"])
    assert "1 removed" in done.stdout


def test_a_file_with_a_bad_row_changes_nothing_unless_asked(tmp_path):
    import_areas(tmp_path / "a.geojson", feature("W1"), feature("W2", 1))
    before = snapshot(Area)
    features = [feature("W1", 4), feature("W9", 1) | {"geometry": None}]
    refused = import_areas(tmp_path / "a.geojson", *features)
    assert refused.exit_code == 1
    assert "feature 2: " in refused.stderr
    assert "1 bad row." in refused.stderr
    assert snapshot(Area) == before
    taken = import_areas(tmp_path / "a.geojson", *features, options=["--skip-bad"])
    assert taken.exit_code == 0
    assert "feature 2: " in taken.stderr
    assert "0 added, 1 changed, 1 removed" in taken.stdout


@pytest.mark.parametrize("content", ["", "{}", '{"type": "FeatureCollection", "features": []}', "postcode,street\n"])
@pytest.mark.parametrize("command", [["areas", "--kind", "zone"], ["addresses"], ["zones-of-municipalities"]])
def test_a_bad_file_changes_nothing_and_says_why(tmp_path, content, command):
    import_areas(tmp_path / "a.geojson", feature("W1"))
    before = snapshot(Area, Address)
    path = tmp_path / "bad.csv"
    path.write_text(content)
    refused = run(*command, path)
    assert refused.exit_code == 1
    assert "Error: " in refused.stderr
    assert "Traceback" not in refused.output
    assert snapshot(Area, Address) == before


def test_addresses_get_the_areas_that_hold_them_whatever_the_file_says(tmp_path):
    import_areas(tmp_path / "wijken.geojson", feature("W1", hole=True), feature("W2", 1))
    import_areas(tmp_path / "gemeenten.geojson", feature("x", nis="99001"), kind="municipality")
    lines = [address_line("1", wijk="W1"), address_line("2", 1.2, wijk="W1"), address_line("3", 0.5, 0.5, wijk="")]
    done = run("addresses", write_addresses(tmp_path / "a.csv", *lines))
    assert "3 added" in done.stdout
    assert "1 addresses lie in another neighbourhood" in done.stdout
    assert "1 addresses lie in no known neighbourhood" in done.stdout
    found = dict(Address.objects.values_list("number", "neighbourhood_code"))
    assert found == {"1": "W1", "2": "W2", "3": ""}
    assert dict(Area.objects.filter(kind="neighbourhood").values_list("code", "address_count")) == {"W1": 1, "W2": 1}
    assert Street.objects.get().municipality_code in ("99001", "")


def test_addresses_follow_when_areas_come_later_or_change(tmp_path):
    path = write_addresses(tmp_path / "a.csv", address_line("1"), address_line("2", 1.2))
    run("addresses", path)
    assert set(Address.objects.values_list("neighbourhood_code", flat=True)) == {""}
    import_areas(tmp_path / "wijken.geojson", feature("W1"), feature("W2", 1))
    assert dict(Address.objects.values_list("number", "neighbourhood_code")) == {"1": "W1", "2": "W2"}
    assert "Nothing changed" in run("addresses", path).stdout
    import_areas(tmp_path / "wijken.geojson", feature("W1", 5), feature("W2"))
    assert dict(Address.objects.values_list("number", "neighbourhood_code")) == {"1": "W2", "2": ""}
    assert dict(Area.objects.values_list("code", "address_count")) == {"W1": 0, "W2": 1}


def test_addresses_update_and_leave_with_their_streets(tmp_path):
    run(
        "addresses",
        write_addresses(tmp_path / "a.csv", address_line("1"), address_line("2"), address_line("5", street="Dorp")),
    )
    before = {address.number: address.id for address in Address.objects.all()}
    done = run(
        "addresses", write_addresses(tmp_path / "a.csv", address_line("1"), address_line("2", 0.3), address_line("4"))
    )
    assert "1 added, 1 changed, 1 removed, 1 unchanged" in done.stdout
    after = {address.number: address.id for address in Address.objects.all()}
    assert set(after) == {"1", "2", "4"}
    assert {number: after[number] for number in "12"} == {number: before[number] for number in "12"}
    assert [street.name for street in Street.objects.all()] == ["Kerkstraat"]


def test_municipalities_are_put_in_their_zone(tmp_path):
    import_areas(tmp_path / "gemeenten.geojson", feature("x", nis="99001"), kind="municipality")
    import_areas(tmp_path / "wijken.geojson", feature("W1"))
    path = write_addresses(tmp_path / "z.csv", "99001,Proefdorp,ipz7", "99002,Elders,ipz7", header="nis,gemeente,ipz")
    done = run("zones-of-municipalities", path)
    assert "2 changed" in done.stdout
    assert "1 municipalities are not known here: 99002" in done.stdout
    assert set(Area.objects.values_list("zone_code", flat=True)) == {"ipz7"}
    assert "Nothing changed" in run("zones-of-municipalities", path).stdout


@pytest.mark.parametrize("actor", [PUBLIC, Actor(kind="staff"), Actor(kind="resident")])
def test_only_the_platform_changes_the_map(tmp_path, actor):
    rows = parse_addresses(write_addresses(tmp_path / "a.csv", address_line("1"))).rows
    for forbidden in (
        lambda: actions.import_addresses(actor, rows=rows, source="a"),
        lambda: actions.import_areas(actor, kind="zone", rows=[], source="a"),
        lambda: actions.assign_zones(actor, zones={}, source="a"),
        lambda: actions.load_demo_town(actor),
    ):
        with pytest.raises(Missing):
            forbidden()
    assert Address.objects.count() == 0


def test_each_import_is_on_record(tmp_path):
    import_areas(tmp_path / "wijken.geojson", feature("W1"))
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.tenant_id, r.verb, d.payload->>'source', (d.payload->>'added')::int from audit_row r"
            " join audit_detail d on d.tenant_id = r.tenant_id and d.row_id = r.id"
        )
        assert cursor.fetchall() == [(actions.PLATFORM, "places.import_areas", "wijken", 1)]


def test_an_import_that_fails_half_way_leaves_no_trace(tmp_path):
    rows = parse_addresses(write_addresses(tmp_path / "a.csv", *(address_line(str(n)) for n in range(50)))).rows

    def stop_half_way(done):
        stop_half_way.count += done
        if stop_half_way.count == 25:
            raise KeyboardInterrupt

    stop_half_way.count = 0
    with pytest.raises(KeyboardInterrupt):
        actions.import_addresses(system_actor(), rows=rows, source="a", progress=stop_half_way)
    assert (Address.objects.count(), Street.objects.count()) == (0, 0)


def test_an_import_takes_the_same_number_of_queries_however_long(tmp_path):
    def queries_for(count):
        rows = parse_addresses(
            write_addresses(tmp_path / "a.csv", *(address_line(str(n)) for n in range(1, count)))
        ).rows
        with CaptureQueriesContext(connection) as counted:
            actions.import_addresses(system_actor(), rows=rows, source=str(count))
        return len(counted)

    assert queries_for(3) == queries_for(300)
