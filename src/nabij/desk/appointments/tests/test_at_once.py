"""Five hundred people who want one of fifty places in the same moments, each in a transaction of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from nabij.desk.appointments import actions, queries
from nabij.desk.appointments.models import Appointment, AppointmentNotice
from nabij.desk.appointments.rules import local_day
from nabij.desk.appointments.tests.factories import next_monday
from nabij.desk.counters.tests.factories import make_counter, make_offer, make_service, week
from nabij.people.tests.factories import make_tenant
from nabij.reports.told import Contact
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Refused

PEOPLE, PLACES, AT_ONCE = 500, 50, 16


@pytest.mark.django_db(transaction=True)
def test_five_hundred_bookings_of_fifty_places_give_fifty() -> None:
    """Five moments of ten desks; ten people want each place."""
    counter = make_counter(make_tenant(), desks=10, by_appointment=week("9-10:15"), walk_in=())
    offer = make_offer(counter, make_service(counter.tenant, minutes=15), walk_in=False)
    monday = next_monday()
    moments = [monday + timedelta(minutes=15 * n) for n in range(5)]
    start = Barrier(AT_ONCE)

    def come(n: int) -> str:
        if n < AT_ONCE:
            start.wait(30)
        try:
            contact = Contact("sms", f"+32470{n:06}")
            actions.book(
                PUBLIC, counter_id=counter.id, service_id=offer.service_id, starts_at=moments[n % 5], name=f"Buur {n}",
                contact=contact,
            )  # fmt: skip
        except Refused as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        said = list(pool.map(come, range(PEOPLE)))
    assert said.count("") == PLACES
    assert all("taken" in one or "ingenomen" in one for one in said if one)
    taken = list(Appointment.objects.values_list("starts_at", "place"))
    assert len(taken) == len(set(taken)) == PLACES
    assert AppointmentNotice.objects.filter(kind="confirmation").count() == PLACES
    assert (
        queries.free_slots(
            queries.counters.offer(counter.id, offer.service_id), local_day(monday), monday - timedelta(days=2), days=1
        )
        == []
    )
