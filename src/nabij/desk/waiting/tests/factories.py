"""A waiting hall that is always open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from nabij.desk.appointments.tests.factories import make_appointment, next_monday
from nabij.desk.counters.actions import put_odd_days
from nabij.desk.counters.models import Counter, Offer
from nabij.desk.counters.tests.factories import make_counter, make_offer, make_service
from nabij.desk.waiting import actions
from nabij.desk.waiting.models import Ticket
from nabij.networks.models import MemberPoint
from nabij.networks.shops.hours import ALWAYS
from nabij.people.models import ContactPoint
from nabij.tenants.actor import PUBLIC
from nabij.tenants.models import Tenant


def make_hall(tenant: Tenant, desks: int = 4, **fields: Any) -> Offer:
    """A counter of four desks that never closes, with one service."""
    counter = make_counter(
        tenant,
        fields.pop("counter", "Balie"),
        desks=desks,
        walk_in=ALWAYS,
        by_appointment=ALWAYS,
        shut_on_holidays=False,
    )
    return make_offer(counter, make_service(tenant, **fields))


def take(offer: Offer) -> Ticket:
    return actions.take_number(PUBLIC, counter_id=offer.counter_id, service_id=offer.service_id)


def counter_of(offer: Offer) -> Counter:
    return offer.counter


def things_of(zone: Any) -> dict[str, Any]:
    """A counter of a zone with a service and an appointment of the first member; numbers that were lost, called, and wait."""
    offer = make_hall(zone.tenant, counter="Balie Verweg", name="Verweg afspraak")
    first = MemberPoint.objects.filter(network=zone.network).first()
    person_id = ContactPoint.objects.get(id=first.contact_point_id).person_id  # type: ignore[union-attr]
    booked = make_appointment(offer, zone.system, person_id=person_id, booked_by="phone", name="Bezoeker Verweg")
    day = next_monday().date() + timedelta(days=7)
    put_odd_days(zone.system, tenant_id=zone.tenant.id, first_day=day, last_day=day, why="works", note="Werken Verweg")
    lost, _served, waits = take(offer), take(offer), take(offer)
    for _n in range(2):
        actions.call_next(zone.system, counter_id=offer.counter_id, desk=1)
        if lost.state == "waiting":
            lost = actions.finish(zone.system, ticket_id=lost.id, came=False)
    return {
        "counter_id": offer.counter_id, "service_id": offer.service_id, "appointment_id": booked.appointment_id,
        "ticket_id": waits.id,
    }  # fmt: skip
