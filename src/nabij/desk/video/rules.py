"""How a ring goes on from desk to desk, and when it is over. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

AWAY_AFTER: Final = timedelta(seconds=12)
"""A waiting page says every 3 s that it is there (5 s without scripts); two of those may get lost. Then it rings at no desk."""
GONE_AFTER: Final = timedelta(minutes=3)
"""A telephone that locked, a line that broke or a server that starts anew is back by then, and it rings on where it was."""
PRESENT_FOR: Final = timedelta(seconds=90)
"""The page of rings asks every 5 s; a browser slows a page in the background down to once a minute."""
OPENS_BEFORE: Final = timedelta(minutes=10)
CLOSES_AFTER: Final = timedelta(minutes=30)
OWN: Final = "own"
"""As a desk in a step: the desks of the resident's own municipality."""
LEAST_MEASURED: Final = 5
"""Below so many conversations no waiting time is said, and no share."""
TRIES: Final = 3
"""How often somebody is tried before a request may be closed as not reached."""


@dataclass(frozen=True)
class Step:
    """Who is rung, for how many seconds before the next is too: a desk ("" is every desk), or a partner zone with the basis."""

    desk: str = ""
    zone: str = ""
    for_s: int = 60
    basis: str = ""


@dataclass(frozen=True)
class Reached:
    """The step that a ring is at, since when, and whether the last one is over too."""

    step: int
    at: datetime
    over: bool = False


def advance(steps: Sequence[Step], reached: Reached, present: Sequence[bool], now: datetime) -> Reached:
    """Where a ring is by `now`. `present`: whether anybody can be rung at each step.

    A step where nobody is takes no time. What was not computed for a while is made up for, so that it does not matter how
    often, or by which process, this is asked.
    """
    came_in = reached.step
    while not reached.over:
        ends = reached.at + timedelta(seconds=steps[reached.step].for_s)
        if present[reached.step]:
            if now < ends:
                break
            reached = replace(reached, at=ends)
        elif reached.step == came_in:  # they left while it rang: the next step has its whole time from now on
            reached = replace(reached, at=max(reached.at, min(now, ends)))
        last = reached.step + 1 == len(steps)
        reached = replace(reached, over=True) if last else replace(reached, step=reached.step + 1)
    return reached


def is_away(seen_at: datetime, now: datetime) -> bool:
    """Whether the page of who waits says nothing: it rings at no desk, and its time stands still."""
    return now - seen_at > AWAY_AFTER


def is_gone(seen_at: datetime, now: datetime) -> bool:
    """Whether the page of who waits is taken to be closed for good."""
    return now - seen_at > GONE_AFTER


def longest_s(steps: Sequence[Step]) -> int:
    """After how many seconds a ring is over at the latest."""
    return sum(step.for_s for step in steps)


def window(starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """From when until when the link of an appointment leads anywhere."""
    return starts_at - OPENS_BEFORE, ends_at + CLOSES_AFTER


def is_open(opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    return opens_at <= now < closes_at
