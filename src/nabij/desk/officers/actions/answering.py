"""An answer goes out, or the question goes to the colleague who can answer it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.channels.outbox import actions as outbox
from nabij.desk.officers.actions.asking import LONGEST, put_post, write
from nabij.desk.officers.actions.telling import put
from nabij.desk.officers.models import Question, QuestionMessage, QuestionState, QuestionStep, StepKind
from nabij.desk.officers.queries.inbox import answerable
from nabij.desk.officers.queries.managing import others_in
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

LONGEST_ANSWER: Final = 2 * LONGEST


@transaction.atomic
def answer(actor: Actor, *, question_id: UUID, text: str) -> Question:
    """Writes an answer: it stands on the page of the code at once, and goes to the contact that was given. Raises Missing,
    Refused.
    """
    found = _locked(actor, question_id)
    body = text.strip()
    if not body:
        raise Refused(_("Write your answer."))
    if len(body) > LONGEST_ANSWER:
        raise Refused(_("Your text is too long. Use at most %(most)s characters.") % {"most": LONGEST_ANSWER})
    now = timezone.now()
    in_time = now <= found.due_at
    post = put_post(found, body, actor.id, now)
    found.state, found.moved_at = QuestionState.ANSWERED, now
    found.save(update_fields=["state", "moved_at"])
    QuestionStep.objects.create(
        tenant_id=found.tenant_id, question=found, kind=StepKind.ANSWERED, account_id=actor.id, at=now
    )
    put(found, "answered", post, now)
    write(actor, found, "answer", {"in_time": in_time})
    return found


@transaction.atomic
def pass_on(actor: Actor, *, question_id: UUID, officer_id: UUID) -> Question:
    """Gives a question to another officer of the same zone or city; the term stays, since who asked waits. Raises Missing."""
    found = _locked(actor, question_id)
    other = others_in([found.tenant_id], timezone.localdate()).filter(id=officer_id).first()
    if other is None or other.id == found.officer_id:
        raise Missing
    if found.state != QuestionState.OPEN:
        raise Refused(_("This question was answered already."))
    before, now = found.officer_id, timezone.now()
    found.officer, found.moved_at = other, now
    found.save(update_fields=["officer", "moved_at"])
    QuestionStep.objects.create(
        tenant_id=found.tenant_id, question=found, kind=StepKind.PASSED, account_id=actor.id, officer=other, at=now
    )
    write(actor, found, "pass_on", {"from": before, "to": other.id})
    return found


@transaction.atomic
def send_again(actor: Actor, *, question_id: UUID) -> int:
    """Sends what did not arrive once more; gives how many. Raises Missing."""
    found = _locked(actor, question_id)
    rows = QuestionMessage.objects.filter(tenant_id=found.tenant_id, question_id=found.id)
    n = outbox.send_again(rows, timezone.now())
    write(actor, found, "send_again", {"messages": n})
    return n


def _locked(actor: Actor, question_id: UUID) -> Question:
    """A question that the actor may answer, for this transaction alone. Raises Missing for all others."""
    found = answerable(actor, question_id)
    rows = Question.objects.select_for_update(of=("self",)).select_related("tenant")
    return rows.get(tenant_id=found.tenant_id, id=found.id)
