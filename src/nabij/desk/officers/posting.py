"""Sending one message about a question to the contact that was given with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog
from django.core.exceptions import ImproperlyConfigured

from nabij.channels.drivers import Message, RouteDown
from nabij.channels.routes import driver_for
from nabij.desk.officers import words
from nabij.desk.officers.models import MessageState
from nabij.desk.officers.queries.inbox import code_of, contact_of, text_of

if TYPE_CHECKING:
    from nabij.desk.officers.models import QuestionMessage

STATES: Final = {
    "handed_over": MessageState.SENT, "in_doubt": MessageState.DOUBT, "failed_now": MessageState.WAITING,
    "failed_for_good": MessageState.FAILED,
}  # fmt: skip
_log = structlog.get_logger("nabij.desk")


@dataclass(frozen=True)
class Outcome:
    """A state of `MessageState`, and the channel over which it went."""

    state: str
    channel: str


def send(row: QuestionMessage) -> Outcome:
    """Hands the message to a provider, with the answer itself where it fits."""
    found, channel = row.question, row.question.contact_kind
    to, code = contact_of(found), code_of(found)
    if not to or not code:
        return Outcome(MessageState.FAILED, channel)
    answer = text_of(row.post) if row.post else ""
    message = Message(
        key=row.id, to=to, subject=words.subject_of(found, row.template),
        text=words.text_of(found, row.template, answer=answer, code=code, whole=channel == "email"),
        language=found.language, wants_receipt=False,
    )  # fmt: skip
    try:
        (said,) = driver_for(channel).send([message])
    except (RouteDown, ImproperlyConfigured) as trouble:
        _log.warning("question_message_route_down", channel=channel, reason=str(trouble))
        return Outcome(MessageState.WAITING, channel)
    if said.error:
        _log.warning("question_message_refused", channel=channel, provider=said.provider, error=said.error)
    return Outcome(STATES[said.state], channel)
