"""Fifty people who want one of ten seats in the same moment, in transactions of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from nabij.meetings import actions
from nabij.meetings.models import Notice, Registration
from nabij.meetings.tests.factories import make_meeting
from nabij.people.models import Person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_resident, make_tenant
from nabij.tenants.errors import Refused

PEOPLE, SEATS, AT_ONCE = 50, 10, 10


@pytest.mark.django_db(transaction=True)
def test_no_seat_is_given_twice() -> None:
    meeting = make_meeting(make_tenant(), with_registration=True, seats=SEATS)
    start = Barrier(AT_ONCE)

    def come(person: Person) -> bool:
        start.wait(20)
        try:
            actions.register(actor_for(person.account), meeting_id=meeting.id, person_id=person.id)  # type: ignore[arg-type]
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(come, [make_resident() for _ in range(PEOPLE)]))
    assert sum(outcomes) == SEATS
    assert Registration.objects.filter(cancelled_at__isnull=True).count() == SEATS
    assert Notice.objects.filter(kind="confirmation").count() == SEATS


@pytest.mark.django_db(transaction=True)
def test_one_person_who_taps_ten_times_has_one_seat() -> None:
    meeting = make_meeting(make_tenant(), with_registration=True, seats=SEATS)
    person = make_resident()
    start = Barrier(AT_ONCE)

    def tap(_n: int) -> object:
        start.wait(20)
        try:
            return actions.register(actor_for(person.account), meeting_id=meeting.id, person_id=person.id).id  # type: ignore[arg-type]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert len(set(pool.map(tap, range(AT_ONCE)))) == 1
    assert Registration.objects.count() == 1
