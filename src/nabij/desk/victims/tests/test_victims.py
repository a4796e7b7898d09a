"""Help for victims: complete in its data, and read without leaving a trace."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nabij.desk.victims import rules
from nabij.desk.victims.words import ABOUT, GROUP_WORDS, RIGHTS, WHEN
from nabij.people.tests.factories import make_staff, make_tenant, sign_in

TODAY = date(2026, 11, 22)
LANGUAGES = ("nl", "fr", "en", "de")
ANYWHERE = date(2100, 1, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_finds_the_same_kinds_of_help_in_their_language(language: str) -> None:
    found = rules.lines(language, TODAY)
    assert {one.group for one in found} >= {"now", "violence", "after", "theft"}
    assert {"101", "112"} <= {one.number for one in found}
    assert "listen" in {one.code for one in found}


def test_every_line_and_right_has_words_a_source_and_a_way() -> None:
    for language in LANGUAGES:
        for line in rules.lines(language, ANYWHERE):
            assert line.source
            assert line.number or line.url.startswith("https://")
            assert (line.code in ABOUT, line.group in GROUP_WORDS, line.when in WHEN) == (True, True, True)
    assert [one.code for one in rules.rights(TODAY)] == list(RIGHTS)
    assert all(one.source for one in rules.rights(TODAY))


def test_a_later_row_counts_from_its_day_on() -> None:
    old = rules.Line("listen", "106", "after", "s", TODAY, number="106")
    new = rules.Line("listen", "107", "after", "s", TODAY + timedelta(days=10), number="107")
    assert rules.newest([old, new], TODAY) == [old]
    assert rules.newest([old, new], TODAY + timedelta(days=10)) == [new]
    assert rules.newest([new], TODAY) == []


@pytest.mark.django_db
def test_reading_the_page_leaves_no_row_no_cookie_and_no_line_in_a_log(caplog: Any, capfd: Any) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client(HTTP_USER_AGENT="tell-tale", REMOTE_ADDR="192.0.2.9")
    with CaptureQueriesContext(connection) as asked:
        answers = [client.get("/slachtoffer/"), client.get("/slachtoffer/?taal=en")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert client.cookies == {}
    assert all("Set-Cookie" not in answer.headers for answer in answers)
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    assert all(answer["Referrer-Policy"] == "no-referrer" for answer in answers)
    assert [one["sql"] for one in asked if not one["sql"].lstrip().upper().startswith("SELECT")] == []
    assert [record for record in caplog.records if record.name != "django.db.backends"] == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.django_db
def test_who_is_signed_in_leaves_none_either() -> None:
    client = sign_in(Client(), make_staff(make_tenant(), "dispatcher"))
    client.get("/melden/")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/slachtoffer/")
    written = [one["sql"] for one in asked if not one["sql"].lstrip().upper().startswith("SELECT")]
    assert (written, "Set-Cookie" in answer.headers) == ([], False)


@pytest.mark.django_db
def test_the_page_asks_nothing_and_leaves_without_scripts() -> None:
    shown = Client().get("/slachtoffer/").content.decode()
    assert "<form" not in shown
    assert "csrfmiddlewaretoken" not in shown
    assert 'href="https://www.meteo.be/" rel="noreferrer nofollow" data-island="quick-exit"' in shown
    for number in (
        "tel:101",
        "tel:112",
        "tel:1712",
        "tel:106",
        "tel:1813",
        "https://www.caw.be",
        "https://www.seksueelgeweld.be",
    ):
        assert number in shown
    assert "3bis" in shown


@pytest.mark.django_db
def test_a_language_is_chosen_for_this_page_only() -> None:
    client = Client()
    assert 'lang="en"' in client.get("/slachtoffer/?taal=en").content.decode()[:200]
    assert 'lang="nl"' in client.get("/slachtoffer/").content.decode()[:200]
    assert client.get("/slachtoffer/?taal=../../etc").status_code == 200


@pytest.mark.django_db
def test_a_zone_adds_its_own_help() -> None:
    zone = make_tenant()
    own = [
        {"name": "Slachtofferbejegening", "number": "+3250123457", "about": "Ook 's avonds"},
        {"name": "Slecht adres", "url": "javascript:alert(1)"},
        {"number": "1"},
    ]
    zone.settings = {"help_lines": own}
    zone.save()
    shown = Client().get("/slachtoffer/").content.decode()
    assert 'href="tel:+3250123457"' in shown
    assert "Slecht adres" not in shown


@pytest.mark.django_db
def test_only_reading_is_possible() -> None:
    assert Client().post("/slachtoffer/", {"name": "x"}).status_code == 405
