"""What is known nearby: only what may be public, only as precise as the map, and following it counts one person once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from nabij.people.tests.factories import make_resident
from nabij.reports import actions as reports
from nabij.reports import queries
from nabij.reports.models import Category, Incident, Report
from nabij.reports.nearby.actions import me_too
from nabij.reports.nearby.queries import known_near
from nabij.reports.tests.factories import HERE, Town, by_telephone, make_street, report, version_of
from nabij.reports.tests.test_public import go, send
from nabij.reports.where import Place
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused

SECRET = "Mijn buurman Jos deed het, bel 0470 99 88 77"


def near(code: str, place: Place = HERE) -> list[str]:
    found = known_near(queries.category(code), place.lon, place.lat, timezone.now())
    return [str(one.id) for one in found]


def test_no_police_kind_ever_shows_and_no_police_kind_can_be_followed(town: Town, client: Client) -> None:
    for kind in Category.objects.filter(may_be_public=False, nothing_stored=False):
        hidden = report(category=kind.code)
        assert near(kind.code) == []
        with pytest.raises(Missing):
            me_too(PUBLIC, incident_id=hidden.incident_id, key=uuid4())
        assert client.get(f"/melden/dichtbij/{hidden.incident_id}/").status_code == 404
    for kind in Category.objects.filter(may_be_public=True):
        assert near(kind.code) == []


def test_what_may_be_public_shows_by_its_street_and_without_a_word_of_who_told_it(town: Town, client: Client) -> None:
    make_street("Dorpsstraat")
    known = report(category="dumping", text=SECRET, contact=by_telephone())
    go(client, "what", category="litter")
    assert go(client, "where", lon=HERE.lon, lat=HERE.lat) == "/melden/dichtbij/"
    page = client.get("/melden/dichtbij/").content.decode()
    assert "Sluikstort" in page and "Dorpsstraat" in page and str(known.incident_id) in page
    for word in (
        "Dorpsstraat 1",
        "We kregen je melding",
        "buurman",
        "Jos",
        "0470",
        str(known.report_id),
        str(HERE.lon),
    ):
        assert word not in page.split("<main")[1].split("</main>")[0]
    assert go(client, "near_known") == "/melden/meer/"


def test_words_that_are_no_street_of_the_register_are_shown_to_nobody(town: Town, client: Client) -> None:
    report(category="dumping", place=Place(HERE.lon, HERE.lat, "bij Jan Peeters, Dorpsstraat 1"))
    go(client, "what", category="litter")
    assert go(client, "where", lon=HERE.lon, lat=HERE.lat) == "/melden/dichtbij/"
    page = client.get("/melden/dichtbij/").content.decode()
    assert "Peeters" not in page and "neighbourhood M1-1" in page


@pytest.mark.parametrize(
    "hidden", [{"state": "withheld"}, {"never_alert": True}, {"outcome": "withhold"}, {"outcome": "crisis_care"}]
)
def test_what_is_withheld_or_about_a_person_in_a_crisis_is_not_shown_nearby(town: Town, hidden: dict[str, Any]) -> None:
    known = report(category="dumping")
    assert near("dumping")
    Incident.objects.filter(id=known.incident_id).update(**hidden)
    assert near("dumping") == []
    with pytest.raises(Missing):
        me_too(PUBLIC, incident_id=known.incident_id, key=uuid4())


def test_asking_from_many_places_tells_no_more_than_the_square_of_the_map(town: Town) -> None:
    report(category="dumping")
    asked = [Place(HERE.lon + step * 0.0002, HERE.lat) for step in range(-12, 13)]
    before = [bool(near("dumping", place)) for place in asked]
    assert True in before and False in before
    moved = Incident.objects.get()
    inside = (moved.x // 100 * 100 + 1, moved.y // 100 * 100 + 99)
    Incident.objects.update(x=inside[0], y=inside[1])
    assert [bool(near("dumping", place)) for place in asked] == before


def test_what_is_old_closed_or_elsewhere_is_not_offered(town: Town) -> None:
    made = report(category="lighting")
    assert near("lighting") == [str(made.incident_id)]
    assert near("lighting", Place(HERE.lon + 0.01, HERE.lat)) == []
    Incident.objects.update(happened_at=timezone.now() - timedelta(days=30))
    assert near("lighting") == []
    Incident.objects.update(happened_at=timezone.now(), state="closed")
    assert near("lighting") == []
    with pytest.raises(Missing):
        me_too(PUBLIC, incident_id=uuid4(), key=uuid4())
    with pytest.raises(Refused):
        me_too(PUBLIC, incident_id=made.incident_id, key=uuid4())


def test_me_too_by_the_pages_gives_a_code_that_follows_the_same_fact(town: Town, client: Client) -> None:
    first = report(category="dumping")
    go(client, "what", category="dumping")
    go(client, "where", lon=HERE.lon, lat=HERE.lat)
    address = f"/melden/dichtbij/{first.incident_id}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reach": "contact", "contact": "12", "language": "nl"}).status_code == 422
    answer = client.post(address, {"reach": "contact", "contact": "an@example.org", "language": "en"})
    assert answer.url == "/melden/verstuurd/"  # type: ignore[attr-defined]
    made = Report.objects.get(channel="me_too")
    assert (made.incident_id, made.text, made.language, made.counted) == (first.incident_id, "", "en", True)
    assert Incident.objects.get().report_count == 2
    assert version_of(first) == Incident.objects.get().version
    code = client.session["report_sent"]["code"]
    assert client.get(f"/volgen/{code}").status_code == 200


def test_one_person_counts_once_and_nobody_learns_who_told_it(town: Town) -> None:
    fact = report(category="dumping", contact=by_telephone())
    again = me_too(PUBLIC, incident_id=fact.incident_id, key=uuid4(), contact=by_telephone("+32 470 12 34 56"))
    assert again.is_new and again.code != fact.code
    assert Incident.objects.get().report_count == 1
    silent = Report.objects.get(id=again.report_id)
    assert (silent.counted, silent.contact_value) == (False, None)
    person = make_resident()
    for _turn in range(2):
        me_too(PUBLIC, incident_id=fact.incident_id, key=uuid4(), person_id=person.id)
    assert Incident.objects.get().report_count == 2
    key = uuid4()
    codes = {me_too(PUBLIC, incident_id=fact.incident_id, key=key).code for _turn in range(3)}
    assert len(codes) == 1 and Incident.objects.get().report_count == 3


def test_the_number_of_a_neighbour_does_not_tell_whether_that_neighbour_reported_it(town: Town, client: Client) -> None:
    """Whoever tries numbers sees the same pages for one who told it and one who did not."""
    fact = report(category="dumping", contact=by_telephone())
    seen = []
    for number in ("0470 12 34 56", "0470 99 88 77"):
        go(client, "what", category="dumping")
        go(client, "where", lon=HERE.lon, lat=HERE.lat)
        client.post(f"/melden/dichtbij/{fact.incident_id}/", {"reach": "contact", "contact": number, "language": "nl"})
        go(client, "what", category="dumping")
        go(client, "where", lon=HERE.lon, lat=HERE.lat)
        page = client.get("/melden/dichtbij/").content.decode()
        seen.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    assert seen[0] == seen[1]
    assert Incident.objects.get().report_count == 2


def test_who_follows_cannot_take_the_report_of_another_back_nor_change_its_words(town: Town) -> None:
    fact = report(category="dumping", text="Zes zakken", contact=by_telephone())
    again = me_too(PUBLIC, incident_id=fact.incident_id, key=uuid4(), contact=by_telephone())
    with pytest.raises(Refused):
        reports.withdraw_report(PUBLIC, code=again.code)
    reports.tell_more(PUBLIC, code=again.code, answers={}, text="Iets anders")
    assert Incident.objects.get().summary == "Zes zakken"
    reports.withdraw_report(PUBLIC, code=fact.code)


def test_without_anything_nearby_the_form_goes_on(town: Town, client: Client) -> None:
    go(client, "what", category="dumping")
    assert go(client, "where", lon=HERE.lon, lat=HERE.lat) == "/melden/meer/"
    assert client.get("/melden/dichtbij/").url == "/melden/meer/"  # type: ignore[attr-defined]
    go(client, "more", text="Zakken")
    send(client)
