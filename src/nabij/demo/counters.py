"""Counters of the demo town: a station that never closes, a post in a neighbourhood, the town hall; appointments and a queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from nabij.desk.appointments import actions as appointments
from nabij.desk.appointments import queries as slots
from nabij.desk.counters import actions, queries
from nabij.desk.waiting import actions as waiting
from nabij.networks.shops.hours import ALWAYS, NEVER, Week, read
from nabij.places.geometry import Shape
from nabij.places.queries import Chosen, address, addresses_within, area_shape
from nabij.reports.told import contact_from
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.models import Tenant
from nabij.tenants.working_days import BRUSSELS

CENTRE, SUBURB, VILLAGE = "39001W01", "39001W04", "39002W01"
SINCE: Final = date(2026, 1, 1)
OFFICE: Final = read({0: "9-12, 14-19", 1: "9-12", 2: "9-12, 14-17", 3: "9-12", 4: "9-12", 5: "9-12"})
BY_APPOINTMENT: Final = read(dict.fromkeys(range(5), "9-12, 13-17"))
POST: Final = read({1: "14-16", 3: "17-19"})
CARD = {"name": "Identiteitskaart", "minutes": 15, "letter": "A", "bring": "je oude kaart\neen pasfoto\n23 euro"}
MOVE = {"name": "Verhuizen", "minutes": 10, "letter": "B", "explanation": "Een nieuw adres laten inschrijven."}
COMPLAINT = {
    "name": "Aangifte doen", "minutes": 30, "letter": "C", "bring": "je identiteitskaart\nwat je hebt aan foto's of papieren",
    "explanation": "Van iets dat je is overkomen. Is het nu bezig? Bel 101.",
}  # fmt: skip
ADVICE = {
    "name": "Raad tegen inbraak", "minutes": 20, "letter": "D",
    "explanation": "Een diefstalpreventieadviseur kijkt met je naar sloten, licht en gewoonten.",
}  # fmt: skip
VISITORS: Final = (
    ("Ahmed Bensalah", "0470 00 02 01"), ("Greta Thijs", "greta@thijs.example"), ("Tom Claes", "0470 00 02 03"),
    ("Fien Wouters", "fien@wouters.example"), ("Rik Daems", "011 00 02 05"),
)  # fmt: skip


def open_counters(system: Actor, zone: Tenant, cities: list[Tenant], tell: Callable[[str], None]) -> None:
    """Once; again where it was done before changes nothing."""
    if queries.counters(tenant_ids=[zone.id]):
        return
    station = _counter(
        system, zone, "commissariat", f"Commissariaat {zone.name}", CENTRE, ALWAYS, BY_APPOINTMENT, desks=3, shut=False,
        telephone="011 00 01 01", access=["wheelchair", "toilet", "quiet", "parking"],
        directions="Bel 's nachts aan de zijdeur.",
    )  # fmt: skip
    post = _counter(system, zone, "antenna", "Wijkpost Molenveld", SUBURB, POST, NEVER, access=["wheelchair"])
    _offers(system, zone, {COMPLAINT["name"]: COMPLAINT, ADVICE["name"]: ADVICE}, [station, post])
    for city in cities:
        _town_hall(system, city, CENTRE if city.code == CENTRE[:5] else VILLAGE)
    for tenant in (zone, *cities):
        for year in (timezone.localdate().year, timezone.localdate().year + 1):
            actions.take_usual_days(system, tenant_id=tenant.id, year=year)
    tell(f"{len(queries.counters())} counters, {_book(system)} appointments")


def _town_hall(system: Actor, city: Tenant, neighbourhood: str) -> None:
    hall = _counter(
        system, city, "town_hall", f"Stadhuis {city.name}", neighbourhood, OFFICE, BY_APPOINTMENT, desks=4,
        telephone="011 00 03 01", access=["wheelchair", "lift", "toilet", "low_desk", "loop", "sign"],
        directions="Ingang aan het plein, dienst Burgerzaken rechts.",
    )  # fmt: skip
    _offers(system, city, {CARD["name"]: CARD, MOVE["name"]: MOVE}, [hall])
    day = timezone.localdate() + timedelta(days=17)
    actions.put_odd_days(
        system, tenant_id=city.id, counter_id=hall, first_day=day, last_day=day, why="training",
        note="Opleiding van het personeel", by_appointment=read({0: "9-12"}),
    )  # fmt: skip


def _counter(
    system: Actor, tenant: Tenant, kind: str, name: str, neighbourhood: str, walk_in: Week, by_appointment: Week, *,
    shut: bool = True, desks: int = 1, **more: Any,
) -> UUID:  # fmt: skip
    made = actions.make_counter(
        system, tenant_id=tenant.id, kind=kind, name=name, place=_place(area_shape("neighbourhood", neighbourhood), kind),
        desks=desks, shut_on_holidays=shut, **more,
    )  # fmt: skip
    actions.set_week(system, counter_id=made.id, valid_from=SINCE, walk_in=walk_in, by_appointment=by_appointment)
    return made.id


def _place(shape: Shape, kind: str) -> Chosen:
    """An address of the neighbourhood: the station and the town hall of the centre are not one house."""
    homes = sorted(addresses_within(shape))
    found = address(homes[len(homes) // (2 if kind == "town_hall" else 3)])
    return Chosen(f"{found.street} {found.number}, {found.postcode} {found.municipality}", found.lon, found.lat)


def _offers(system: Actor, tenant: Tenant, services: Mapping[Any, Mapping[str, Any]], at: list[UUID]) -> None:
    for n, service in enumerate(services.values()):
        made = actions.put_service(system, tenant_id=tenant.id, **service)
        for counter_id in at:
            walk_in_only = counter_id != at[0]
            ways = [] if walk_in_only else ["person", "phone", "video"] if n else ["person"]
            actions.offer_service(system, counter_id=counter_id, service_id=made.id, ways=ways)


def _book(system: Actor) -> int:
    """Each visitor at the first moment of another service; and who waits now where a counter is open."""
    made, now = 0, timezone.now()
    for n, offer in enumerate(queries.bookable()):
        for name, typed in (*VISITORS[n % len(VISITORS) :], *VISITORS[: n % len(VISITORS)])[:3]:
            free = slots.free_slots(offer, now.astimezone(BRUSSELS).date(), now, by_staff=True)
            appointments.book(
                system, counter_id=offer.counter_id, service_id=offer.service_id, starts_at=free[0].starts_at, name=name,
                contact=contact_from(typed), booked_by="phone", way="person",
            )  # fmt: skip
            made += 1
    for one in (offer for found in queries.counters() for offer in queries.offers_of([found])):
        _wait(system, one.counter_id, one.service_id)
    return made


def _wait(system: Actor, counter_id: UUID, service_id: UUID) -> None:
    try:
        for _n in range(2):
            waiting.take_number(system, counter_id=counter_id, service_id=service_id)
    except Refused:
        return
