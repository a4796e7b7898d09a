"""Messages about meetings: put down with the deed that causes them, taken up by a job, settled once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from nabij.meetings import rules
from nabij.meetings.actions.rows import managed, write
from nabij.meetings.models import Meeting, MeetingState, Notice, NoticeKind, NoticeState, Registration
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

AT_ONCE: Final = 200
"""Messages that one run of the job takes up."""
LOST_AFTER: Final = timedelta(minutes=15)
"""A message that was taken up so long ago and never settled: its worker died, and nobody knows whether it left."""
NOT_ARRIVED: Final = (NoticeState.FAILED, NoticeState.NOWHERE, NoticeState.DOUBT)
REPEATABLE: Final = frozenset({NoticeKind.INVITATION, NoticeKind.REMINDER, NoticeKind.CONFIRMATION})


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
        state__in=[NoticeState.SENT, NoticeState.SENDING, NoticeState.DOUBT],
    )  # fmt: skip
    told += [_new(meeting, kind, now, None, one) for one in invited.values_list("contact_point_id", flat=True)]
    _put_all(told)


def put_reminders(meeting: Meeting) -> None:
    """Reminders of an hour that moved: those of the old one go, those of the new one are put down."""
    old = Notice.objects.filter(
        tenant_id=meeting.tenant_id, meeting_id=meeting.id, kind=NoticeKind.REMINDER, state=NoticeState.WAITING
    )
    old.update(state=NoticeState.DROPPED, settled_at=timezone.now())
    due = rules.reminder_at(meeting.starts_at, timezone.now())
    here = Registration.objects.filter(
        tenant_id=meeting.tenant_id, meeting_id=meeting.id, cancelled_at__isnull=True, person__isnull=False
    )
    if due is not None:
        _put_all([_new(meeting, NoticeKind.REMINDER, due, one, None) for one in here.values_list("id", flat=True)])


def drop_waiting(meeting: Meeting, registration_id: UUID | None = None) -> None:
    """What waits for this meeting, or for one who registered, no longer goes."""
    rows = Notice.objects.filter(tenant_id=meeting.tenant_id, meeting_id=meeting.id, state=NoticeState.WAITING)
    if registration_id is not None:
        rows = rows.filter(registration_id=registration_id)
    rows.update(state=NoticeState.DROPPED, settled_at=timezone.now())


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
def claim_notices(now: datetime) -> list[UUID]:
    """Takes up what is due, so that no other run sends it too; the ids. What a worker that died left behind is settled first:
    nobody knows whether it left, so it does not go again by itself, and the page says so.
    """
    lost = Notice.objects.filter(state=NoticeState.SENDING, due_at__lt=now - LOST_AFTER)
    lost.update(state=NoticeState.DOUBT, settled_at=now)
    due = Notice.objects.select_for_update(skip_locked=True).filter(state=NoticeState.WAITING, due_at__lte=now)
    if not rules.is_daytime(now):
        due = due.filter(kind=NoticeKind.CONFIRMATION)
    ids = list(due.order_by("due_at", "id").values_list("id", flat=True)[:AT_ONCE])
    Notice.objects.filter(id__in=ids).update(state=NoticeState.SENDING, tries=F("tries") + 1, due_at=now)
    return ids


@transaction.atomic
def settle_notice(notice_id: UUID, *, state: str, channel: str, now: datetime) -> None:
    """What became of a message that was taken up. `waiting`: no route was up; it goes again later, or stands as failed."""
    row = Notice.objects.select_for_update().select_related("meeting").filter(id=notice_id).first()
    if row is None or row.state != NoticeState.SENDING:
        return
    row.state, row.channel = NoticeState(state), channel
    if row.state == NoticeState.WAITING:
        until = row.meeting.ends_at if row.kind in REPEATABLE else row.meeting.ends_at + timedelta(days=2)
        later = rules.next_try(row.tries, now, until)
        row.state, row.due_at = (NoticeState.WAITING, later) if later else (NoticeState.FAILED, row.due_at)
    row.settled_at = None if row.state == NoticeState.WAITING else now
    row.save(update_fields=["state", "channel", "due_at", "settled_at"])


@transaction.atomic
def send_again(actor: Actor, *, meeting_id: UUID) -> int:
    """Sends again what failed; gives how many. Raises Missing for who may not change this meeting, and one that is past."""
    found = managed(actor, meeting_id)
    if found.state == MeetingState.HELD:
        raise Missing
    failed = Notice.objects.filter(tenant_id=found.tenant_id, meeting_id=found.id, state__in=NOT_ARRIVED)
    n = failed.filter(_still_of_use(found)).update(state=NoticeState.WAITING, tries=0, due_at=timezone.now())
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
