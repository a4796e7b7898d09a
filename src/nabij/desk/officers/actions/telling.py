"""Messages about a question: put down with the deed that causes them, taken up by a job, settled once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from nabij.desk.officers.models import (
    MessageState,
    Question,
    QuestionMessage,
    QuestionPost,
    QuestionStep,
    StepKind,
)
from nabij.meetings.rules import next_try

AT_ONCE: Final = 100
LOST_AFTER: Final = timedelta(minutes=15)
"""A message that was taken up so long ago and never settled: its worker died, and nobody knows whether it left."""
STILL_OF_USE: Final = timedelta(days=3)
NOT_ARRIVED: Final = (MessageState.FAILED, MessageState.DOUBT)


def put(found: Question, template: str, post: QuestionPost | None, now: datetime) -> None:
    """Puts a message down, where who asked said how to reach them."""
    if found.contact_kind:
        QuestionMessage.objects.create(
            tenant_id=found.tenant_id, question=found, template=template, post=post, due_at=now
        )


@transaction.atomic
def claim_messages(now: datetime) -> list[UUID]:
    """Takes up what is due, so that no other run sends it too; the ids. What a worker left behind is settled
    as doubtful first.
    """
    lost = QuestionMessage.objects.filter(state=MessageState.SENDING, due_at__lt=now - LOST_AFTER)
    lost.update(state=MessageState.DOUBT, settled_at=now)
    due = QuestionMessage.objects.select_for_update(skip_locked=True).filter(
        state=MessageState.WAITING, due_at__lte=now
    )
    ids = list(due.order_by("due_at", "id").values_list("id", flat=True)[:AT_ONCE])
    QuestionMessage.objects.filter(id__in=ids).update(state=MessageState.SENDING, tries=F("tries") + 1, due_at=now)
    return ids


@transaction.atomic
def settle_message(message_id: UUID, *, state: str, channel: str, now: datetime) -> None:
    """What became of a message that was taken up. `waiting`: no route was up; it goes again later, or stands as failed."""
    rows = QuestionMessage.objects.select_for_update(of=("self",)).select_related("question")
    row = rows.filter(id=message_id, state=MessageState.SENDING).first()
    if row is None:
        return
    row.state = MessageState(state)
    if row.state == MessageState.WAITING:
        later = next_try(row.tries, now, row.question.moved_at + STILL_OF_USE)
        row.state, row.due_at = (MessageState.WAITING, later) if later else (MessageState.FAILED, row.due_at)
    row.settled_at = None if row.state == MessageState.WAITING else now
    row.save(update_fields=["state", "due_at", "settled_at"])
    if row.state != MessageState.WAITING:
        kind = StepKind.TOLD if row.state == MessageState.SENT else StepKind.NOT_TOLD
        QuestionStep.objects.create(
            tenant_id=row.tenant_id, question_id=row.question_id, kind=kind, at=now, channel=channel
        )
