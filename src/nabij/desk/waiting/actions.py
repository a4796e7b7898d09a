"""Taking a number, calling it, and what became of it. Only what staff does is on record: a number is nobody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record, tell_live
from nabij.desk.appointments import queries as appointments
from nabij.desk.appointments.models import Appointment, AppointmentState
from nabij.desk.counters import queries as counters
from nabij.desk.counters.models import Counter, Offer
from nabij.desk.waiting import rules
from nabij.desk.waiting.models import Ticket, TicketState
from nabij.desk.waiting.queries import AT_DESKS, today
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale

MOST_WAITING = 300
"""Numbers that wait at one counter, above which something is wrong."""


@transaction.atomic
def take_number(actor: Actor, *, counter_id: UUID, service_id: UUID) -> Ticket:
    """The next number of a service, for who comes without an appointment. The views ask for the key of the hall.

    Raises Refused while the counter is closed or for a service that goes by appointment only, Missing for an unknown one.
    """
    offer = counters.offer(counter_id, service_id)
    now = timezone.now()
    if not offer.walk_in:
        raise Refused(_("For this you make an appointment."))
    standing = counters.standings_of([offer.counter], now)[offer.counter_id]
    if not (standing.is_open and standing.walk_in):
        raise Refused(_("The counter takes nobody without an appointment at this moment."))
    return _give(offer, now)


@transaction.atomic
def announce(actor: Actor, *, code: str = "", appointment_id: UUID | None = None, counter_id: UUID) -> Ticket:
    """Somebody with an appointment is here: by the code, or staff for them. Who did so before gets the same number.

    Raises Refused for who is far too early or was cancelled, Missing where there is no such appointment at this counter.
    """
    row = _appointment(actor, code, appointment_id, counter_id)
    known = Ticket.objects.filter(tenant_id=row.tenant_id, appointment_id=row.id).first()
    if known is not None:
        return known
    now = timezone.now()
    if row.state not in (AppointmentState.BOOKED, AppointmentState.ARRIVED):
        raise Refused(_("This appointment is over or was cancelled."))
    rules.check_announce(row.starts_at, now, rules.order())
    made = _give(counters.offer(counter_id, row.service_id), now, row)
    Appointment.objects.filter(id=row.id).update(state=AppointmentState.ARRIVED)
    return made


def _appointment(actor: Actor, code: str, appointment_id: UUID | None, counter_id: UUID) -> Appointment:
    found = appointments.by_code(code) if code else _staffed(actor, appointment_id)
    row = Appointment.objects.select_for_update().filter(id=found.id, counter_id=counter_id).first()
    if row is None:
        raise Missing
    return row


def _staffed(actor: Actor, appointment_id: UUID | None) -> Appointment:
    row = Appointment.objects.filter(id=appointment_id).first() if appointment_id else None
    if row is None:
        raise Missing
    actor.require(counters.SERVE, row.tenant_id)
    return row


def _give(offer: Offer, now: datetime, appointment: Appointment | None = None) -> Ticket:
    """The next number of the letter on this day. The counter is locked, so that no number is given twice."""
    Counter.objects.select_for_update(no_key=True).get(id=offer.counter_id)
    of_day = Ticket.objects.filter(tenant_id=offer.tenant_id, counter_id=offer.counter_id, day=today(now))
    if of_day.filter(state=TicketState.WAITING).count() >= MOST_WAITING:
        raise Refused(_("Too many people are waiting. Please ask at the desk."))
    letter, due_at = offer.service.letter, appointment.starts_at if appointment else None
    last = of_day.filter(letter=letter).aggregate(last=Max("number"))["last"] or 0
    _tell(offer.tenant_id, offer.counter_id)
    return Ticket.objects.create(
        tenant_id=offer.tenant_id, counter_id=offer.counter_id, service_id=offer.service_id, day=today(now),
        letter=letter, number=last + 1, taken_at=now, due_at=due_at, rank_at=rules.rank_at(now, due_at, rules.order()),
        appointment_id=appointment.id if appointment else None,
    )  # fmt: skip


@transaction.atomic
def leave(actor: Actor, *, ticket_id: UUID) -> Ticket:
    """Who holds a number waits no longer. Raises Refused once it was called, Missing for an unknown one."""
    row = _locked(ticket_id)
    rules.check_step(row.state, TicketState.LEFT)
    _end(row, TicketState.LEFT, timezone.now())
    return row


@transaction.atomic
def call_next(
    actor: Actor, *, counter_id: UUID, desk: int, service_ids: frozenset[UUID] = frozenset()
) -> Ticket | None:
    """Calls who is first to a desk (for these services, or all); None where nobody waits. Who was there before is served.

    Two desks at once never call the same number: each takes the first that no other is taking. Raises Refused for a desk that is
    not there, Missing for who does not serve here.
    """
    found = counters.staffed_counter(actor, counter_id)
    if not 1 <= desk <= found.desks:
        raise Refused(_("This counter has %(n)s desks; a service takes 1 to so many.") % {"n": found.desks})
    now = timezone.now()
    _clear(found, desk, now)
    rows = Ticket.objects.filter(
        tenant_id=found.tenant_id, counter_id=found.id, day=today(now), state=TicketState.WAITING
    )
    if service_ids:
        rows = rows.filter(service_id__in=service_ids)
    row = rows.select_for_update(skip_locked=True).order_by("rank_at", "id").first()
    if row is None:
        return None
    _call(row, desk, now)
    _write(actor, row, "call")
    return row


@transaction.atomic
def recall(actor: Actor, *, ticket_id: UUID, desk: int) -> Ticket:
    """Calls a number again, also one that did not come at first. Raises Refused, Missing."""
    row = _of(actor, ticket_id)
    rules.check_step(row.state, TicketState.CALLED)
    if row.state == TicketState.NO_SHOW:
        _clear(counters.counter(row.counter_id), desk, timezone.now())
        row.ended_at = None
    _call(row, desk, timezone.now())
    _write(actor, row, "recall")
    return row


@transaction.atomic
def serve(actor: Actor, *, ticket_id: UUID) -> Ticket:
    """They are at the desk: the time of serving begins. Raises Refused, Missing."""
    row = _of(actor, ticket_id)
    rules.check_step(row.state, TicketState.SERVING)
    row.state, row.served_at = TicketState.SERVING, timezone.now()
    row.save(update_fields=["state", "served_at"])
    _tell(row.tenant_id, row.counter_id)
    return row


@transaction.atomic
def finish(actor: Actor, *, ticket_id: UUID, came: bool = True) -> Ticket:
    """Served, or they did not come; their appointment then says the same. Raises Refused, Missing."""
    row = _of(actor, ticket_id)
    state = TicketState.SERVED if came else TicketState.NO_SHOW
    rules.check_step(row.state, state)
    _end(row, state, timezone.now())
    _write(actor, row, "finish", came=came)
    return row


@transaction.atomic
def transfer(actor: Actor, *, ticket_id: UUID, service_id: UUID) -> Ticket:
    """To the queue of another service, with the number and the turn they had. Raises Refused, Missing."""
    row = _of(actor, ticket_id)
    offer = counters.offer(row.counter_id, service_id)
    rules.check_step(row.state, TicketState.WAITING)
    row.service_id, row.state, row.desk = offer.service_id, TicketState.WAITING, None
    row.called_at = row.served_at = None
    row.save(update_fields=["service", "state", "desk", "called_at", "served_at"])
    _tell(row.tenant_id, row.counter_id)
    _write(actor, row, "transfer")
    return row


def _call(row: Ticket, desk: int, now: datetime) -> None:
    row.state, row.desk, row.called_at, row.calls = TicketState.CALLED, desk, now, row.calls + 1
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "desk", "called_at", "calls", "ended_at"])
    except IntegrityError:
        raise Stale(_("A colleague called somebody to this desk just now.")) from None
    _tell(row.tenant_id, row.counter_id)


def _clear(found: Counter, desk: int, now: datetime) -> None:
    """Who was at the desk goes: served where serving had begun, else as not come."""
    here = Ticket.objects.select_for_update().filter(
        tenant_id=found.tenant_id, counter_id=found.id, day=today(now), desk=desk, state__in=AT_DESKS
    )
    for row in here:
        _end(row, TicketState.SERVED if row.state == TicketState.SERVING else TicketState.NO_SHOW, now)


def _end(row: Ticket, state: TicketState, now: datetime) -> None:
    row.state, row.ended_at = state, now
    if state == TicketState.SERVED and row.served_at is None:
        row.served_at = row.called_at
    row.save(update_fields=["state", "ended_at", "served_at"])
    _tell(row.tenant_id, row.counter_id)
    became = {"served": AppointmentState.DONE, "no_show": AppointmentState.NO_SHOW}.get(state)
    if row.appointment_id and became:
        Appointment.objects.filter(id=row.appointment_id).exclude(state=AppointmentState.CANCELLED).update(state=became)


def _of(actor: Actor, ticket_id: UUID) -> Ticket:
    row = _locked(ticket_id)
    actor.require(counters.SERVE, row.tenant_id)
    return row


def _locked(ticket_id: UUID) -> Ticket:
    row = Ticket.objects.select_for_update().filter(id=ticket_id).first()
    if row is None:
        raise Missing
    return row


def _tell(tenant_id: UUID, counter_id: UUID) -> None:
    """The screens of a hall look anew when this commits."""
    tell_live(tenant_id=tenant_id, verb="desk.move_queue", target="desk.hall", target_id=counter_id)


def _write(actor: Actor, row: Ticket, verb: str, *, came: bool = True) -> None:
    record(
        actor, tenant_id=row.tenant_id, verb=f"desk.{verb}_number", target="desk.ticket", target_id=row.id,
        detail={"number": row.label, "desk": row.desk, "came": came},
    )  # fmt: skip
