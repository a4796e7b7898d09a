"""Messages about appointments: put down with the deed that causes them, taken up by a job, settled once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from nabij.desk.appointments.models import AboutWhat, Appointment, AppointmentNotice, Sending
from nabij.meetings.rules import is_daytime, next_try, reminder_at

AT_ONCE: Final = 200
"""Messages that one run of the job takes up."""
LOST_AFTER: Final = timedelta(minutes=15)
"""A message that was taken up so long ago and never settled: its worker died, and nobody knows whether it left."""
ANSWERS: Final = (AboutWhat.CONFIRMATION, AboutWhat.MOVED, AboutWhat.CANCELLED)
"""What answers a deed comes at once, also at night."""


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


def drop_waiting(row: Appointment) -> None:
    """What waits for this appointment no longer goes."""
    waiting = AppointmentNotice.objects.filter(
        tenant_id=row.tenant_id, appointment_id=row.id, state__in=[Sending.WAITING]
    )
    waiting.update(state=Sending.DROPPED, settled_at=timezone.now())


@transaction.atomic
def claim_notices(now: datetime) -> list[UUID]:
    """Takes up what is due, so that no other run sends it too; the ids. What a worker that died left behind does not go again by
    itself: nobody knows whether it left, and the agenda says so.
    """
    lost = AppointmentNotice.objects.filter(state=Sending.SENDING, due_at__lt=now - LOST_AFTER)
    lost.update(state=Sending.DOUBT, settled_at=now)
    due = AppointmentNotice.objects.select_for_update(skip_locked=True).filter(state=Sending.WAITING, due_at__lte=now)
    if not is_daytime(now):
        due = due.filter(kind__in=ANSWERS)
    ids = list(due.order_by("due_at", "id").values_list("id", flat=True)[:AT_ONCE])
    AppointmentNotice.objects.filter(id__in=ids).update(state=Sending.SENDING, tries=F("tries") + 1, due_at=now)
    return ids


@transaction.atomic
def settle_notice(notice_id: UUID, *, state: str, channel: str, now: datetime) -> None:
    """What became of a message that was taken up. `waiting`: no route was up; it goes again later, or stands as failed."""
    row = AppointmentNotice.objects.select_for_update().select_related("appointment").filter(id=notice_id).first()
    if row is None or row.state != Sending.SENDING:
        return
    row.state, row.channel = Sending(state), channel
    if row.state == Sending.WAITING:
        later = next_try(row.tries, now, row.appointment.ends_at)
        row.state, row.due_at = (Sending.WAITING, later) if later else (Sending.FAILED, row.due_at)
    row.settled_at = None if row.state == Sending.WAITING else now
    row.save(update_fields=["state", "channel", "due_at", "settled_at"])
