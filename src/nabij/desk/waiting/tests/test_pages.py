"""The pages of a waiting hall: with the key of the tablet or of the day, and at a desk."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from nabij.audit.actions import LIVE_CHANNEL
from nabij.desk.appointments.models import Appointment
from nabij.desk.appointments.tests.factories import make_appointment
from nabij.desk.counters.models import Offer
from nabij.desk.waiting import actions, keys
from nabij.desk.waiting.models import Ticket
from nabij.desk.waiting.tests.factories import make_hall, take
from nabij.people.tests.factories import make_staff, make_tenant, sign_in, staff_actor
from nabij.tenants import live_tickets
from nabij.tenants.actor import PUBLIC
from nabij.tenants.models import Tenant
from nabij.tenants.working_days import BRUSSELS

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=BRUSSELS)
pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


@pytest.fixture
def offer(tenant: Tenant) -> Offer:
    return make_hall(tenant, minutes=10)


def test_who_is_in_the_hall_takes_a_number_and_gives_it_back(client: Client, offer: Offer) -> None:
    day = timezone.localdate()
    here = f"/nummer/{offer.counter_id}/{keys.day_key(offer.counter_id, day)}/"
    assert client.get(here).status_code == 200
    made = client.post(here, {"service": str(offer.service_id)})
    row = Ticket.objects.get()
    assert made["Location"] == f"/nummer/{row.id}/"
    assert "A001" in client.get(made["Location"], headers={"HX-Request": "true"}).content.decode()
    client.post(made["Location"])
    row.refresh_from_db()
    assert (row.state, row.appointment_id) == ("left", None)


def test_without_a_key_of_today_nobody_takes_a_number(client: Client, offer: Offer) -> None:
    yesterday = keys.day_key(offer.counter_id, timezone.localdate() - timedelta(days=1))
    other = keys.kiosk_key(make_hall(make_tenant()).counter_id)
    for key in (yesterday, other, "x"):
        for method in (client.get, client.post):
            assert method(f"/nummer/{offer.counter_id}/{key}/", {"service": str(offer.service_id)}).status_code == 404
        assert client.get(f"/wachtzaal/{offer.counter_id}/{key}/").status_code == 404
    assert not Ticket.objects.exists()


def test_what_cannot_be_is_said_and_no_number_is_given(client: Client, offer: Offer) -> None:
    here = f"/nummer/{offer.counter_id}/{keys.kiosk_key(offer.counter_id)}/"
    for given in ({}, {"service": "x"}, {"code": "x"}, {"code": "BBBB-BBBB-BBBB"}):
        answer = client.post(here, given)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    assert not Ticket.objects.exists()


def test_an_appointment_announces_itself_on_the_tablet(client: Client, offer: Offer) -> None:
    here = f"/nummer/{offer.counter_id}/{keys.kiosk_key(offer.counter_id)}/"
    with time_machine.travel(NOON, tick=False) as clock:
        booked = make_appointment(offer, starts_at=NOON + timedelta(hours=2))
        assert client.post(here, {"code": booked.code}).status_code == 422
        clock.move_to(NOON + timedelta(minutes=100))
        assert client.post(here, {"code": booked.code}).status_code == 302
    assert Appointment.objects.get().state == "arrived"


def test_the_screen_shows_who_is_called_and_the_desk_does_the_rest(
    client: Client, tenant: Tenant, offer: Offer
) -> None:
    row = take(offer)
    staff = sign_in(Client(), make_staff(tenant, "desk_clerk"))
    desk = f"/loketten/{offer.counter_id}/wachtrij?balie=3"
    assert staff.get(desk).status_code == staff.get(desk, headers={"HX-Request": "true"}).status_code == 200
    staff.post(desk, {"deed": "next"})
    screen = f"/wachtzaal/{offer.counter_id}/{keys.kiosk_key(offer.counter_id)}/"
    shown = client.get(screen).content.decode()
    assert re.search(r'data-called="\d{4}-A001-1-3"', shown), "with the day: tomorrow's A001 is another one"
    assert "A001" in client.get(screen, headers={"HX-Request": "true"}).content.decode()
    asked = {"deed": "pass", "ticket": str(row.id)}
    assert staff.post(desk, asked).status_code == 302
    row.refresh_from_db()
    assert row.state == "no_show"
    for deed, state in (("recall", "called"), ("serve", "serving"), ("served", "served")):
        assert staff.post(desk, {"deed": deed, "ticket": str(row.id)}).status_code == 302
        row.refresh_from_db()
        assert row.state == state
    staff.post(desk, {"deed": "take", "service": str(offer.service_id)})
    assert Ticket.objects.count() == 2
    assert staff.get(f"/loketten/{offer.counter_id}/dagverslag").status_code == 200
    for wrong in ({"deed": "x"}, {"deed": "serve", "ticket": "x"}):
        assert staff.post(desk, wrong).status_code == 404
    assert staff.get(f"/loketten/{offer.counter_id}/wachtrij?balie=99").status_code == 404
    assert staff.get(f"/loketten/{offer.counter_id}/dagverslag?dag=x").status_code == 404


def test_the_screen_of_a_wall_has_the_code_of_today_also_when_it_hangs_there_since_yesterday(
    client: Client, offer: Offer
) -> None:
    screen = f"/wachtzaal/{offer.counter_id}/{keys.kiosk_key(offer.counter_id)}/"
    parts = []
    for day in (0, 1):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            parts.append(client.get(screen, headers={"HX-Request": "true"}).content.decode())
    codes = [re.search(r"<svg.*?</svg>", part, re.DOTALL) for part in parts]
    assert codes[0] and codes[1]
    assert codes[0][0] != codes[1][0]


def test_a_screen_hears_its_own_hall_and_nothing_else(client: Client, offer: Offer) -> None:
    where = f"/wachtzaal/{offer.counter_id}/{keys.kiosk_key(offer.counter_id)}/live"
    given = parse_qs(urlsplit(client.get(where).json()["url"]).query)["ticket"][0]
    ticket = live_tickets.read(given)
    assert ticket is not None
    assert ticket.hears(offer.tenant_id, offer.counter_id)
    assert not ticket.hears(offer.tenant_id, offer.service_id)
    assert not ticket.hears(offer.counter_id, offer.counter_id)
    assert client.get(f"/wachtzaal/{offer.counter_id}/x/live").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_every_move_of_the_queue_is_told_to_the_screens(tenant: Tenant, offer: Offer) -> None:
    staff = staff_actor(tenant, "desk_clerk")
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as heard:
        heard.execute(f"listen {LIVE_CHANNEL}")
        row, other = take(offer), take(offer)
        actions.call_next(staff, counter_id=offer.counter_id, desk=1)
        actions.recall(staff, ticket_id=row.id, desk=1)
        actions.serve(staff, ticket_id=row.id)
        actions.finish(staff, ticket_id=row.id)
        actions.leave(PUBLIC, ticket_id=other.id)
        told = [json.loads(one.payload) for one in heard.notifies(timeout=2, stop_after=30)]
    halls = [one for one in told if one["kind"] == "desk.hall"]
    assert len(halls) >= 7
    assert {one["id"] for one in halls} == {str(offer.counter_id)}
