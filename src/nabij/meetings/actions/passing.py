"""Meetings about something that became something else."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.meetings.actions.rows import write
from nabij.meetings.models import Meeting
from nabij.tenants.actor import Actor


@transaction.atomic
def pass_on(actor: Actor, *, before: Collection[UUID], after: UUID, shared: bool) -> int:
    """Meetings still to come about what became something else are about that; `shared`: about both. For the deed that changed
    it, which checked the right. How many.
    """
    rows = Meeting.objects.select_for_update().filter(about__overlap=list(before), ends_at__gte=timezone.now())
    for row in rows:
        row.about = [one for one in row.about if shared or one not in before] + [after]
        row.save(update_fields=["about", "changed_at"])
        write(actor, row, "pass_on", {"to": str(after)})
    return len(rows)
