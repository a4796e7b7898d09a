"""Messages about appointments: put down with the deed that causes them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from nabij.channels.outbox import actions as outbox
from nabij.desk.appointments.models import AboutWhat, Appointment, AppointmentNotice
from nabij.meetings.rules import reminder_at


def put(row: Appointment, kind: str, due_at: datetime) -> None:
    """Puts one message down for who can be reached; the same one is never put down twice."""
    if not row.contact_kind:
        return
    values = {"tenant_id": row.tenant_id, "appointment_id": row.id, "kind": kind, "sequence": row.sequence}
    AppointmentNotice.objects.bulk_create([AppointmentNotice(**values, due_at=due_at)], ignore_conflicts=True)


def promise(row: Appointment, now: datetime) -> None:
    """The reminder of the day before, where that is still to come."""
    due = reminder_at(row.starts_at, now)
    if due is not None:
        put(row, AboutWhat.REMINDER, due)


def drop_waiting(row: Appointment, kinds: Collection[str] = AboutWhat.values) -> None:
    """What waits for this appointment, of these kinds, no longer goes."""
    rows = AppointmentNotice.objects.filter(tenant_id=row.tenant_id, appointment_id=row.id, kind__in=kinds)
    outbox.drop(rows, timezone.now())
