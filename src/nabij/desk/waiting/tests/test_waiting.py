"""Numbers in a waiting hall: in turn, each called once, and nobody's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connections
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.desk.appointments.models import Appointment
from nabij.desk.appointments.tests.factories import make_appointment
from nabij.desk.counters.tests.factories import make_offer, make_service, week
from nabij.desk.waiting import actions, queries, rules
from nabij.desk.waiting.models import Ticket
from nabij.desk.waiting.tests.factories import make_hall, take
from nabij.people.tests.factories import make_tenant, staff_actor
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.working_days import BRUSSELS

BY = rules.order()
NOON = datetime(2027, 3, 1, 12, 0, tzinfo=BRUSSELS)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
minutes = st.integers(-120, 120).map(lambda n: timedelta(minutes=n))


@given(moments, minutes)
def test_an_appointment_is_called_before_who_came_in_lately_and_after_who_waits_long(
    due: datetime, early: timedelta
) -> None:
    taken = due + early
    rank = rules.rank_at(taken, due, BY)
    if early > timedelta(minutes=BY.late_after_min):
        assert rank == taken
        return
    just_before = rules.rank_at(due - timedelta(minutes=BY.head_start_min + 1), None, BY)
    just_after = rules.rank_at(due - timedelta(minutes=BY.head_start_min - 1), None, BY)
    assert just_before < rank < just_after


@given(st.lists(st.floats(1, 60), max_size=20), st.integers(0, 9))
def test_the_expected_time_grows_with_who_is_before_and_falls_with_desks(ahead: list[float], desks: int) -> None:
    found = rules.expected_min(ahead, desks)
    assert found % 5 == 0
    assert found >= sum(ahead) / max(desks, 1)
    assert rules.expected_min(ahead, desks + 1) <= found <= rules.expected_min([*ahead, 5.0], desks)


def test_every_step_of_a_number_is_there_or_refused() -> None:
    for before in rules.STEPS:
        for after in rules.STEPS:
            if after in rules.STEPS[before]:
                rules.check_step(before, after)
            else:
                with pytest.raises(Refused):
                    rules.check_step(before, after)


@pytest.mark.django_db
def test_numbers_count_per_letter_and_begin_again_each_day() -> None:
    tenant = make_tenant()
    offer = make_hall(tenant)
    other = make_offer(offer.counter, make_service(tenant, name="Verhuizen", letter="B"))
    with time_machine.travel(NOON, tick=False):
        assert [take(one).label for one in (offer, offer, other, offer)] == ["A001", "A002", "B001", "A003"]
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert take(offer).label == "A001"


@pytest.mark.django_db(transaction=True)
def test_desks_that_call_at_once_never_call_the_same_number_and_none_is_forgotten() -> None:
    tenant = make_tenant()
    offer = make_hall(tenant, desks=8)
    staff = staff_actor(tenant, "desk_clerk")
    taken = {take(offer).id for _n in range(40)}
    start = Barrier(8)

    def call(desk: int) -> list[object]:
        start.wait(20)
        try:
            found = [actions.call_next(staff, counter_id=offer.counter_id, desk=desk) for _n in range(6)]
            return [one.id for one in found if one is not None]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        called = [one for found in pool.map(call, range(1, 9)) for one in found]
    assert len(called) == len(set(called)) == 40
    assert set(called) == taken


@pytest.mark.django_db(transaction=True)
def test_who_takes_a_number_at_once_gets_one_each() -> None:
    offer = make_hall(make_tenant())

    def come(_n: int) -> str:
        try:
            return take(offer).label
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        labels = sorted(pool.map(come, range(40)))
    assert labels == [f"A{n:03}" for n in range(1, 41)]


@pytest.mark.django_db
def test_a_number_is_called_again_served_passed_on_or_left() -> None:
    tenant = make_tenant()
    offer, staff = make_hall(tenant), staff_actor(tenant, "desk_clerk")
    other = make_offer(offer.counter, make_service(tenant, name="Verhuizen", letter="B"))
    first, second, third = (take(offer) for _n in range(3))
    assert actions.call_next(staff, counter_id=offer.counter_id, desk=1) == first
    assert actions.finish(staff, ticket_id=first.id, came=False).state == "no_show"
    assert actions.recall(staff, ticket_id=first.id, desk=2).calls == 2
    actions.serve(staff, ticket_id=first.id)
    passed = actions.transfer(staff, ticket_id=first.id, service_id=other.service_id)
    assert (passed.state, passed.label) == ("waiting", "A001")
    assert actions.leave(PUBLIC, ticket_id=second.id).state == "left"
    assert actions.call_next(staff, counter_id=offer.counter_id, desk=1) == first, "the turn stays"
    assert actions.call_next(staff, counter_id=offer.counter_id, desk=1) == third
    with pytest.raises(Refused):
        actions.leave(PUBLIC, ticket_id=third.id)
    assert actions.call_next(staff, counter_id=offer.counter_id, desk=1) is None


@pytest.mark.django_db
def test_who_has_an_appointment_announces_themselves_once_and_is_called_at_their_hour() -> None:
    tenant = make_tenant()
    offer, staff = make_hall(tenant), staff_actor(tenant, "desk_clerk")
    with time_machine.travel(NOON, tick=False) as clock:
        booked = make_appointment(offer, starts_at=NOON + timedelta(hours=2))
        with pytest.raises(Refused, match=r"early|vroeg"):
            actions.announce(PUBLIC, code=booked.code, counter_id=offer.counter_id)
        clock.move_to(NOON + timedelta(hours=1, minutes=30))
        long_ago = take(offer)
        clock.move_to(NOON + timedelta(hours=1, minutes=50))
        lately = take(offer)
        here = actions.announce(PUBLIC, code=booked.code, counter_id=offer.counter_id)
        assert actions.announce(PUBLIC, code=booked.code, counter_id=offer.counter_id).id == here.id
        called = [actions.call_next(staff, counter_id=offer.counter_id, desk=desk) for desk in (1, 2, 3)]
        assert [one.id for one in called if one] == [long_ago.id, here.id, lately.id]
        actions.serve(staff, ticket_id=here.id)
        actions.finish(staff, ticket_id=here.id)
    assert Appointment.objects.get().state == "done"


@pytest.mark.django_db
def test_outside_hours_and_without_right_nothing_happens() -> None:
    tenant = make_tenant()
    offer, stranger = make_hall(tenant), staff_actor(make_tenant(), "desk_clerk")
    closed = make_hall(tenant, counter="Dicht", name="Verhuizen", letter="C")
    from nabij.desk.counters.actions import set_week
    from nabij.tenants.actor import system_actor

    set_week(
        system_actor([tenant.id]), counter_id=closed.counter_id, valid_from=timezone.now().date() - timedelta(days=2),
        walk_in=(), by_appointment=week(),
    )  # fmt: skip
    with pytest.raises(Refused):
        take(closed)
    waiting = take(offer)
    for deed in (
        lambda: actions.call_next(stranger, counter_id=offer.counter_id, desk=1),
        lambda: actions.recall(stranger, ticket_id=waiting.id, desk=1),
        lambda: actions.finish(stranger, ticket_id=waiting.id),
        lambda: queries.day_report(stranger, offer.counter_id, waiting.day),
    ):
        with pytest.raises(Missing):
            deed()
    assert Ticket.objects.get().state == "waiting"


@pytest.mark.django_db
def test_the_day_report_and_the_expected_time_come_from_what_was_measured() -> None:
    tenant = make_tenant()
    offer, staff = make_hall(tenant, minutes=15), staff_actor(tenant, "desk_clerk")
    with time_machine.travel(NOON, tick=False) as clock:
        for n in range(6):
            clock.move_to(NOON + timedelta(minutes=20 * n))
            one = take(offer)
            clock.shift(timedelta(minutes=4))
            actions.call_next(staff, counter_id=offer.counter_id, desk=1)
            actions.serve(staff, ticket_id=one.id)
            clock.shift(timedelta(minutes=12))
            actions.finish(staff, ticket_id=one.id)
        now = timezone.now()
        assert queries.serving_minutes(offer.counter, {offer.service_id: 15}, now) == {offer.service_id: 12.0}
        take(offer), take(offer)
        assert queries.expected(offer.counter, now) == queries.Wait(2, 25)
        of_service, of_all = queries.day_report(staff, offer.counter_id, NOON.date())
        assert (of_service.taken, of_service.served, of_all.taken) == (8, 6, 8)
        assert (of_service.wait_median, of_service.serving_median) == (240.0, 720.0)
        assert sum(n for _hour, n in queries.per_hour(staff, offer.counter_id, NOON.date())) == 8
