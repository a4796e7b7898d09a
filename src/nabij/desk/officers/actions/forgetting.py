"""What is forgotten of somebody who is being erased."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from nabij.desk.officers.actions.asking import write
from nabij.desk.officers.models import Question, QuestionMessage, QuestionPost, QuestionStep
from nabij.desk.officers.queries.inbox import person_key
from nabij.tenants.actor import system_actor


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """The questions of a person go with their answers. Called by the room of people."""
    for found in Question.objects.select_for_update().filter(person_key=person_key(person_id)).order_by("id"):
        for table in (QuestionMessage, QuestionStep, QuestionPost):
            table.objects.filter(tenant_id=found.tenant_id, question_id=found.id).delete()
        write(system_actor([found.tenant_id]), found, "forget_question")
        found.delete()
    return []
