"""Messages about meetings: put down with the deed that causes them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from nabij.channels.outbox import actions as outbox
from nabij.channels.outbox.models import MessageState
from nabij.meetings import rules
from nabij.meetings.actions.rows import managed, write
from nabij.meetings.models import Meeting, MeetingState, Notice, NoticeKind, Registration
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


def put(
    meeting: Meeting, kind: str, due_at: datetime, *, registration_id: UUID | None = None,
    contact_point_id: UUID | None = None,
) -> None:  # fmt: skip
    """Puts one message down; the same one is never put down twice."""
    _put_all([_new(meeting, kind, due_at, registration_id, contact_point_id)])


def tell_all(meeting: Meeting, kind: str) -> None:
    """A message to everybody who is registered, and to the contact points that were invited."""
    here = Registration.objects.filter(
        tenant_id=meeting.tenant_id, meeting_id=meeting.id, cancelled_at__isnull=True, person__isnull=False
    )
    now = timezone.now()
    told = [_new(meeting, kind, now, one, None) for one in here.values_list("id", flat=True)]
    invited = Notice.objects.filter(
        tenant_id=meeting.tenant_id, meeting_id=meeting.id, kind=NoticeKind.INVITATION,
        state__in=[MessageState.SENT, MessageState.SENDING, MessageState.DOUBT],
    )  # fmt: skip
    told += [_new(meeting, kind, now, None, one) for one in invited.values_list("contact_point_id", flat=True)]
    _put_all(told)


def put_reminders(meeting: Meeting) -> None:
    """Reminders of an hour that moved: those of the old one go, those of the new one are put down."""
    old = Notice.objects.filter(tenant_id=meeting.tenant_id, meeting_id=meeting.id, kind=NoticeKind.REMINDER)
    outbox.drop(old, timezone.now())
    due = rules.reminder_at(meeting.starts_at, timezone.now())
    here = Registration.objects.filter(
        tenant_id=meeting.tenant_id, meeting_id=meeting.id, cancelled_at__isnull=True, person__isnull=False
    )
    if due is not None:
        _put_all([_new(meeting, NoticeKind.REMINDER, due, one, None) for one in here.values_list("id", flat=True)])


def drop_waiting(meeting: Meeting, registration_id: UUID | None = None) -> None:
    """What waits for this meeting, or for one who registered, no longer goes."""
    rows = Notice.objects.filter(tenant_id=meeting.tenant_id, meeting_id=meeting.id)
    if registration_id is not None:
        rows = rows.filter(registration_id=registration_id)
    outbox.drop(rows, timezone.now())


@transaction.atomic
def invite(actor: Actor, *, meeting_id: UUID, contact_point_ids: Collection[UUID]) -> int:
    """Invites these contact points, each once; the room above says whose they are. Gives how many are new.

    Raises Missing for who may not change this meeting.
    """
    found = managed(actor, meeting_id)
    there = Notice.objects.filter(tenant_id=found.tenant_id, meeting_id=found.id, kind=NoticeKind.INVITATION)
    known = set(there.values_list("contact_point_id", flat=True))
    fresh = [one for one in dict.fromkeys(contact_point_ids) if one not in known]
    now = timezone.now()
    _put_all([_new(found, NoticeKind.INVITATION, now, None, one) | {"sequence": 0} for one in fresh])
    write(actor, found, "invite", {"invited": len(fresh)})
    return len(fresh)


@transaction.atomic
def send_again(actor: Actor, *, meeting_id: UUID) -> int:
    """Sends again what failed; gives how many. Raises Missing for who may not change this meeting, and one that is past."""
    found = managed(actor, meeting_id)
    if found.state == MeetingState.HELD:
        raise Missing
    rows = Notice.objects.filter(_still_of_use(found), tenant_id=found.tenant_id, meeting_id=found.id)
    n = outbox.send_again(rows, timezone.now())
    write(actor, found, "send_again", {"messages": n})
    return n


def _still_of_use(found: Meeting) -> Q:
    if found.state == MeetingState.CANCELLED:
        return Q(kind=NoticeKind.CANCELLED)
    return ~Q(kind=NoticeKind.CANCELLED)


def _new(
    meeting: Meeting, kind: str, due_at: datetime, registration_id: UUID | None, contact_point_id: UUID | None
) -> dict[str, object]:
    return {
        "tenant_id": meeting.tenant_id, "meeting_id": meeting.id, "kind": kind, "sequence": meeting.sequence,
        "due_at": due_at, "registration_id": registration_id, "contact_point_id": contact_point_id,
    }  # fmt: skip


def _put_all(rows: Collection[dict[str, object]]) -> None:
    Notice.objects.bulk_create((Notice(**row) for row in rows), ignore_conflicts=True)
