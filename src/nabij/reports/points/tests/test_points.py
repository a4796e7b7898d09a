"""Reporting points: who makes them, what came through, and what the code on the wall opens."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from nabij.people.models import Account
from nabij.people.tests.factories import make_staff, sign_in, staff_actor
from nabij.reports.models import Report
from nabij.reports.points import actions, queries, rules
from nabij.reports.points.poster import link_of, poster
from nabij.reports.points.tests.factories import make_point, put_on_roster
from nabij.reports.tests.factories import ABROAD, HERE, Town
from nabij.reports.tests.test_public import go, send
from nabij.tenants.errors import Missing, Refused

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))


@pytest.fixture
def officer(town: Town) -> Account:
    return make_staff(town.zone, "mandated_officer")


@given(MOMENTS, MOMENTS, MOMENTS)
def test_a_point_is_open_from_its_first_minute_to_before_its_last(
    begin: datetime, end: datetime, now: datetime
) -> None:
    begin, end = min(begin, end), max(begin, end)
    assert (rules.when(begin, end, now) == "now") is (begin <= now < end)
    assert rules.when(begin, end, end) != "now"


def test_a_point_is_made_by_the_page_and_nowhere_else(town: Town, officer: Account) -> None:
    client = sign_in(Client(), officer)
    fields = {
        "tenant": town.zone.id, "name": "Kermis", "lon": HERE.lon, "lat": HERE.lat, "from_at": "2030-06-01T10:00",
        "until_at": "2030-06-01T23:00", "telephone": "011 22 33 44",
    }  # fmt: skip
    answer = client.post("/meldpunten/", fields)
    assert answer.status_code == 302
    assert "Kermis" in client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    abroad = {"lon": ABROAD.lon, "lat": ABROAD.lat}
    for wrong in ({"until_at": "2030-06-01T09:00"}, {"tenant": town.other_zone.id}, abroad, {"name": ""}):
        assert client.post("/meldpunten/", fields | wrong).status_code == 422
    assert len(queries.reporting_points(staff_actor(town.zone, "chief"))) == 1


def test_another_zone_finds_no_point_of_ours(town: Town) -> None:
    point, stranger = make_point(town.zone, HERE), staff_actor(town.other_zone, "mandated_officer")
    assert queries.reporting_points(stranger) == []
    with pytest.raises(Missing):
        actions.close_point(stranger, point_id=point.id)
    with pytest.raises(Missing):
        queries.came_through(stranger, point.id)
    client = sign_in(Client(), make_staff(town.other_zone, "mandated_officer"))
    assert client.get(f"/meldpunten/{point.id}/").status_code == 404
    assert client.get(f"/meldpunten/{point.id}/affiche/a4.pdf").status_code == 404


def test_the_code_opens_the_form_with_place_and_time_and_the_report_counts_there(town: Town, client: Client) -> None:
    point = make_point(town.zone, HERE)
    page = client.get(f"/melden/?punt={point.code.lower()}").content.decode()
    assert "Kermis" in page
    assert go(client, "what", category="dumping", punt=point.code) == "/melden/meer/"
    shown = client.get("/melden/meer/").content.decode()
    assert re.search(r'name="happened_at"[^>]*value="20', shown) or re.search(
        r'value="20[^>]*name="happened_at"', shown
    )
    go(client, "more", text="Zakken achter de tent")
    send(client)
    stored = Report.objects.get()
    assert (stored.point, stored.address, stored.tenant_id) == (point.id, HERE.address, town.city.id)
    both = staff_actor(town.zone, "mandated_officer")
    assert queries.reporting_points(both)[0].came == 1  # type: ignore[attr-defined]


def test_a_code_of_a_point_that_is_over_opens_the_ordinary_form_with_a_sentence(town: Town, client: Client) -> None:
    point = make_point(town.zone, HERE)
    actions.close_point(staff_actor(town.zone, "mandated_officer"), point_id=point.id)
    page = client.get(f"/melden/?punt={point.code}").content.decode()
    assert "gesloten" in page and 'name="punt" value' not in page.split("<form")[-1]
    assert go(client, "what", category="dumping", punt=point.code) == "/melden/waar/"
    with pytest.raises(Refused):
        actions.close_point(staff_actor(town.zone, "mandated_officer"), point_id=point.id)
    for odd in ("XXXXXX", "../../etc", "é", "A" * 5000):
        assert client.get("/melden/", {"punt": odd}).status_code == 200


def test_who_stands_there_records_for_the_point_also_by_telephone(town: Town) -> None:
    point, account = make_point(town.zone, HERE), make_staff(town.zone, "dispatcher")
    put_on_roster(point, account)
    client = sign_in(Client(), account)
    assert HERE.address in client.get("/meldkamer/nieuw").content.decode()
    fields = {"kind_id": "noise", "lon": HERE.lon, "lat": HERE.lat, "text": "Luid", "channel": "call"}
    assert client.post("/meldkamer/nieuw", fields).status_code == 302
    stored = Report.objects.get()
    assert (stored.point, stored.channel) == (point.id, "call")
    came = queries.came_through(staff_actor(town.zone, "mandated_officer"), point.id)
    assert [row.id for row in came] == [stored.id]


def test_only_colleagues_stand_there_and_only_while_it_is_open(town: Town) -> None:
    point, by = make_point(town.zone, HERE), staff_actor(town.zone, "mandated_officer")
    stranger = make_staff(town.other_zone, "dispatcher")
    for username in (stranger.username, "niemand"):
        with pytest.raises(Refused):
            actions.staff_point(
                by, point_id=point.id, username=username, from_at=point.from_at, until_at=point.until_at
            )
    colleague = make_staff(town.zone, "dispatcher")
    with pytest.raises(Refused):
        late = point.until_at + timedelta(minutes=1)
        actions.staff_point(by, point_id=point.id, username=colleague.username, from_at=point.from_at, until_at=late)
    turn = put_on_roster(point, colleague)
    actions.unstaff_point(by, point_id=point.id, turn_id=turn.id)
    assert queries.roster_of(by, point.id) == []


@pytest.mark.parametrize(("paper", "width_mm"), [("a4", 210), ("a5", 148)])
def test_the_poster_is_one_page_with_the_code_of_the_point(town: Town, paper: str, width_mm: int) -> None:
    point = make_point(town.zone, HERE)
    read = PdfReader(io.BytesIO(poster(point, paper)))
    text = " ".join(page.extract_text() for page in read.pages)
    assert len(read.pages) == 1 and round(float(read.pages[0].mediabox.width) * 25.4 / 72) == width_mm
    assert "Kermis" in text and "Hier kun je melden" in text and "101" in text
    assert link_of(point).endswith(f"/melden/?punt={point.code}")
