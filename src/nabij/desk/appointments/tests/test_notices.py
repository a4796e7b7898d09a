"""Messages about appointments: in the language of who comes; and hours that change later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar  # type: ignore[import-untyped]

from nabij.channels.outbox.tests.routes import Routes
from nabij.desk.appointments import actions, calendars, queries
from nabij.desk.appointments.models import Appointment, AppointmentNotice
from nabij.desk.appointments.tasks import deliver
from nabij.desk.appointments.tests.factories import make_appointment
from nabij.desk.counters.actions import drop_odd_days, put_odd_days, retire_counter, set_week
from nabij.desk.counters.models import Offer
from nabij.desk.counters.tests.factories import make_counter, make_offer, week
from nabij.people.tests.factories import make_tenant, staff_actor
from nabij.tenants.actor import PUBLIC, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.working_days import BRUSSELS

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=BRUSSELS)
MONDAY = datetime(2027, 3, 8, 9, 0, tzinfo=BRUSSELS)


@pytest.fixture
def route(monkeypatch: pytest.MonkeyPatch) -> Iterator[Routes]:
    with time_machine.travel(NOON, tick=False):
        yield Routes.installed(monkeypatch)


@pytest.fixture
def offer(db: None) -> Offer:
    return make_offer(make_counter(make_tenant()))


def test_a_confirmation_at_once_and_one_reminder_the_day_before_at_ten(route: Routes, offer: Offer) -> None:
    booked = make_appointment(offer, starts_at=MONDAY, language="fr")
    deliver(timezone.now())
    (said,) = route.sent
    assert said.to == "an@example.be"
    assert booked.code in said.text
    assert "Apportez : je oude kaart, je pincode." in said.text
    day_before = datetime(2027, 3, 7, 10, 0, tzinfo=BRUSSELS)
    assert deliver(day_before - timedelta(minutes=1)) == 0
    assert [deliver(day_before), deliver(day_before), deliver(MONDAY)] == [1, 0, 0]
    assert "lundi 8 mars à 09:00" in route.sent[1].text


def test_a_message_that_did_not_arrive_shows_in_the_agenda(route: Routes, offer: Offer) -> None:
    make_appointment(offer, starts_at=MONDAY)
    route.error = "smtp.550.5.1.1"
    deliver(NOON)
    (visitor,) = queries.agenda(staff_actor(offer.counter.tenant, "desk_clerk"), offer.counter_id, MONDAY.date())
    assert len(visitor.troubles) == 1


def test_moving_drops_the_old_reminder_and_promises_a_new_one(route: Routes, offer: Offer) -> None:
    booked = make_appointment(offer, starts_at=MONDAY)
    later = MONDAY + timedelta(days=1)
    actions.move(
        PUBLIC, appointment_id=booked.appointment_id, code=booked.code, counter_id=offer.counter_id, starts_at=later
    )
    rows = AppointmentNotice.objects.order_by("due_at").values_list("kind", "state")
    assert sorted(rows) == [
        ("confirmation", "dropped"),
        ("moved", "waiting"),
        ("reminder", "dropped"),
        ("reminder", "waiting"),
    ]
    event = Calendar.from_ical(calendars.one(queries.by_code(booked.code))).walk("VEVENT")[0]
    assert (event["SEQUENCE"], event.decoded("DTSTART")) == (1, later)
    assert str(event["UID"]) == f"{booked.appointment_id}@nabij"


def test_who_has_an_appointment_when_a_counter_closes_is_told_and_told_again_when_it_opens(
    route: Routes, offer: Offer
) -> None:
    booked, tenant = make_appointment(offer, starts_at=MONDAY), offer.counter.tenant
    deliver(NOON)
    day, system = MONDAY.date(), system_actor([tenant.id])
    odd, n = put_odd_days(system, tenant_id=tenant.id, first_day=day, last_day=day, why="training")
    assert n == 1
    deliver(NOON)
    assert "toch gesloten op maandag 8 maart om 09:00" in route.sent[-1].text
    (row,) = queries.to_be_moved(staff_actor(tenant, "desk_clerk"))
    assert row.unsettled == "training"
    assert not AppointmentNotice.objects.filter(kind="reminder", state="waiting").exists()
    assert drop_odd_days(system, odd_id=odd.id) == 0
    deliver(NOON)
    assert "gaat gewoon door" in route.sent[-1].text
    assert AppointmentNotice.objects.filter(kind="reminder", state="waiting").count() == 1
    assert queries.by_code(booked.code).unsettled == ""


def test_other_hours_and_a_counter_that_goes_unsettle_only_what_falls_outside(route: Routes, offer: Offer) -> None:
    make_appointment(offer, starts_at=MONDAY)
    inside = make_appointment(offer, starts_at=MONDAY + timedelta(hours=5))
    system = system_actor([offer.tenant_id])
    assert (
        set_week(
            system, counter_id=offer.counter_id, valid_from=MONDAY.date(), walk_in=(), by_appointment=week("13-17")
        )
        == 1
    )
    assert queries.by_code(inside.code).unsettled == ""
    retire_counter(system, counter_id=offer.counter_id)
    assert set(Appointment.objects.values_list("unsettled", flat=True)) == {"hours", "gone"}


def test_who_was_told_may_move_until_the_last_moment_and_then_all_is_well(route: Routes, offer: Offer) -> None:
    booked = make_appointment(offer, starts_at=MONDAY)
    system = system_actor([offer.tenant_id])
    put_odd_days(system, tenant_id=offer.tenant_id, first_day=MONDAY.date(), last_day=MONDAY.date(), why="works")
    to = MONDAY + timedelta(days=1)
    with time_machine.travel(MONDAY - timedelta(minutes=5), tick=False):
        row = actions.move(
            PUBLIC, appointment_id=booked.appointment_id, code=booked.code, counter_id=offer.counter_id, starts_at=to
        )
    assert (row.unsettled, row.starts_at) == ("", to)


def test_the_term_of_the_tenant_holds_for_residents_and_not_for_staff(route: Routes, offer: Offer) -> None:
    tenant = offer.counter.tenant
    tenant.settings = {"appointments": {"cancel_until_min": 120, "book_until_min": 240, "unknown": 1}}
    tenant.save()
    booked = make_appointment(offer, starts_at=MONDAY)
    with time_machine.travel(MONDAY - timedelta(minutes=90), tick=False):
        with pytest.raises(Refused):
            actions.cancel(PUBLIC, appointment_id=booked.appointment_id, code=booked.code)
        with pytest.raises(Refused):
            make_appointment(offer, starts_at=MONDAY + timedelta(minutes=15))
        staff = staff_actor(tenant, "desk_clerk")
        make_appointment(offer, staff, starts_at=MONDAY + timedelta(minutes=15), contact=None, booked_by="counter")
        assert actions.cancel(staff, appointment_id=booked.appointment_id).state == "cancelled"


def test_a_place_that_was_given_back_is_free_at_once(route: Routes, offer: Offer) -> None:
    first, _second = make_appointment(offer, starts_at=MONDAY), make_appointment(offer, starts_at=MONDAY)
    with pytest.raises(Refused):
        make_appointment(offer, starts_at=MONDAY)
    actions.cancel(PUBLIC, appointment_id=first.appointment_id, code=first.code)
    make_appointment(offer, starts_at=MONDAY)


def test_without_the_code_nobody_cancels(route: Routes, offer: Offer) -> None:
    booked = make_appointment(offer, starts_at=MONDAY)
    for actor, code in ((PUBLIC, ""), (PUBLIC, "BBBB-BBBB-BBBB"), (staff_actor(make_tenant(), "desk_clerk"), "")):
        with pytest.raises(Missing):
            actions.cancel(actor, appointment_id=booked.appointment_id, code=code)
