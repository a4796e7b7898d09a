"""A waiting hall that is always open."""

from __future__ import annotations

from typing import Any

from nabij.desk.counters.models import Counter, Offer
from nabij.desk.counters.tests.factories import make_counter, make_offer, make_service
from nabij.desk.waiting import actions
from nabij.desk.waiting.models import Ticket
from nabij.networks.shops.hours import ALWAYS
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
