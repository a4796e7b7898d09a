"""Messages about a question: to the contact that was given with it, with the answer itself where it fits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from nabij.channels.outbox import ways
from nabij.channels.outbox.box import Outbox, Words
from nabij.channels.outbox.ways import Terms, Way
from nabij.desk.officers import words
from nabij.desk.officers.actions import telling
from nabij.desk.officers.models import QuestionMessage
from nabij.desk.officers.queries.inbox import code_of, contact_of, text_of

MESSAGE_KIND: Final = "questions"
STILL_OF_USE: Final = timedelta(days=3)


class QuestionMessages(Outbox[QuestionMessage]):
    model = QuestionMessage
    related = ("question__tenant", "question__officer", "post")

    def ways(self, row: QuestionMessage, now: datetime) -> Sequence[Way]:
        found = row.question
        to = contact_of(found) if code_of(found) else ""
        return ways.given(found.contact_kind, to, found.language, Terms(row.tenant_id, MESSAGE_KIND))

    def words(self, row: QuestionMessage, way: Way) -> Words:
        found, answer = row.question, text_of(row.post) if row.post else ""
        text = words.text_of(found, row.template, answer=answer, code=code_of(found), whole=way.channel == "email")
        return Words(words.subject_of(found, row.template), text, way.language)

    def of_use_until(self, row: QuestionMessage) -> datetime:
        moved_at: datetime = row.question.moved_at
        return moved_at + STILL_OF_USE

    def settled(self, row: QuestionMessage, now: datetime) -> None:
        telling.write_down(row, now)
