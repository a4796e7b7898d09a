"""What may be asked about appointments: free moments by everybody, one appointment by who holds its code, all by staff."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from nabij.audit.actions import consulted
from nabij.channels.outbox.models import NOT_ARRIVED
from nabij.desk.appointments import rules
from nabij.desk.appointments.models import Appointment, AppointmentNotice, AppointmentState
from nabij.desk.appointments.rules import Choices, Slot, Taken, Wanted
from nabij.desk.counters import queries as counters
from nabij.desk.counters.models import Counter, Offer
from nabij.desk.counters.rules import Block, moment
from nabij.people import queries as people
from nabij.people import vault
from nabij.reports import codes
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

DAYS_SHOWN: Final = 14
"""Days of which the free moments are shown at once."""
SEALED_AS: Final = "appointment"


@dataclass(frozen=True)
class Visitor:
    """An appointment with the name that staff may see, and what went wrong with its messages."""

    row: Appointment
    name: str
    troubles: list[str]


def choices_of(counter: Counter) -> Choices:
    """What the tenant of a counter chose about appointments."""
    return rules.from_settings(counter.tenant.settings.get("appointments", {}))


def blocks_around(counter: Counter, from_day: date, to_day: date) -> list[Block]:
    """The openings of these days, and of the day before, which may run past midnight."""
    days = counters.open_hours_of(counter, from_day - timedelta(days=1), to_day)
    return [block for day in days for block in day.blocks]


def free_slots(
    offer: Offer, from_day: date, now: datetime, *, by_staff: bool = False, days: int = DAYS_SHOWN
) -> list[Slot]:
    """The moments of a service at a counter that can be booked, from a day on. Three queries."""
    earliest, latest = rules.span(choices_of(offer.counter), now, by_staff=by_staff)
    until = from_day + timedelta(days=days)
    blocks = blocks_around(offer.counter, from_day, until)
    first, last = max(earliest, moment(from_day, 0)), min(latest, moment(until, 0))
    taken = taken_at(offer.counter, first - timedelta(hours=4), last + timedelta(hours=4))
    return [one for one in rules.slots(blocks, wanted(offer), taken, first, last) if one.free]


def first_day_with_room(offer: Offer, now: datetime, *, by_staff: bool = False) -> date | None:
    """The first day on which a moment is free, as far ahead as may be booked; three queries."""
    found = free_slots(offer, rules.local_day(now), now, by_staff=by_staff, days=choices_of(offer.counter).book_days)
    return rules.local_day(found[0].starts_at) if found else None


def wanted(offer: Offer) -> Wanted:
    return Wanted(offer.service_id, offer.service.minutes, offer.counter.desks, offer.desks)


def taken_at(counter: Counter, from_moment: datetime, to_moment: datetime, *, but: UUID | None = None) -> list[Taken]:
    """The places at a counter that are taken between two moments; `but` leaves one appointment out."""
    rows = Appointment.objects.filter(
        tenant_id=counter.tenant_id, counter_id=counter.id, starts_at__lt=to_moment, ends_at__gt=from_moment
    ).exclude(state=AppointmentState.CANCELLED)
    if but is not None:
        rows = rows.exclude(id=but)
    return [Taken(*values) for values in rows.values_list("starts_at", "ends_at", "place", "service_id")]


def by_code(code: str) -> Appointment:
    """The appointment of which somebody holds the code. Raises Missing."""
    if not codes.plain(code):
        raise Missing
    found = _with_counter().filter(code_hash=code_hash(code)).first()
    if found is None:
        raise Missing
    return found


def code_hash(code: str) -> bytes:
    """What is kept of a code to find it by: an HMAC with a key outside the database."""
    return vault.keyed_digest(b"appointment", codes.plain(code).encode())


def code_of(row: Appointment) -> str:
    """The code of an appointment that was reached with rights; empty once it was deleted."""
    return vault.open_value(SEALED_AS, row.id, bytes(row.code)) if row.code else ""


def name_of(row: Appointment) -> str:
    return vault.open_value("name", row.id, bytes(row.name)) if row.name else ""


def person_key(person_id: UUID) -> bytes:
    return vault.keyed_digest(b"appointment-person", person_id.bytes)


def contact_key(kind: str, value: str) -> bytes:
    """Finds the appointments of a number or address, for nothing else than that nobody takes all of them."""
    return vault.keyed_digest(b"appointment-contact", f"{kind}:{value}".encode())


def appointments_of(actor: Actor, person_id: UUID) -> list[Appointment]:
    """Those of a person, the next one first and then what was, for themselves and who helps them. Raises Missing."""
    people.person(actor, person_id)
    return list(_with_counter().filter(person_key=person_key(person_id)).order_by("-starts_at")[:50])


def appointment_of(actor: Actor, person_id: UUID, appointment_id: UUID) -> Appointment:
    """One of them. Raises Missing."""
    people.person(actor, person_id)
    found = _with_counter().filter(person_key=person_key(person_id), id=appointment_id).first()
    if found is None:
        raise Missing
    return found


@transaction.atomic
def staffed_appointment(actor: Actor, appointment_id: UUID) -> tuple[Appointment, str]:
    """One with its name, for staff of its tenant; on record as a consultation. Raises Missing."""
    found = _with_counter().filter(id=appointment_id).first()
    if found is None:
        raise Missing
    actor.require(counters.SERVE, found.tenant_id)
    consulted(actor, tenant_id=found.tenant_id, target="desk.appointment", target_id=found.id)
    return found, name_of(found)


@transaction.atomic
def agenda(actor: Actor, counter_id: UUID, day: date) -> list[Visitor]:
    """Who comes to a counter on a day, by hour, with names: a consultation, on record. Raises Missing."""
    counter = counters.staffed_counter(actor, counter_id)
    rows = list(
        _with_counter()
        .filter(tenant_id=counter.tenant_id, counter_id=counter.id, starts_at__gte=moment(day, 0))
        .filter(starts_at__lt=moment(day + timedelta(days=1), 0))
        .exclude(state=AppointmentState.CANCELLED)
        .order_by("starts_at", "place")
    )
    consulted(actor, tenant_id=counter.tenant_id, target="desk.agenda", target_id=counter.id)
    troubles = _troubles([one.id for one in rows])
    names = iter(vault.open_values([("name", one.id.bytes, bytes(one.name)) for one in rows if one.name]))
    return [Visitor(one, next(names) if one.name else "", troubles.get(one.id, [])) for one in rows]


def _troubles(ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Messages that did not arrive, per appointment."""
    found: dict[UUID, list[str]] = {}
    for row in AppointmentNotice.objects.filter(appointment_id__in=ids, state__in=NOT_ARRIVED).order_by("due_at"):
        found.setdefault(row.appointment_id, []).append(f"{row.get_kind_display()}: {row.get_state_display()}")
    return found


def to_be_moved(actor: Actor) -> list[Appointment]:
    """Appointments at a moment at which the counter is closed after all, of every tenant in which the actor serves."""
    rows = _with_counter().filter(tenant_id__in=actor.tenants_with(counters.SERVE), state=AppointmentState.BOOKED)
    return list(rows.exclude(unsettled="").order_by("starts_at")[:200])


def coming(actor: Actor, counter_id: UUID) -> int:
    """How many people have an appointment to come at a counter, for who sets its hours. Raises Missing."""
    found = counters.staffed_counter(actor, counter_id, counters.HOURS)
    rows = Appointment.objects.filter(tenant_id=found.tenant_id, counter_id=found.id, starts_at__gt=timezone.now())
    return rows.filter(state=AppointmentState.BOOKED).count()


def counts(actor: Actor, day: date) -> dict[UUID, int]:
    """How many appointments each counter of the actor's tenants has on a day."""
    rows = Appointment.objects.filter(
        tenant_id__in=actor.tenants_with(counters.SERVE), starts_at__gte=moment(day, 0),
        starts_at__lt=moment(day + timedelta(days=1), 0),
    ).exclude(state=AppointmentState.CANCELLED)  # fmt: skip
    return dict(Tally(rows.values_list("counter_id", flat=True)))


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """The appointments of a person, for the download of their own data."""
    rows = _with_counter().filter(person_key=person_key(person_id)).order_by("starts_at")
    return [
        {
            "service": row.service.name, "counter": row.counter.name, "starts_at": row.starts_at.isoformat(),
            "state": row.state, "way": row.way,
        }
        for row in rows
    ]  # fmt: skip


def _with_counter() -> QuerySet[Appointment]:
    return Appointment.objects.select_related("counter__tenant", "service")
