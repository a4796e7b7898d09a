"""Messages about a question: put down with the deed that causes them, and what became of them in its history."""

from __future__ import annotations

from datetime import datetime

from nabij.channels.outbox.models import MessageState
from nabij.desk.officers.models import Question, QuestionMessage, QuestionPost, QuestionStep, StepKind


def put(found: Question, template: str, post: QuestionPost | None, now: datetime) -> None:
    """Puts a message down, where who asked said how to reach them."""
    if found.contact_kind:
        QuestionMessage.objects.create(
            tenant_id=found.tenant_id, question=found, template=template, post=post, due_at=now
        )


def write_down(row: QuestionMessage, now: datetime) -> None:
    """A line of the history for a message that was settled, in the same transaction."""
    kind = StepKind.TOLD if row.state == MessageState.SENT else StepKind.NOT_TOLD
    QuestionStep.objects.create(
        tenant_id=row.tenant_id, question_id=row.question_id, kind=kind, at=now, channel=row.channel
    )
