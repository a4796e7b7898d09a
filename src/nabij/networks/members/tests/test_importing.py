"""A coordinator's list is brought in: each bad row explained, all good ones at once, the same list twice adds nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from nabij.audit.models import AuditDetail, AuditRow
from nabij.networks.be_alert import BE_ALERT_COLUMNS
from nabij.networks.members.importing import actions, columns, queries
from nabij.networks.members.importing.reading import read_row
from nabij.networks.members.importing.sheet import letter, opened, read_sheet
from nabij.networks.members.models import Invited, ListState, MemberList
from nabij.networks.members.tests.lists import (
    brought,
    coordinator_of,
    csv_of,
    lead,
    make_street,
    officer_of,
    row,
    taken,
    xlsx_of,
)
from nabij.networks.models import Membership, Network
from nabij.networks.queries import counts
from nabij.networks.tests.factories import LON, lambert, make_member, make_network
from nabij.people import actions as people
from nabij.people.models import ContactPoint, Person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_contact_point, make_person, make_tenant, staff_actor
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return make_network(make_tenant(), name="BIN Kerkveld")


@pytest.fixture
def me(network: Network) -> Actor:
    return lead(network)


def found_in(found: MemberList) -> list[tuple[int, str]]:
    return [(number, what) for number, _field, what, _other in found.findings]


def test_good_rows_are_taken_and_nobody_is_a_member_yet(network: Network, me: Actor) -> None:
    make_street()
    found = taken(me, network, csv_of([row(1), row(2, Gsm="011 22 33 44", Taal="FR")]))
    assert (found.state, found.good, found.findings) == (ListState.DONE, 2, [])
    assert Invited.objects.count() == 2
    assert not Membership.objects.exists() and not Person.objects.exists() and not ContactPoint.objects.exists()
    assert counts(me, network.id).households == 0
    assert found.sheet is None, "nothing of the list stays"
    verbs = AuditRow.objects.filter(target_id=network.id).order_by("id").values_list("verb", flat=True)
    assert list(verbs)[-5:] == [f"networks.{verb}_{what}" for verb, what in (
        ("bring", "list"), ("choose", "columns"), ("check", "list"), ("take", "list"), ("take", "in")
    )]  # fmt: skip


def test_each_bad_row_says_why(network: Network, me: Actor) -> None:
    make_street()
    make_street("Verrestraat", lon=LON + 0.1)
    known = make_contact_point(make_person(), "sms", "+32470999999", place=lambert())
    make_member(network, known)
    rows = [
        row(1),
        row(2, Straat="Bestaatnietlaan"),
        row(3, Straat="Verrestraat"),
        row(4, Gsm="0470"),
        row(5, Gsm="0470 99 99 99"),
        row(1, Naam="Tweede in huis", Gsm="0470555555", **{"E-mail": "ander@example.be"}),
        row(6, Gsm="0470123401", **{"E-mail": ""}),
        row(7, Gsm="", **{"E-mail": ""}),
        row(8, Naam='=HYPERLINK("http://x")'),
        row(9, **{"E-mail": "geen adres"}),
        row(10, Naam=""),
        row(11, Nr=""),
    ]
    found = brought(me, network, csv_of(rows))
    assert found_in(found) == [
        (3, "unknown_address"), (4, "outside"), (5, "bad_telephone"), (6, "member"), (7, "household"), (8, "double"),
        (9, "no_way"), (10, "formula"), (11, "bad_email"), (12, "no_name"), (13, "no_address"),
    ]  # fmt: skip
    assert next(finding for finding in found.findings if finding[2] == "double")[3] == 2
    assert found.good == 1


def test_the_same_list_twice_adds_nothing(network: Network, me: Actor) -> None:
    make_street()
    content = csv_of([row(n) for n in range(1, 6)])
    taken(me, network, content)
    again = brought(me, network, content)
    assert again.good == 0
    assert {what for _n, what in found_in(again)} == {"asked"}
    with pytest.raises(Refused):
        actions.take_list(me, list_id=again.id)
    assert Invited.objects.count() == 5


def test_who_joined_since_the_check_is_not_asked(network: Network, me: Actor) -> None:
    make_street()
    found = brought(me, network, csv_of([row(1), row(2)]))
    actions.take_list(me, list_id=found.id)
    make_member(network, make_contact_point(make_person(), "sms", "+32470123401", place=lambert()))
    done = actions.take_in(found.id)
    assert done is not None and done.good == 1 and found_in(done) == [(2, "member")]
    assert Invited.objects.count() == 1
    assert actions.take_in(found.id) is None, "a second job finds it done"


def test_a_household_known_from_a_member_is_full(network: Network, me: Actor) -> None:
    houses = make_street()
    system, person = system_actor([network.tenant_id]), make_person()
    people.settle_household(system, person_id=person.id, address_id=houses[0], mark="3")
    make_member(network, make_contact_point(person, "sms", "+32470999999", place=lambert()))
    rows = [row(1, Bus="3"), row(1, Naam="Ander", Bus="4", Gsm="0470888888", **{"E-mail": ""})]
    assert found_in(brought(me, network, csv_of(rows))) == [(2, "household")]
    Network.objects.update(numbers_per_household=2)
    assert found_in(brought(me, network, csv_of(rows))) == []


def test_a_bin_z_has_no_households(me: Actor, network: Network) -> None:
    make_street()
    Network.objects.update(kind="binz")
    assert brought(me, network, csv_of([row(1), row(1, Gsm="0470999999", **{"E-mail": ""})])).good == 2


def test_what_no_network_needs_is_never_kept(network: Network, me: Actor) -> None:
    make_street()
    sheet = [
        ["Leden van onze BIN", None, None, None, None, None, None],
        [],
        ["Naam", "Geboortedatum", "Straat en nr", "Gsm-nummer", "Nummer x", "Opmerking", "Taal"],
        ["An Peeters", "12/03/1961", "Kerkstraat 1", 470123456.0, "85.07.30-033 28", "diabetes", "nl"],
    ]
    found = actions.bring_list(me, network_id=network.id, content=xlsx_of(sheet), source="Jan")
    kept = opened(found)
    assert kept is not None and list(kept.left_out) == ["Geboortedatum", "Nummer x"]
    assert "1961" not in json.dumps(kept.rows) and "033" not in json.dumps(kept.rows)
    assert found.columns == {"0": "name", "1": "address", "2": "mobile", "4": "language"}
    actions.choose_columns(me, list_id=found.id, columns=queries.columns_of(found))
    found.refresh_from_db()
    chosen = opened(found)
    assert chosen is not None and "diabetes" not in json.dumps(chosen.rows)
    assert "Opmerking" in chosen.left_out
    checked = actions.check_list(found.id)
    assert checked is not None and checked.good == 1, checked.findings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_any_usual_csv_is_read(network: Network, me: Actor, encoding: str, delimiter: str) -> None:
    make_street()
    text = csv_of([row(1, Naam="Zoë Côté")]).decode().replace(";", delimiter)
    found = taken(me, network, text.encode(encoding))
    assert found.good == 1
    invited = Invited.objects.get()
    assert "Zoë Côté" not in str(bytes(invited.content or b""))


def test_the_file_of_be_alert_is_understood(network: Network, me: Actor) -> None:
    make_street()
    cells = dict.fromkeys(BE_ALERT_COLUMNS, "") | {
        "Naam": "An", "Voornaam": "Peeters", "Adres incl huisnummer": "Kerkstraat 1", "Bijkomend adres": "B",
        "Postcode": "8695", "Gemeente": "Zandekerke", "Geboortedatum": "01/01/1950", "Email": "an@example.be",
        "SMS": "0032470123456", "Telefoon 2": "003211223344", "Taal": "FR", "Rode lijst": "N", "Type Contact": "P",
    }  # fmt: skip
    content = csv_of([[cells[name] for name in BE_ALERT_COLUMNS]], list(BE_ALERT_COLUMNS))
    found = brought(me, network, content)
    assert (found.good, found.findings) == (1, [])
    sheet = opened(found)
    assert sheet is not None
    told = read_row(2, sheet.rows[0][1], queries.columns_of(found))
    assert (told.name, told.language) == ("An Peeters", "fr")
    assert set(told.points) == {("sms", "+32470123456"), ("voice", "+3211223344"), ("email", "an@example.be")}
    assert "Geboortedatum" in sheet.left_out


def test_columns_can_be_corrected_and_must_say_who_where_and_how(network: Network, me: Actor) -> None:
    make_street()
    found = actions.bring_list(
        me,
        network_id=network.id,
        content=csv_of([["Peeters", "Kerkstraat 1", "0470123456"]], ["A", "B", "C"]),
        source="Jan",
    )
    assert found.columns == {}
    for wrong in ({0: "name"}, {0: "name", 1: "address"}, {0: "name", 1: "name", 2: "mobile"}, {7: "name"}):
        with pytest.raises(Refused):
            actions.choose_columns(me, list_id=found.id, columns=wrong)
    actions.choose_columns(me, list_id=found.id, columns={0: "family_name", 1: "address", 2: "phone"})
    checked = actions.check_list(found.id)
    assert checked is not None and checked.good == 1, "without headings the first line is a row"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"Naam;Straat;Gsm\r\n"])
def test_a_file_that_is_no_list_is_refused_and_nothing_kept(network: Network, me: Actor, content: bytes) -> None:
    with pytest.raises(Refused):
        actions.bring_list(me, network_id=network.id, content=content, source="Jan")
    with pytest.raises(Refused):
        actions.bring_list(me, network_id=network.id, content=csv_of([row(1)]), source=" ")
    assert not MemberList.objects.exists()


def test_lists_are_for_who_leads_and_police_that_manages_never_for_the_city(network: Network, me: Actor) -> None:
    make_street()
    found = brought(me, network, csv_of([row(1)]))
    zone = network.tenant
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    Network.objects.update(municipality_id=city.id)
    stranger, other = actor_for(coordinator_of(make_network(zone))), staff_actor(make_tenant(), "mandated_officer")
    deeds: list[Callable[[Actor, Any], Any]] = [
        lambda actor, id: actions.choose_columns(actor, list_id=id, columns={0: "name"}),
        lambda actor, id: actions.take_list(actor, list_id=id),
        lambda actor, id: actions.drop_list(actor, list_id=id),
        lambda actor, id: queries.member_list(actor, id),
    ]
    for actor in (stranger, other, staff_actor(city, "prevention"), staff_actor(zone, "dispatcher")):
        for deed in deeds:
            for one in (found.id, new_id()):
                with pytest.raises(Missing):
                    deed(actor, one)
        with pytest.raises(Missing):
            actions.bring_list(actor, network_id=network.id, content=csv_of([row(2)]), source="x")
    for actor in (actor_for(officer_of(network)), staff_actor(zone, "prevention")):
        assert queries.member_list(actor, found.id).id == found.id


def test_a_list_goes_when_it_is_thrown_away(network: Network, me: Actor) -> None:
    make_street()
    found = brought(me, network, csv_of([row(1), row(2, Gsm="0")]))
    actions.drop_list(me, list_id=found.id)
    assert not MemberList.objects.exists()
    done = taken(me, network, csv_of([row(1), row(2, Gsm="0")]))
    assert opened(done) is not None and [number for number, _cells in opened(done).rows] == [3]  # type: ignore[union-attr]
    actions.drop_list(me, list_id=done.id)
    done.refresh_from_db()
    assert done.sheet is None and Invited.objects.count() == 1
    with pytest.raises(Stale):
        actions.choose_columns(me, list_id=done.id, columns={0: "name"})


def test_nothing_that_can_be_read_stands_in_the_tables(network: Network, me: Actor) -> None:
    make_street()
    taken(me, network, csv_of([row(1, Naam="Onzichtbare Naam"), row(2, Naam="Onzichtbare Naam", Gsm="0470")]))
    details = json.dumps(list(AuditDetail.objects.values_list("payload", flat=True)), default=str)
    with connection.cursor() as cursor:
        for table in ("networks_memberlist", "networks_invited"):
            cursor.execute(f"select convert_from(convert_to(t::text, 'UTF8'), 'UTF8') from {table} t")
            details += "".join(text for (text,) in cursor.fetchall())
    for secret in ("Onzichtbare", "470123401", "example.be", "vorige"):
        assert secret not in details
        assert secret.encode().hex() not in details


def test_the_check_costs_the_same_queries_however_many_rows(
    network: Network, me: Actor, django_assert_max_num_queries: Any
) -> None:
    make_street(numbers=80)
    found = actions.bring_list(me, network_id=network.id, content=csv_of([row(n) for n in range(1, 80)]), source="Jan")
    actions.choose_columns(me, list_id=found.id, columns=queries.columns_of(found))
    with django_assert_max_num_queries(20):
        actions.check_list(found.id)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("GSM", "mobile"), ("Gsm-nr. 2", "mobile"), ("e-mail", "email"), ("E-mailadres", "email"), ("Tel.", "phone"),
        ("Huisnr", "number"), ("Voornaam", "given_name"), ("Familienaam", "family_name"), ("Straat + nr", "address"),
        ("Postcode", "postcode"), ("Rue", "street"), ("Aantal huisdieren", ""), ("", ""),
    ],
)  # fmt: skip
def test_headings_are_recognised(heading: str, field: str) -> None:
    assert columns.field_of(heading) == field


def test_national_numbers_are_recognised_by_their_check_digits() -> None:
    assert columns.is_national_number("85.07.30-033 28")
    assert columns.is_national_number("85073003328")
    assert not columns.is_national_number("85073003329")
    assert not columns.is_national_number("0470123456")


@given(st.lists(st.lists(st.text(max_size=30), max_size=8), max_size=12))
def test_whatever_stands_in_a_row_is_read(rows: list[list[str]]) -> None:
    chosen = dict(enumerate(columns.FIELDS))
    for number, cells in enumerate(rows, 1):
        told = read_row(number, cells, chosen)
        assert told.findings or (told.name and told.points and told.address.street)


@given(st.binary(max_size=300))
def test_whatever_is_brought_is_a_list_or_refused(content: bytes) -> None:
    try:
        sheet = read_sheet(content)
    except Refused:
        return
    assert sheet.rows and all(len(cells) == len(sheet.headings) for _number, cells in sheet.rows)


def test_columns_are_called_as_spreadsheets_do() -> None:
    assert [letter(at) for at in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
