"""A town hall and a police station with hours and services."""

from __future__ import annotations

from datetime import date
from typing import Any

from nabij.desk.counters import actions
from nabij.desk.counters.models import Counter, Offer, Service
from nabij.networks.shops.hours import NEVER, Week, read
from nabij.places.queries import Chosen
from nabij.tenants.actor import system_actor
from nabij.tenants.models import Tenant

PLACE = Chosen("Marktplein 1, 3500 Hasselt", 5.34, 50.93)
LONG_AGO = date(2020, 1, 1)
ALL_WEEK = dict.fromkeys(range(7), "00-24")


def week(text: str = "9-12, 13-17", days: range = range(5)) -> Week:
    """The same hours on each of these days, Monday to Friday where none are named."""
    return read(dict.fromkeys(days, text))


def make_counter(tenant: Tenant, name: str = "Stadhuis", **fields: Any) -> Counter:
    """A counter that is open with and without appointment, on weekdays from nine to five with noon off."""
    walk_in, by_appointment = fields.pop("walk_in", week()), fields.pop("by_appointment", week())
    system = system_actor([tenant.id])
    values: dict[str, Any] = {"kind": "town_hall", "place": PLACE, "desks": 2} | fields
    made = actions.make_counter(system, tenant_id=tenant.id, name=name, **values)
    if walk_in != NEVER or by_appointment != NEVER:
        actions.set_week(
            system, counter_id=made.id, valid_from=LONG_AGO, walk_in=walk_in, by_appointment=by_appointment
        )
    return made


def make_service(tenant: Tenant, name: str = "Identiteitskaart", **fields: Any) -> Service:
    values: dict[str, Any] = {"minutes": 15, "letter": "A", "bring": "je oude kaart\nje pincode"} | fields
    return actions.put_service(system_actor([tenant.id]), tenant_id=tenant.id, name=name, **values)


def make_offer(counter: Counter, service: Service | None = None, **fields: Any) -> Offer:
    """A service at a counter, in person and by telephone, at both desks, and without appointment."""
    service = service or make_service(counter.tenant)
    values: dict[str, Any] = {"ways": ["person", "phone", "video"], "desks": counter.desks} | fields
    return actions.offer_service(
        system_actor([counter.tenant_id]), counter_id=counter.id, service_id=service.id, **values
    )
