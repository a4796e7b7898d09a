"""What the actions of this room share: the locked row, and the line on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from nabij.audit.actions import record
from nabij.meetings.models import Meeting
from nabij.meetings.standing import require_manage
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


def locked(meeting_id: UUID) -> Meeting:
    """The meeting, for this transaction alone. Raises Missing."""
    found = Meeting.objects.select_for_update().filter(id=meeting_id).first()
    if found is None:
        raise Missing
    return found


def managed(actor: Actor, meeting_id: UUID) -> Meeting:
    """The same for who may change it. Raises Missing for anybody else."""
    found = locked(meeting_id)
    require_manage(actor, found.tenant_id, found.about)
    return found


def write(actor: Actor, found: Meeting, verb: str, detail: dict[str, Any] | None = None) -> None:
    record(
        actor, tenant_id=found.tenant_id, verb=f"meetings.{verb}", target="meetings.meeting", target_id=found.id,
        detail=detail,
    )  # fmt: skip
