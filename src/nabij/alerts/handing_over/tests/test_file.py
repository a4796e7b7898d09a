"""The file for BE-Alert as another reader of CSV understands it (PostgreSQL's), whatever people are called."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nabij.alerts import queries
from nabij.alerts.models import Handover
from nabij.alerts.tests.factories import make_zone, sent
from nabij.alerts.zone_rules import ZoneRules, from_settings
from nabij.networks.actions import set_route
from nabij.networks.be_alert import BE_ALERT_COLUMNS, BE_ALERT_FIELDS, Address, Contact, audience_csv
from nabij.people.actions import settle_household
from nabij.people.models import Consent, ContactPoint, Person
from nabij.reports.tests.factories import make_address
from nabij.tenants.actor import system_actor
from nabij.tenants.sheets import FORMULA

LINE = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=25)


def read_by_postgres(content: bytes, columns: tuple[str, ...] = BE_ALERT_COLUMNS) -> list[dict[str, str]]:
    """The rows; the header must match the columns exactly."""
    assert content.startswith(b"\xef\xbb\xbf")
    names = ", ".join(f'"{name}" text' for name in columns)
    with psycopg.connect(_url(), autocommit=False) as reader, reader.cursor() as cursor:
        cursor.execute(f"create temporary table members ({names})")
        statement = "copy members from stdin (format csv, header match, delimiter ';', null '\\N', encoding 'UTF8')"
        with cursor.copy(statement) as copy:
            copy.write(content[3:])
        cursor.execute("select * from members")
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _url() -> str:
    values = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        host=values["HOST"],
        port=values["PORT"],
        user=values["USER"],
        password=values["PASSWORD"],
        dbname=values["NAME"],
    )


def flat(value: str) -> str:
    return " ".join(value.split())


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(name=LINE, street=LINE, box=LINE)
@example(name='=cmd|"x"!A1;"', street='Sint;"Jan"straat', box="+32\n;bus")
def test_any_name_and_street_arrives_whole_and_harmless(name: str, street: str, box: str) -> None:
    home = Address(street, "12A", "3000", "Leuven", box)
    (row,) = read_by_postgres(audience_csv([Contact("r1", name, "nl", [("sms", "+32470123456")], home)], ZoneRules()))
    said = f"{row['Naam']} {row['Voornaam']}"
    assert flat(said.replace("'", "")) == flat(name.replace("'", ""))
    assert flat(street) in row["Adres incl huisnummer"]
    assert row["Adres incl huisnummer"].endswith(" 12")
    assert row["Bijkomend adres"].startswith("A ")
    assert not [cell for column, cell in row.items() if cell.startswith(FORMULA) and column != "SMS"]


@pytest.mark.django_db
def test_numbers_start_with_two_zeros_and_every_kind_has_its_columns() -> None:
    points = [("sms", "+32470123456"), ("sms", "+31612345678"), ("voice", "+3216123456"), ("email", "an@example.org")]
    home = Address("Kerkstraat", "7/0101", "3010", "Kessel-Lo", "bus 3", 50.88421, 4.73006)
    (row,) = read_by_postgres(audience_csv([Contact("0042", "An Peeters", "fr", points, home)], ZoneRules()))
    filled = {column: cell for column, cell in row.items() if cell}
    assert filled == {
        "Tel/Ref.": "0042", "Naam": "An", "Voornaam": "Peeters", "Adres incl huisnummer": "Kerkstraat 7",
        "Bijkomend adres": "0101 bus 3", "Postcode": "3010", "Gemeente": "Kessel-Lo", "Email": "an@example.org",
        "SMS": "0032470123456", "SMS 2": "0031612345678", "Telefoon 2": "003216123456", "Taal": "FR", "Land": "BE",
        "Type Contact": "P",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_zone_that_finds_it_otherwise_names_what_differs() -> None:
    chosen = from_settings(
        {
            "be_alert_columns": ["Naam", "Voornaam", "GPS"],
            "be_alert_fields": {"Naam": "family_name", "Voornaam": "given_name", "GPS": "place"},
        }
    )
    home = Address("Kerkstraat", "7", "3010", "Kessel-Lo", "", 50.88421, 4.73006)
    content = audience_csv([Contact("1", "An Peeters", "nl", [], home)], chosen)
    assert read_by_postgres(content, ("Naam", "Voornaam", "GPS")) == [
        {"Naam": "Peeters", "Voornaam": "An", "GPS": "50.88421,4.73006"}
    ]


def test_every_field_of_the_setting_goes_into_a_column() -> None:
    assert set(BE_ALERT_FIELDS) <= set(BE_ALERT_COLUMNS)
    assert len(BE_ALERT_COLUMNS) == 33


@pytest.mark.django_db
def test_members_who_agreed_stand_in_it_with_their_home() -> None:
    zone = make_zone(members=3)
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    person = _person(zone.members[0])
    Consent.objects.create(
        tenant=zone.tenant, person=person, recipient="be-alert", how="paper", given_at=timezone.now()
    )
    Consent.objects.create(
        tenant=zone.tenant, person=_person(zone.members[1]), recipient="other", how="paper", given_at=timezone.now()
    )
    address = make_address("Sint-'Janslaan'", "18", zone.place)
    settle_household(system_actor([zone.tenant.id]), person_id=person.id, address_id=address.id, mark="bus 2")
    handover = Handover.objects.get(alert_id=sent(zone).id)
    (row,) = read_by_postgres(queries.handover_file(zone.writing, handover.id))
    assert (row["Postcode"], row["Gemeente"]) == (address.street.postcode, address.street.municipality)
    assert row["Adres incl huisnummer"].startswith(address.street.name)
    assert row["Bijkomend adres"] == "bus 2"


def _person(member: Any) -> Person:
    return ContactPoint.objects.get(id=member.points.first().contact_point_id).person
