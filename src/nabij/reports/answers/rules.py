"""What is decided about messages to who reported: when one leaves, when it goes again, who may say something after the end.

Values in, values out: no rows, no clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from nabij.reports.states import Channel, Controller, State

RECEIVED, CHANGE, PROMISE, ENDED = "received", "change", "promise", "ended"
TEMPLATES: Final = (RECEIVED, CHANGE, PROMISE, ENDED)
AT_ONCE: Final = frozenset({RECEIVED, ENDED})
SETTLES: Final = timedelta(minutes=2)
"""A change waits so long for the next one: judging and giving a task is one piece of news."""
ONE_PER: Final = timedelta(hours=1)
"""At most one message about changes in this time to one reporter; a newer one takes the place of the one that waits."""
WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
"""How long a message waits after each time that it could not leave; after the last it is given up. Somebody waits for it."""
STILL_AWAKE: Final = timedelta(hours=2)
"""Who reported so short ago waits for an answer, also at night."""
NEVER_TOLD: Final = frozenset({Channel.CONTROL_ROOM, Channel.OFFICER})
"""Who called 101 did not ask for messages, and one may put them in danger; an officer wrote it down themselves."""
MOST_REOPENINGS: Final = 3
BADLY_HELPED: Final = 2
"""From this answer down, or when it was not solved, opening it again is offered."""
FEWEST: Final = 5
"""Fewer ratings than this are not shown: one could guess whose they are."""


def due_at(template: str, now: datetime, left: datetime | None, waiting: datetime | None) -> datetime:
    """When a message leaves at the earliest.

    `left`: when the last message about a change left for this reporter; `waiting`: when the one that waits would leave,
    whose place this one takes.
    """
    if template in AT_ONCE:
        return now
    if waiting is not None:
        return waiting
    settled = now + SETTLES
    return settled if left is None else max(settled, left + ONE_PER)


def is_told(channel: str, template: str, contact_kind: str) -> bool:
    """Whether who reported over `channel` gets this message. Whom we can only ring is not rung to hear what they just told us."""
    return channel not in NEVER_TOLD and not (template == RECEIVED and contact_kind == "voice")


def may_reopen(state: str, closed_at: datetime | None, now: datetime, days: int, times: int) -> bool:
    """Whether who reported may still say that it is not solved: within `days` after the end, and at most three times."""
    if state != State.CLOSED or closed_at is None:
        return False
    return now < closed_at + timedelta(days=days) and times < MOST_REOPENINGS


def opens_again(controller: str) -> bool:
    """Whether the words of who reported open it again by themselves: not at the police, who read them and decide."""
    return controller != Controller.POLICE


def may_rate(state: str, withdrawn: bool, rated: bool) -> bool:
    """Once, after the end; who took their report back has nothing to rate."""
    return state == State.CLOSED and not withdrawn and not rated


def is_bad(solved: str, helped: int) -> bool:
    return solved == "no" or helped <= BADLY_HELPED
