from __future__ import annotations

import re

import pytest
from django.test import Client

from nabij.audit import retention
from nabij.networks.tests.factories import make_network
from nabij.reports.tests.factories import ABROAD, HERE, Town, make_address, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    made = make_town()
    make_address("Dorpsstraat", "12", HERE)
    make_network(made.zone, HERE.lon, HERE.lat, name="BIN Dorp")
    return made


def shown(path: str, **headers: str) -> str:
    answer = Client(headers=headers).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_front_door_leads_to_reporting_following_and_being_warned(town: Town) -> None:
    page = shown("/")
    for address in (
        "/melden/",
        "/volgen/",
        "/mijn/",
        "tel:101",
        "tel:112",
        "/over/privacy/",
        "/over/toegankelijkheid/",
    ):
        assert f'href="{address}"' in page
    assert "Meldingen worden gelezen door mensen." in page
    assert "here-title" not in page


def test_an_address_tells_police_and_networks_without_a_script(town: Town) -> None:
    page = shown("/?address=Dorpsstraat 12")
    assert town.zone.name in page and "BIN Dorp" in page
    assert 'value="Dorpsstraat 12"' in page


def test_a_chosen_address_brings_only_the_part_that_changes(town: Town) -> None:
    part = shown(f"/?address=x&lon={HERE.lon}&lat={HERE.lat}", HX_Request="true")
    assert "BIN Dorp" in part and "<html" not in part


@pytest.mark.parametrize("place", ["lon=x&lat=y", "lon=400&lat=50", f"lon={ABROAD.lon}&lat={ABROAD.lat}", "lon=4.7"])
def test_a_place_that_is_none_is_said_so(town: Town, place: str) -> None:
    assert "Geen adres gevonden" in shown(f"/?address=qqqq&{place}", HX_Request="true")


def test_an_address_where_nobody_takes_part_says_whom_to_call(town: Town) -> None:
    page = shown("/?address=x&lon=3.05&lat=51.0", HX_Request="true")
    assert "BIN Dorp" not in page
    assert "112" in page


def test_the_terms_on_the_privacy_page_are_those_of_the_job_that_deletes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown("/over/privacy/")
    assert town.zone.name in page and town.city.name in page
    (row,) = re.findall(r"<tr><td[^>]*>Je naam en hoe we je bereiken.*?</tr>", page)
    assert "1 jaar" in row
    changed = [rule.__class__(**(vars(rule) | {"days": 90})) for rule in retention.rules()]
    monkeypatch.setattr(retention, "rules", lambda: changed)
    assert shown("/over/privacy/").count("90 dagen") == 10


def test_the_statement_on_accessibility_names_the_standard() -> None:
    assert "EN 301 549" in shown("/over/toegankelijkheid/")
