"""The job that sends messages to one person: takes up what is due, writes it, hands it over way by way, settles it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Generic
from uuid import UUID

import structlog
from django.db import DatabaseError
from django.utils import timezone

from nabij.channels.drivers import Answer, Message
from nabij.channels.errors import NO_CONTACT
from nabij.channels.handing import hand_over
from nabij.channels.outbox import actions
from nabij.channels.outbox.actions import Became
from nabij.channels.outbox.box import Outbox, Row
from nabij.channels.outbox.models import MessageState
from nabij.channels.outbox.ways import Way
from nabij.people.vault import CannotOpen

MOST: Final = 2_000
"""Messages of one table that one run of a job takes up; the rest goes in the next minute."""
NOT_WRITTEN: Final = "message.malformed"
STATES: Final = {
    "handed_over": MessageState.SENT, "in_doubt": MessageState.DOUBT, "failed_now": MessageState.WAITING,
    "failed_for_good": MessageState.FAILED,
}  # fmt: skip
_log = structlog.get_logger("nabij.channels.outbox")


@dataclass(frozen=True, slots=True)
class Letter(Generic[Row]):
    """A message that can leave, and the ways over which it was not tried. `waits`: a way that may take it later."""

    row: Row
    ways: Sequence[Way]
    waits: Became[Row] | None = None

    @property
    def way(self) -> Way:
        return self.ways[0]


def deliver(box: Outbox[Row], now: datetime) -> int:
    """Sends what is due at `now`, each once; how many messages were taken up."""
    actions.settle_lost(box, now)
    taken = 0
    while taken < MOST and (rows := actions.claim(box, now)):
        taken += len(rows)
        became = list(_sent(box, rows, now))
        actions.settle(box, became, max(now, timezone.now()))
    if taken:
        _log.info("messages_sent", table=box.model._meta.db_table, taken_up=taken)
    return taken


def _sent(box: Outbox[Row], rows: Sequence[Row], now: datetime) -> Iterator[Became[Row]]:
    box.gather(rows)
    letters = []
    for row in rows:
        found = _opened(box, row, now)
        if isinstance(found, Became):
            yield found
        else:
            letters.append(found)
    yield from _handed_over(box, letters)


def _opened(box: Outbox[Row], row: Row, now: datetime) -> Letter[Row] | Became[Row]:
    try:
        if not box.is_wanted(row):
            return Became(row, MessageState.DROPPED)
        ways = box.ways(row, now)
    except CannotOpen:
        ways = []
    if not ways:
        return Became(row, MessageState.NOWHERE, error=NO_CONTACT)
    awake = [way for way in ways if way.not_before is None]
    if awake:
        return Letter(row, awake)
    return Became(row, MessageState.WAITING, not_before=min(way.not_before for way in ways if way.not_before))


def _handed_over(box: Outbox[Row], letters: Sequence[Letter[Row]]) -> Iterator[Became[Row]]:
    """Channel by channel; what a way does not take goes over the next one of the same person."""
    further = []
    for channel in sorted({one.way.channel for one in letters}):
        window = [one for one in letters if one.way.channel == channel]
        for letter, answer in zip(window, _answers(box, channel, window), strict=True):
            became = _read(box, letter.row, channel, answer)
            if became.state == MessageState.WAITING:
                letter = replace(letter, waits=became)
            if became.state not in (MessageState.WAITING, MessageState.FAILED):
                yield became
            elif len(letter.ways) > 1:
                further.append(replace(letter, ways=letter.ways[1:]))
            else:
                yield letter.waits or became
    if further:
        yield from _handed_over(box, further)


def _read(box: Outbox[Row], row: Row, channel: str, answer: Answer) -> Became[Row]:
    state = STATES[answer.state]
    if state == MessageState.DOUBT and channel in box.counts_once:
        state = MessageState.WAITING
    return Became(row, state, channel, answer.error)


def _answers(box: Outbox[Row], channel: str, letters: Sequence[Letter[Row]]) -> list[Answer]:
    """What the route says of each, in their order; what cannot be written does not hold up the others."""
    answers: dict[UUID, Answer] = {}
    messages = []
    for one in letters:
        try:
            messages.append(_message(box, one))
        except DatabaseError:
            raise
        except Exception:
            _log.exception("message_not_written", table=box.model._meta.db_table, id=str(one.row.id))
            answers[one.row.id] = Answer(one.row.id, "failed_for_good", error=NOT_WRITTEN)
    answers |= {answer.key: answer for answer in hand_over(channel, messages)}
    return [answers[one.row.id] for one in letters]


def _message(box: Outbox[Row], letter: Letter[Row]) -> Message:
    words = box.words(letter.row, letter.way)
    return Message(
        key=letter.row.id, to=letter.way.to, subject=words.subject, text=words.text, language=words.language,
        headers=words.headers, wants_receipt=False,
    )  # fmt: skip
