"""Messages about appointments: in the language of who comes, once, again when a route was down; and hours that change later."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone
from icalendar import Calendar  # type: ignore[import-untyped]

from nabij.channels.drivers import Answer, Message, RouteDown
from nabij.desk.appointments import actions, calendars, queries
from nabij.desk.appointments.models import Appointment, AppointmentNotice
from nabij.desk.appointments.tasks import deliver
from nabij.desk.appointments.tests.factories import make_appointment
from nabij.desk.counters.actions import drop_odd_days, put_odd_days, retire_counter, set_week
from nabij.desk.counters.models import Offer
from nabij.desk.counters.tests.factories import make_counter, make_offer, week
from nabij.people.tests.factories import make_tenant, staff_actor
from nabij.reports.told import Contact
from nabij.tenants.actor import PUBLIC, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.working_days import BRUSSELS

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=BRUSSELS)
MONDAY = datetime(2027, 3, 8, 9, 0, tzinfo=BRUSSELS)


class Driver:
    """A route of this test: keeps what left, and can be down."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.down = False

    def send(self, window: list[Message]) -> list[Answer]:
        if self.down:
            raise RouteDown("away")
        self.sent += window
        return [Answer(one.key, "handed_over", "x") for one in window]


@pytest.fixture
def route(monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    made = Driver()
    monkeypatch.setattr("nabij.desk.appointments.posting.driver_for", lambda channel: made)
    with time_machine.travel(NOON, tick=False):
        yield made


@pytest.fixture
def offer(db: None) -> Offer:
    return make_offer(make_counter(make_tenant()))


def test_a_confirmation_at_once_and_one_reminder_the_day_before_at_ten(route: Driver, offer: Offer) -> None:
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


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_a_reminder_once(route: Driver) -> None:
    offer = make_offer(make_counter(make_tenant()))
    for n in range(20):
        make_appointment(
            offer, starts_at=MONDAY + timedelta(minutes=15 * (n // 2)), contact=Contact("sms", f"+324701{n:05}")
        )

    def work(_n: int) -> int:
        try:
            return deliver(timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 20
    assert len({one.key for one in route.sent}) == len(route.sent) == 20


def test_a_route_that_is_down_is_tried_again_and_a_worker_that_died_sends_nothing_twice(
    route: Driver, offer: Offer
) -> None:
    make_appointment(offer, starts_at=MONDAY)
    route.down = True
    deliver(NOON)
    route.down = False
    assert deliver(NOON + timedelta(minutes=1)) == 0
    actions.claim_notices(NOON + timedelta(minutes=3))  # this worker dies here
    deliver(NOON + timedelta(minutes=30))
    assert route.sent == []
    staff = staff_actor(offer.counter.tenant, "desk_clerk")
    (visitor,) = queries.agenda(staff, offer.counter_id, MONDAY.date())
    assert len(visitor.troubles) == 1


def test_moving_drops_the_old_reminder_and_promises_a_new_one(route: Driver, offer: Offer) -> None:
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
    route: Driver, offer: Offer
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


def test_other_hours_and_a_counter_that_goes_unsettle_only_what_falls_outside(route: Driver, offer: Offer) -> None:
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


def test_who_was_told_may_move_until_the_last_moment_and_then_all_is_well(route: Driver, offer: Offer) -> None:
    booked = make_appointment(offer, starts_at=MONDAY)
    system = system_actor([offer.tenant_id])
    put_odd_days(system, tenant_id=offer.tenant_id, first_day=MONDAY.date(), last_day=MONDAY.date(), why="works")
    to = MONDAY + timedelta(days=1)
    with time_machine.travel(MONDAY - timedelta(minutes=5), tick=False):
        row = actions.move(
            PUBLIC, appointment_id=booked.appointment_id, code=booked.code, counter_id=offer.counter_id, starts_at=to
        )
    assert (row.unsettled, row.starts_at) == ("", to)


def test_the_term_of_the_tenant_holds_for_residents_and_not_for_staff(route: Driver, offer: Offer) -> None:
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


def test_a_place_that_was_given_back_is_free_at_once(route: Driver, offer: Offer) -> None:
    first, _second = make_appointment(offer, starts_at=MONDAY), make_appointment(offer, starts_at=MONDAY)
    with pytest.raises(Refused):
        make_appointment(offer, starts_at=MONDAY)
    actions.cancel(PUBLIC, appointment_id=first.appointment_id, code=first.code)
    make_appointment(offer, starts_at=MONDAY)


def test_without_the_code_nobody_cancels(route: Driver, offer: Offer) -> None:
    booked = make_appointment(offer, starts_at=MONDAY)
    for actor, code in ((PUBLIC, ""), (PUBLIC, "BBBB-BBBB-BBBB"), (staff_actor(make_tenant(), "desk_clerk"), "")):
        with pytest.raises(Missing):
            actions.cancel(actor, appointment_id=booked.appointment_id, code=code)
