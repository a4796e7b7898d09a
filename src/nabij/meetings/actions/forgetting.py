"""What is forgotten of somebody who is being erased."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.meetings import queries
from nabij.meetings.actions.noticing import drop_waiting
from nabij.meetings.actions.rows import locked, write
from nabij.meetings.models import Registration
from nabij.tenants.actor import system_actor


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """Seats that are still to come are given back; of those that were taken only a count stays. Called by the room of people."""
    now = timezone.now()
    for row in Registration.objects.filter(person_key=queries.person_key(person_id)).order_by("meeting_id"):
        found = locked(row.meeting_id)
        drop_waiting(found, registration_id=row.id)
        if row.cancelled_at is None and found.starts_at > now:
            row.cancelled_at = now
        row.person, row.person_key = None, None
        row.save(update_fields=["person", "person_key", "cancelled_at"])
        write(system_actor([row.tenant_id]), found, "forget_visitor", {"registration": str(row.id)})
    return []
