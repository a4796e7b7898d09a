"""Booking, moving and cancelling an appointment, and what became of it.

Who books waits for the counter: between looking whether a desk is free and writing, nobody else takes it. A unique place per
counter and moment stands behind that in the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.appointments import queries, rules
from nabij.desk.appointments.actions.noticing import drop_waiting, promise, put
from nabij.desk.appointments.models import AboutWhat, Appointment, AppointmentState, BookedBy
from nabij.desk.counters import queries as counters
from nabij.desk.counters.models import Counter, Offer, Way
from nabij.desk.video.actions import close_links, meeting_link
from nabij.people import queries as people
from nabij.people import vault
from nabij.reports import codes
from nabij.reports.told import Contact
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused, Stale

LANGUAGES = ("nl", "fr", "en", "de")


@dataclass(frozen=True)
class Booked:
    """What who books gets back; the code is never shown by repr."""

    appointment_id: UUID
    code: str = field(repr=False)


@transaction.atomic
def book(
    actor: Actor, *, counter_id: UUID, service_id: UUID, starts_at: datetime, name: str, contact: Contact | None = None,
    way: str = "person", language: str = "nl", booked_by: str = "online", person_id: UUID | None = None,
) -> Booked:  # fmt: skip
    """Takes a place at a moment (aware). A resident gives a number or address; staff may book for who has none.

    Raises Refused with a sentence where it cannot be, Stale where the moment was taken meanwhile, Missing for an unknown counter
    or service and for who may not act for this person.
    """
    offer = counters.offer(counter_id, service_id)
    by_staff = booked_by != BookedBy.ONLINE
    if by_staff:
        _require_staff(actor, offer.tenant_id)
    if person_id is not None:
        people.person(actor, person_id)
    name, now = rules.check_name(name), timezone.now()
    if way not in offer.ways:
        raise Refused(_("For this subject that kind of appointment does not exist here."))
    _check_contact(offer, contact, way, now, by_staff=by_staff)
    rules.check_span(starts_at, queries.choices_of(offer.counter), now, by_staff=by_staff)
    row = Appointment(
        tenant_id=offer.tenant_id, counter_id=counter_id, service_id=service_id, way=Way(way), booked_at=now,
        booked_by=BookedBy(booked_by), language=language if language in LANGUAGES else "nl",
        person_key=queries.person_key(person_id) if person_id else None,
    )  # fmt: skip
    code = _seal(row, name, contact)
    _take(offer, row, starts_at)
    _save(row)
    put(row, AboutWhat.CONFIRMATION, now)
    promise(row, now)
    _write(actor, row, "book")
    return Booked(row.id, code)


@transaction.atomic
def move(actor: Actor, *, appointment_id: UUID, code: str = "", counter_id: UUID, starts_at: datetime) -> Appointment:
    """Another moment, or another counter, for the same service; the old place is free at once. The code stays.

    Raises Refused, Stale and Missing as `book` and `cancel` do.
    """
    row, by_staff = _of(actor, appointment_id, code)
    now = timezone.now()
    offer = counters.offer(counter_id, row.service_id)
    choices = queries.choices_of(offer.counter)
    rules.check_may_change(row.state, row.starts_at, choices, now, by_staff=by_staff or bool(row.unsettled))
    if row.way not in offer.ways:
        raise Refused(_("For this subject that kind of appointment does not exist here."))
    rules.check_span(starts_at, choices, now, by_staff=by_staff)
    row.counter_id = counter_id
    _take(offer, row, starts_at)
    row.sequence, row.unsettled, row.late_min = row.sequence + 1, "", 0
    _save(row)
    drop_waiting(row)
    put(row, AboutWhat.MOVED, now)
    promise(row, now)
    _write(actor, row, "move")
    return row


@transaction.atomic
def cancel(actor: Actor, *, appointment_id: UUID, code: str = "") -> Appointment:
    """Gives the place back. By who holds the code, the person themselves, who helps them, or staff of the counter.

    Raises Refused where it is too late or was cancelled, Missing for all others.
    """
    row, by_staff = _of(actor, appointment_id, code)
    counter = Counter.objects.select_related("tenant").get(id=row.counter_id)
    rules.check_may_change(
        row.state, row.starts_at, queries.choices_of(counter), timezone.now(), by_staff=by_staff or bool(row.unsettled)
    )
    row.state, row.sequence = AppointmentState.CANCELLED, row.sequence + 1
    _save(row)
    drop_waiting(row)
    put(row, AboutWhat.CANCELLED, timezone.now())
    _write(actor, row, "cancel")
    return row


@transaction.atomic
def come_late(actor: Actor, *, appointment_id: UUID, code: str = "", minutes: int) -> Appointment:
    """Who comes is a few minutes late: the agenda shows it. Raises Refused for later than we wait, Missing as `cancel`."""
    row, _by_staff = _of(actor, appointment_id, code)
    rules.check_late(row.state, row.starts_at, minutes, timezone.now())
    row.late_min = minutes
    row.save(update_fields=["late_min", "changed_at"])
    _write(actor, row, "come_late_to", {"minutes": minutes})
    return row


@transaction.atomic
def mark(actor: Actor, *, appointment_id: UUID, state: str) -> Appointment:
    """Staff notes that somebody is here, was served or did not come, or takes that back. Raises Refused, Missing."""
    row = _locked(appointment_id)
    _require_staff(actor, row.tenant_id)
    rules.check_state(row.state, state, row.starts_at, timezone.now())
    if state == AppointmentState.CANCELLED:
        return cancel(actor, appointment_id=appointment_id)
    row.state = AppointmentState(state)
    _save(row)
    drop_waiting(row, [AboutWhat.NO_SHOW])
    if state == AppointmentState.NO_SHOW:
        put(row, AboutWhat.NO_SHOW, timezone.now() + rules.NO_SHOW_TOLD_AFTER)
    _write(actor, row, "mark", {"state": state})
    return row


def _take(offer: Offer, row: Appointment, starts_at: datetime) -> None:
    """Writes moment and desk on the row. First looks without waiting, so that who comes too late does not hold up the others."""
    _room(offer, row, starts_at)
    Counter.objects.select_for_update(no_key=True).get(id=offer.counter_id)
    row.ends_at, row.place = _room(offer, row, starts_at)
    row.starts_at = starts_at


def _room(offer: Offer, row: Appointment, starts_at: datetime) -> tuple[datetime, int]:
    day = rules.local_day(starts_at)
    length = timedelta(minutes=offer.service.minutes)
    taken = queries.taken_at(offer.counter, starts_at, starts_at + length, but=row.id)
    blocks = queries.blocks_around(offer.counter, day, day)
    return rules.place_for(starts_at, blocks, queries.wanted(offer), taken)


def _check_contact(offer: Offer, contact: Contact | None, way: str, now: datetime, *, by_staff: bool) -> None:
    """A resident is reachable, and takes no more than a few places; who is called has a telephone."""
    if contact is None:
        if by_staff and way == Way.PERSON:
            return
        raise Refused(_("Give a telephone number or an e-mail address, so that we can reach you."))
    if way == Way.PHONE and contact.kind == "email":
        raise Refused(_("Give a telephone number: we call you at that moment."))
    most = queries.choices_of(offer.counter).most_open
    key = queries.contact_key(contact.kind, contact.value)
    open_now = Appointment.objects.filter(
        tenant_id=offer.tenant_id, contact_key=key, starts_at__gt=now, state=AppointmentState.BOOKED
    ).count()
    if not by_staff and open_now >= most:
        raise Refused(_("You have %(n)s appointments already. Cancel or move one of those, or call us.") % {"n": most})


def _seal(row: Appointment, name: str, contact: Contact | None) -> str:
    """Name, contact and a new code, sealed to the row; gives the code."""
    code = codes.new_code()
    row.name = vault.seal_value("name", row.id, name)
    row.code, row.code_hash = vault.seal_value(queries.SEALED_AS, row.id, code), queries.code_hash(code)
    if contact is not None:
        row.contact_kind = contact.kind
        row.contact_value = vault.seal_value(contact.kind, row.id, contact.value)
        row.contact_key = queries.contact_key(contact.kind, contact.value)
    return code


def _save(row: Appointment) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Stale(_("Somebody was just before you: this moment is taken. Choose another one.")) from None
    if row.way == Way.VIDEO:
        _keep_link(row)


def _keep_link(row: Appointment) -> None:
    """The link into the meeting server follows the appointment, and dies with it."""
    system = system_actor([row.tenant_id])
    if row.state == AppointmentState.CANCELLED:
        close_links(system, tenant_id=row.tenant_id, about_id=row.id)
    else:
        meeting_link(system, tenant_id=row.tenant_id, about_id=row.id, starts_at=row.starts_at, ends_at=row.ends_at)


def _of(actor: Actor, appointment_id: UUID, code: str) -> tuple[Appointment, bool]:
    """The appointment for this transaction alone, and whether staff acts: of the counter, or for who comes. Raises Missing."""
    row = _locked(appointment_id)
    if actor.kind in ("staff", "system") and actor.may(counters.SERVE, row.tenant_id):
        return row, True
    if code and row.code_hash is not None and bytes(row.code_hash) == queries.code_hash(code):
        return row, False
    if not _is_theirs(actor, row):
        raise Missing
    return row, actor.kind == "staff"


def _is_theirs(actor: Actor, row: Appointment) -> bool:
    person_id = actor.on_behalf_of
    if actor.kind == "resident":
        person_id = people.person_of(actor).id
    if person_id is None or row.person_key is None:
        return False
    people.person(actor, person_id)
    return bytes(row.person_key) == queries.person_key(person_id)


def _locked(appointment_id: UUID) -> Appointment:
    row = Appointment.objects.select_for_update().filter(id=appointment_id).first()
    if row is None:
        raise Missing
    return row


def _require_staff(actor: Actor, tenant_id: UUID) -> None:
    """Staff of the counter, or who helps this person at another one."""
    if actor.on_behalf_of is None:
        actor.require(counters.SERVE, tenant_id)


def _write(actor: Actor, row: Appointment, verb: str, detail: dict[str, Any] | None = None) -> None:
    shared = {"counter": str(row.counter_id), "service": str(row.service_id), "way": row.way, "by": row.booked_by}
    record(
        actor, tenant_id=row.tenant_id, verb=f"desk.{verb}_appointment", target="desk.appointment", target_id=row.id,
        detail=shared | (detail or {}),
    )  # fmt: skip
