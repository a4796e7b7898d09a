"""Booking, moving and cancelling through the pages: without an account, from the own page, helped, and by staff of a counter."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nabij.audit.models import AuditRow
from nabij.desk.appointments import rules
from nabij.desk.appointments.models import Appointment, AppointmentNotice
from nabij.desk.appointments.rules import local_day
from nabij.desk.appointments.tests.factories import make_appointment, next_monday
from nabij.desk.appointments.views.own import MOVES_A_DAY
from nabij.desk.counters.actions import withdraw_service
from nabij.desk.counters.models import Offer
from nabij.desk.counters.tests.factories import make_counter, make_offer, make_service
from nabij.desk.waiting import rules as waiting_rules
from nabij.desk.waiting.models import Ticket
from nabij.people import queries as people_queries
from nabij.people.models import Person
from nabij.people.tests.factories import make_contact_point, make_resident, make_staff, make_tenant, sign_in
from nabij.reports.told import Contact
from nabij.tenants.actor import system_actor
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


@pytest.fixture
def offer(tenant: Tenant) -> Offer:
    return make_offer(make_counter(tenant))


def steps_of(base: str, offer: Offer, **asked: Any) -> str:
    given = {"om": next_monday().isoformat(), "hoe": "person"} | asked
    return f"{base}{offer.service_id}/{offer.counter_id}/wie?{urlencode(given)}"


def filled(**fields: str) -> dict[str, str]:
    return {"name": "An Peeters", "contact": "an@example.be", "language": "nl"} | fields


def helping(client: Client, person: Person) -> Client:
    session = client.session
    session["people.helping"] = {"person": str(person.id), "reason": "phone"}
    session.save()
    return client


def test_a_visitor_books_moves_and_cancels_with_nothing_but_the_code(client: Client, offer: Offer) -> None:
    assert "Identiteitskaart" in client.get("/afspraak/").content.decode()
    day = client.get(f"/afspraak/{offer.service_id}/{offer.counter_id}/").content.decode()
    assert re.search(r"wie\?om=[^\"]+", day)
    asked = steps_of("/afspraak/", offer)
    assert "je oude kaart" in client.get(asked).content.decode()
    made = client.post(asked, filled(), follow=True)
    row = Appointment.objects.get()
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", made.content.decode())
    assert code is not None
    assert (row.state, row.booked_by, row.language) == ("booked", "online", "nl")
    here = f"/afspraak/code/{code.group()}/"
    assert b"BEGIN:VEVENT" in client.get(f"{here}agenda.ics").content
    later = next_monday(10)
    client.post(f"{here}verplaats", {"om": later.isoformat()})
    row.refresh_from_db()
    assert (row.starts_at, row.sequence) == (later, 1)
    client.post(here)
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert b"METHOD:CANCEL" in client.get(f"{here}agenda.ics").content
    kinds = AppointmentNotice.objects.filter(state="waiting").values_list("kind", flat=True)
    assert list(kinds) == ["cancelled"]


def test_what_cannot_be_is_said_in_a_sentence_and_nothing_is_stored(client: Client, offer: Offer) -> None:
    wrong = [
        (steps_of("/afspraak/", offer), filled(name=" ")),
        (steps_of("/afspraak/", offer), filled(contact="")),
        (steps_of("/afspraak/", offer), filled(contact="12")),
        (steps_of("/afspraak/", offer, hoe="phone"), filled()),
        (steps_of("/afspraak/", offer, om=next_monday(9, 7).isoformat()), filled()),
        (steps_of("/afspraak/", offer, om=next_monday(3).isoformat()), filled()),
        (steps_of("/afspraak/", offer, om=(next_monday() + timedelta(days=700)).isoformat()), filled()),
        (steps_of("/afspraak/", offer, om=(next_monday() - timedelta(days=70)).isoformat()), filled()),
    ]
    for address, given in wrong:
        answer = client.post(address, given)
        assert answer.status_code == 422, address
        assert "ams-error-message" in answer.content.decode() or 'role="alert"' in answer.content.decode()
    assert client.post(steps_of("/afspraak/", offer, om="morgen"), filled()).status_code == 302
    assert not Appointment.objects.exists()


def test_a_moment_that_was_just_taken_is_said_and_keeps_what_was_typed(client: Client, offer: Offer) -> None:
    make_appointment(offer)
    make_appointment(offer, name="Tweede")
    answer = client.post(steps_of("/afspraak/", offer), filled(contact="0470 12 34 56"))
    assert answer.status_code == 422
    assert "An Peeters" in answer.content.decode()
    assert Appointment.objects.count() == 2


def test_one_number_takes_no_more_than_a_few(client: Client, offer: Offer) -> None:
    for hour in (9, 10, 11):
        make_appointment(offer, starts_at=next_monday(hour))
    answer = client.post(steps_of("/afspraak/", offer, om=next_monday(14).isoformat()), filled())
    assert answer.status_code == 422
    assert Appointment.objects.count() == 3


def test_a_machine_that_fills_in_what_nobody_sees_stores_nothing(client: Client, offer: Offer) -> None:
    client.post(steps_of("/afspraak/", offer), filled(website="x"))
    assert not Appointment.objects.exists()


def test_a_wrong_code_and_one_that_is_no_code_open_nothing(client: Client, offer: Offer) -> None:
    make_appointment(offer)
    for code in ("BBBB-BBBB-BBBB", "x"):
        for page in ("", "verplaats", "agenda.ics"):
            assert client.get(f"/afspraak/code/{code}/{page}").status_code == 404
    assert client.get("/afspraak/code/?code=x").status_code == 422


def test_a_resident_and_who_helps_them_do_the_same(tenant: Tenant, offer: Offer) -> None:
    person = make_resident()
    make_contact_point(person, "email")
    clerk = make_staff(tenant, "desk_clerk")
    mine = sign_in(Client(), person.account)  # type: ignore[arg-type]
    desk = helping(sign_in(Client(), clerk), person)
    for client, base, hour, how in ((mine, "/mijn/", 9, "online"), (desk, f"/hulp/{person.id}/", 10, "phone")):
        new = f"{base}afspraken/nieuw/"
        assert client.get(new).status_code == 200
        address = steps_of(new, offer, om=next_monday(hour).isoformat())
        page = client.get(address).content.decode()
        value = re.search(r'name="contact" value="([^"]+)"', page)
        assert value is not None
        assert client.post(address, filled(contact=value.group(1))).status_code == 302
        row = Appointment.objects.get(starts_at=next_monday(hour))
        assert row.booked_by == how
        here = f"{base}afspraken/{row.id}/"
        assert client.get(f"{base}afspraken/").content.decode().count(str(row.id)) == 1
        assert client.post(f"{here}verplaats", {"om": next_monday(hour, 30).isoformat()}).status_code == 302
        assert client.post(here).status_code == 302
        row.refresh_from_db()
        assert (row.state, row.starts_at) == ("cancelled", next_monday(hour, 30))
    other = sign_in(Client(), make_resident().account)  # type: ignore[arg-type]
    assert other.get(f"/mijn/afspraken/{row.id}/").status_code == 404


def test_staff_books_for_a_caller_without_a_number_and_notes_what_became_of_it(tenant: Tenant, offer: Offer) -> None:
    client = sign_in(Client(), make_staff(tenant, "desk_clerk"))
    made = client.post(steps_of("/loketten/afspraak/", offer), filled(contact=""))
    row = Appointment.objects.get()
    assert (made.status_code, row.booked_by, row.contact_kind) == (302, "phone", "")
    agenda = f"/loketten/{offer.counter_id}/agenda?dag={local_day(row.starts_at)}"
    assert "An Peeters" in client.get(agenda).content.decode()
    assert client.post(f"/loketten/afspraken/{row.id}/stap", {"state": "no_show"}).status_code == 422
    client.post(f"/loketten/afspraken/{row.id}/stap", {"state": "arrived"})
    row.refresh_from_db()
    assert row.state == "arrived"
    stranger = sign_in(Client(), make_staff(make_tenant(), "desk_clerk"))
    for address in (agenda, f"/loketten/afspraken/{row.id}/", f"/loketten/{offer.counter_id}/wachtrij"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"/loketten/afspraken/{row.id}/stap", {"state": "booked"}).status_code == 404
    assert stranger.post(f"/loketten/afspraken/{row.id}/").status_code == 404
    assert (
        stranger.post(steps_of("/loketten/afspraak/", offer, om=next_monday(15).isoformat()), filled()).status_code
        == 404
    )


def test_who_is_here_gets_a_number_from_the_agenda(tenant: Tenant, offer: Offer) -> None:
    booked, at = make_appointment(offer), next_monday()
    with time_machine.travel(at - timedelta(minutes=5), tick=False):
        staff = sign_in(Client(), make_staff(tenant, "desk_clerk"))
        staff.post(f"/loketten/afspraken/{booked.appointment_id}/stap", {"state": "arrived"})
    assert Ticket.objects.get().label == "A001"


def test_the_agenda_of_a_full_day_takes_few_queries(tenant: Tenant) -> None:
    offer = make_offer(make_counter(tenant, desks=4), make_service(tenant, minutes=15))
    client = sign_in(Client(), make_staff(tenant, "desk_clerk"))
    address = f"/loketten/{offer.counter_id}/agenda?dag={local_day(next_monday())}"

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    make_appointment(offer)
    queries()
    few = queries()
    for n in range(12):
        make_appointment(offer, starts_at=next_monday(10, 15 * (n % 4)), contact=_number(n))
    assert queries() == few <= 15


def _number(n: int) -> Contact:
    return Contact("sms", f"+3247012{n:04}")


def test_who_comes_a_little_later_says_so_and_the_counter_sees_it(client: Client, tenant: Tenant, offer: Offer) -> None:
    booked, at = make_appointment(offer), next_monday()
    here = f"/afspraak/code/{booked.code}/"
    assert 'name="late"' not in client.get(here).content.decode()
    assert client.post(here, {"late": "5"}).status_code == 422
    with time_machine.travel(at + timedelta(minutes=2), tick=False):
        assert 'name="late" value="10"' in client.get(here).content.decode()
        for minutes in ("60", "-5", "tien", "9" * 400):
            assert client.post(here, {"late": minutes}).status_code == 422
        assert client.post(here, {"late": "10"}).status_code == 302
        staff = sign_in(Client(), make_staff(tenant, "desk_clerk"))
        agenda = staff.get(f"/loketten/{offer.counter_id}/agenda").content.decode()
        assert re.search(r"10 (minutes later|minuten later)", agenda)
    row = Appointment.objects.get()
    assert (row.state, row.late_min) == ("booked", 10)
    with time_machine.travel(at + timedelta(minutes=11), tick=False):
        assert client.post(here, {"late": "5"}).status_code == 422


def test_we_wait_for_as_long_as_the_hall_keeps_a_turn() -> None:
    assert rules.LATE_MIN[-1] == waiting_rules.order().late_after_min


def test_who_did_not_come_is_told_and_books_the_same_again(client: Client, tenant: Tenant, offer: Offer) -> None:
    booked = make_appointment(offer)
    step = f"/loketten/afspraken/{booked.appointment_id}/stap"
    told = AppointmentNotice.objects.filter(kind="no_show", state="waiting")
    with time_machine.travel(next_monday() + timedelta(minutes=30), tick=False):
        staff = sign_in(Client(), make_staff(tenant, "desk_clerk"))
        staff.post(step, {"state": "no_show"})
        assert told.exists()
        staff.post(step, {"state": "arrived"})
        assert not told.exists()
    Appointment.objects.update(state="no_show")
    page = client.get(f"/afspraak/code/{booked.code}/").content.decode()
    assert f"/afspraak/{offer.service_id}/{offer.counter_id}/" in page
    withdraw_service(system_actor([tenant.id]), counter_id=offer.counter_id, service_id=offer.service_id)
    assert f"/{offer.counter_id}/" not in re.findall(
        r'href="(/afspraak/[^"]*)"', client.get(f"/afspraak/code/{booked.code}/").content.decode()
    )


def test_who_helps_moves_and_cancels_also_when_it_is_too_late_for_the_resident(tenant: Tenant, offer: Offer) -> None:
    person, at = make_resident(), next_monday()
    booked = make_appointment(
        offer,
        people_queries.actor_for(person.account),
        person_id=person.id,  # type: ignore[arg-type]
    )
    with time_machine.travel(at - timedelta(minutes=10), tick=False):
        mine = sign_in(Client(), person.account)  # type: ignore[arg-type]
        assert mine.post(f"/mijn/afspraken/{booked.appointment_id}/").status_code == 422
        desk = helping(sign_in(Client(), make_staff(make_tenant(), "desk_clerk")), person)
        here = f"/hulp/{person.id}/afspraken/{booked.appointment_id}/"
        soon = at + timedelta(minutes=15)
        assert desk.post(f"{here}verplaats", {"om": soon.isoformat()}).status_code == 302
        assert desk.post(here).status_code == 302
    assert Appointment.objects.get().state == "cancelled"
    done = AuditRow.objects.filter(on_behalf_of=person.id).values_list("verb", flat=True)
    assert {"desk.move_appointment", "desk.cancel_appointment"} <= set(done)
    kinds = AppointmentNotice.objects.filter(appointment_id=booked.appointment_id).values_list("kind", flat=True)
    assert {"confirmation", "moved", "cancelled"} <= set(kinds)


def test_a_resident_who_comes_by_the_door_for_everybody_finds_it_on_their_page(offer: Offer) -> None:
    person = make_resident()
    make_contact_point(person, "email")
    client = sign_in(Client(), person.account)  # type: ignore[arg-type]
    asked = steps_of("/afspraak/", offer)
    value = re.search(r'name="contact" value="([^"]+)"', client.get(asked).content.decode())
    assert value is not None
    assert client.post(asked, filled(contact=value.group(1)))["Location"].startswith("/mijn/afspraken/")
    assert str(Appointment.objects.get().id) in client.get("/mijn/afspraken/").content.decode()


def test_what_two_cities_offer_under_one_name_stands_there_once(client: Client, offer: Offer) -> None:
    make_offer(make_counter(make_tenant(), "Stadhuis van de buren"))
    page = client.get("/afspraak/").content.decode()
    assert page.count("<h2") == 1
    assert "Stadhuis van de buren" in page


def test_nobody_is_promised_a_message_of_the_day_before_that_no_longer_comes(client: Client, offer: Offer) -> None:
    asked, page = steps_of("/afspraak/", offer), re.compile("de dag ervoor|the day before")
    assert page.search(client.get(asked).content.decode())
    with time_machine.travel(next_monday() - timedelta(hours=3), tick=False):
        assert not page.search(client.get(asked).content.decode())
        assert not page.search(client.post(asked, filled(), follow=True).content.decode())


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-20", "0001-01-01"])
def test_a_day_at_the_ends_of_the_calendar_breaks_no_page(
    client: Client, tenant: Tenant, offer: Offer, day: str
) -> None:
    base = f"/afspraak/{offer.service_id}/{offer.counter_id}/"
    assert client.get(base, {"vanaf": day}).status_code == 200
    for moment in (f"{day}T00:00:00+14:00", f"{day}T23:59:59-14:00"):
        assert client.get(f"{base}wie", {"om": moment}).status_code == 302
    clerk = sign_in(Client(), make_staff(tenant, "desk_clerk"))
    for page in ("agenda", "dagverslag"):
        assert clerk.get(f"/loketten/{offer.counter_id}/{page}", {"dag": day}).status_code == 404


def test_who_holds_a_code_cannot_send_message_after_message(client: Client, offer: Offer) -> None:
    """Each new moment writes to the number that was given, which may be somebody else's."""
    made = make_appointment(offer)
    moments = [next_monday(10 + turn % 2) for turn in range(8)]
    address = f"/afspraak/code/{made.code}/verplaats"
    codes = [client.post(address, {"om": one.isoformat()}).status_code for one in moments]
    assert codes == [302] * MOVES_A_DAY + [422] * (8 - MOVES_A_DAY)
