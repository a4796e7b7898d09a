"""The information evening: for every address of the area, called by officer and coordinator, invited, attended and reported."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from nabij.meetings import actions as meetings
from nabij.meetings.models import Meeting, Notice
from nabij.meetings.tests.factories import make_meeting
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import LAT, LON, at_hand, make_member, make_network, mandate
from nabij.networks.year.evenings import actions, queries
from nabij.networks.year.evenings.todos import reports_to_write
from nabij.people.models import AccountKind
from nabij.people.queries import actor_for
from nabij.people.tests.factories import (
    grant,
    make_account,
    make_contact_point,
    make_person,
    make_staff,
    make_tenant,
    sign_in,
    staff_actor,
)
from nabij.reports.tests.factories import make_address
from nabij.reports.where import Place
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"networks:{name}", args=args)


def led_network(zone: Any) -> tuple[Any, Any, Any]:
    """A network with its officer and coordinator, as accounts."""
    network = make_network(zone)
    officer, coordinator = make_staff(zone, "mandated_officer"), make_account(AccountKind.RESIDENT)
    grant(coordinator, zone, "coordinator")
    mandate(network, MandateRole.OFFICER, officer.id)
    mandate(network, MandateRole.COORDINATOR, coordinator.id)
    return network, officer, coordinator


def streets_of_the_area() -> None:
    for number in ("1", "3", "5"):
        make_address("Molenstraat", number, Place(LON, LAT))
    make_address("Broekstraat", "7", Place(LON + 0.001, LAT))
    make_address("Ver Weg", "1", Place(LON + 0.3, LAT))


def test_every_address_of_the_area_gets_a_letter_and_none_outside_it() -> None:
    network, _officer, _coordinator = led_network(make_tenant())
    streets_of_the_area()
    found = queries.streets(network)
    assert [(one.name, one.addresses) for one in found] == [("Broekstraat", 1), ("Molenstraat", 3)]


def test_the_form_knows_the_network_and_proposes_officer_and_coordinator_as_speakers() -> None:
    network, officer, coordinator = led_network(make_tenant())
    client = sign_in(Client(), coordinator)
    page = client.get(url("meetings", network.id))
    asked = page.context["evening_url"]
    form = client.get(asked).content.decode()
    assert network.name in form
    assert officer.name in form
    assert coordinator.username not in form
    assert str(network.id) in asked


def test_letters_streets_and_posters_of_an_evening() -> None:
    zone = make_tenant()
    network, officer, _coordinator = led_network(zone)
    streets_of_the_area()
    evening = make_meeting(zone, network.id, title="Infoavond Tuilt")
    client = sign_in(Client(), officer)
    pdf = PdfReader(io.BytesIO(client.get(url("evening_letters", network.id, evening.id, "nl")).content))
    texts = [page.extract_text() for page in pdf.pages]
    assert [("Broekstraat" in text, "Molenstraat" in text) for text in texts] == [(True, False), (False, True)]
    assert all("Iedereen uit" in text for text in texts)
    rows = client.get(url("evening_streets", network.id, evening.id)).content.decode("utf-8-sig").splitlines()
    assert [row[2] for row in csv.reader(rows, delimiter=";")][1:] == ["1", "3"]
    assert client.get(url("evening_letters", network.id, evening.id, "xx")).status_code == 404


def test_members_are_invited_once_by_email_and_nobody_learns_who_they_are() -> None:
    zone = make_tenant()
    network, officer, coordinator = led_network(zone)
    evening = make_meeting(zone, network.id)
    person = make_person()
    make_member(network, make_contact_point(person, "email", place=None), make_contact_point(person, "sms"))
    make_member(network, kinds=("sms",))
    client = sign_in(Client(), coordinator)
    page = client.get(url("meetings", network.id))
    assert (page.context["invited"].by_email, page.context["invited"].households) == (1, 2)
    for told in ("uitnodiging", "eerder"):
        answer = client.post(url("evening_invite", network.id, evening.id), follow=True)
        assert told in answer.content.decode()
    row = Notice.objects.get(kind="invitation")
    assert row.registration_id is None
    meetings.cancel_meeting(actor_for(officer), meeting_id=evening.id, reason="Storm")
    assert client.post(url("evening_invite", network.id, evening.id)).status_code == 422


def test_nobody_invites_to_a_meeting_about_something_else_or_without_members() -> None:
    zone = make_tenant()
    network, officer, _coordinator = led_network(zone)
    elsewhere = make_meeting(zone)
    with pytest.raises(Missing):
        actions.invite_members(actor_for(officer), network_id=network.id, meeting_id=elsewhere.id)
    evening = make_meeting(zone, network.id)
    with pytest.raises(Refused):
        actions.invite_members(actor_for(officer), network_id=network.id, meeting_id=evening.id)
    with pytest.raises(Missing):
        actions.invite_members(staff_actor(zone, "wijkagent"), network_id=network.id, meeting_id=evening.id)


def test_the_public_page_of_the_network_names_the_evening() -> None:
    zone = make_tenant()
    network, _officer, _coordinator = led_network(zone)
    evening = make_meeting(zone, network.id, title="Infoavond Tuilt")
    make_meeting(zone, network.id, title="Stuurgroep", public=False)
    page = Client().get(url("public", network.id)).content.decode()
    assert reverse("meetings:public", args=[evening.id]) in page
    assert "Stuurgroep" not in page


def test_a_report_is_to_write_after_a_meeting_and_no_more_once_it_is() -> None:
    zone = make_tenant()
    network, officer, _coordinator = led_network(zone)
    evening = make_meeting(zone, network.id, title="Infoavond")
    assert list(reports_to_write(at_hand(network.id), evening.starts_at)) == []
    after = evening.ends_at + timedelta(days=1)
    (one,) = reports_to_write(at_hand(network.id), after)
    assert (one.owner, "Infoavond" in one.what, one.is_late(after)) == ("coordinator", True, False)
    assert one.is_late(after + timedelta(days=30))
    with time_machine.travel(after, tick=False):
        meetings.count_present(actor_for(officer), meeting_id=evening.id, guests=40)
        (held,) = reports_to_write(at_hand(network.id), after)
        assert held.what != one.what
        meetings.write_report(actor_for(officer), meeting_id=evening.id, text="Gezegd en afgesproken.")
    assert list(reports_to_write(at_hand(network.id), after)) == []


def test_the_city_sees_the_evening_of_its_network_and_another_zone_nothing() -> None:
    zone = make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    network = make_network(zone, municipality_id=city.id)
    evening = make_meeting(zone, network.id)
    assert sign_in(Client(), make_staff(city, "prevention")).get(url("meetings", network.id)).status_code == 200
    stranger = sign_in(Client(), make_staff(make_tenant(), "chief"))
    for unknown in (network.id, new_id()):
        assert stranger.get(url("meetings", unknown)).status_code == 404
        assert stranger.post(url("evening_invite", unknown, evening.id)).status_code == 404
        assert stranger.get(url("evening_letters", unknown, evening.id, "nl")).status_code == 404
    assert Meeting.objects.count() == 1


def test_the_page_asks_as_many_questions_for_one_meeting_as_for_many(django_assert_max_num_queries: Any) -> None:
    zone = make_tenant()
    network, officer, _coordinator = led_network(zone)
    for _ in range(10):
        make_meeting(zone, network.id)
    client = sign_in(Client(), officer)
    with django_assert_max_num_queries(30):
        assert client.get(url("meetings", network.id)).status_code == 200
