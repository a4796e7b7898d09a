"""When a person wants to be erased."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.desk.appointments.actions.noticing import drop_waiting
from nabij.desk.appointments.models import Appointment, AppointmentState
from nabij.desk.appointments.queries import person_key

FORGOTTEN = {
    "name": None, "contact_kind": "", "contact_value": None, "contact_key": None, "person_key": None, "code": None,
    "code_hash": None,
}  # fmt: skip


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """Frees the places of who is erased and empties what said that they were theirs. Nothing has to stay."""
    rows = Appointment.objects.filter(person_key=person_key(person_id))
    for row in rows.filter(state=AppointmentState.BOOKED, starts_at__gt=timezone.now()):
        drop_waiting(row)
        Appointment.objects.filter(id=row.id).update(state=AppointmentState.CANCELLED)
    rows.update(**FORGOTTEN)
    return []
