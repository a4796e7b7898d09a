"""Staff that helps somebody writes down what they report, and it stands on the page of that person."""

from __future__ import annotations

import pytest
from django.test import Client

from nabij.people.models import Person
from nabij.people.serving import HELPING
from nabij.people.tests.factories import grant, make_contact_point, make_person, make_staff, sign_in
from nabij.reports.models import Report
from nabij.reports.tests.factories import HERE, Town, make_town

pytestmark = pytest.mark.django_db
NUMBER = "0470 12 34 56"
TOLD = {"kind": "sluikstort", "kind_id": "dumping", "lon": HERE.lon, "lat": HERE.lat, "channel": "call"}


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def caller(town: Town) -> Person:
    return make_contact_point(make_person(name="Rita"), "sms", NUMBER).person


@pytest.fixture
def clerk(town: Town, client: Client, caller: Person) -> Client:
    account = make_staff(town.zone, "desk_clerk")
    grant(account, town.city, "desk_clerk")
    sign_in(client, account)
    session = client.session
    session[HELPING] = {"person": str(caller.id), "reason": "phone"}
    session.save()
    return client


def test_a_report_of_a_caller_stands_on_their_page(clerk: Client, caller: Person) -> None:
    address = f"/meldkamer/nieuw?voor={caller.id}"
    assert address.replace("&", "&amp;") in clerk.get(f"/hulp/{caller.id}/meldingen/").content.decode()
    page = clerk.get(address).content.decode()
    assert "Rita" in page and NUMBER in page
    assert clerk.post(address, TOLD | {"contact": NUMBER}).status_code == 302
    made = Report.objects.get()
    assert (made.reporter_person, made.channel) == (caller.id, "call")
    assert "/volgen/" in clerk.get(f"/hulp/{caller.id}/meldingen/").content.decode()
    incident = clerk.get(f"/incidenten/{made.incident_id}/").content.decode()
    assert f"/meldingen/{made.id}/foto" in incident, "a photo can be handed over"


def test_without_their_page_a_report_stays_nobodys(clerk: Client, caller: Person) -> None:
    clerk.post("/meldkamer/nieuw", TOLD | {"contact": NUMBER})
    assert Report.objects.get().reporter_person is None


@pytest.mark.parametrize("wrong", ["0198c1f0-0000-7000-8000-000000000000", "geen-id"])
def test_somebody_who_is_not_being_helped_is_not_there(wrong: str, clerk: Client) -> None:
    assert clerk.get(f"/meldkamer/nieuw?voor={wrong}").status_code == 404
    assert clerk.post(f"/meldkamer/nieuw?voor={wrong}", TOLD).status_code == 404
    assert not Report.objects.exists()
