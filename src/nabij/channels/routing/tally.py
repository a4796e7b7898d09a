"""What a process saw of its routes since it last told the others. In memory: counts, never messages."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from nabij.channels.drivers import Answer
from nabij.channels.errors import Reason, failure

AGAINST_THE_ROUTE: Final = (Reason.BUSY, Reason.ROUTE, Reason.MESSAGE, Reason.BLOCKED, Reason.UNKNOWN)
"""A number that does not exist, a full mailbox and a telephone that is off say nothing about the provider."""

AGAIN_ELSEWHERE: Final = (Reason.BUSY, Reason.ROUTE)
"""Refused for now by a provider that cannot, so that another may: surely not sent."""


@dataclass(slots=True)
class Seen:
    """What was seen of one route. `trouble`: why it is away, empty when it is back, None where it did not change."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    good: int = 0
    bad: int = 0
    failing: str = ""
    trouble: str | None = None

    def add(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            self.counts[answer.state, answer.error] += 1
            if speaks_against(answer):
                self.bad += 1
                self.failing = answer.error or self.failing
            elif answer.state == "handed_over":
                self.good += 1

    def join(self, later: Seen) -> None:
        self.counts += later.counts
        self.good += later.good
        self.bad += later.bad
        self.failing = later.failing or self.failing
        self.trouble = self.trouble if later.trouble is None else later.trouble


class Tally:
    """What threads of a process saw, by route, until somebody takes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[str, Seen] = {}

    @property
    def is_empty(self) -> bool:
        return not self._seen

    def answered(self, name: str, answers: Sequence[Answer]) -> None:
        with self._lock:
            self._of(name).add(answers)

    def stands(self, name: str, trouble: str) -> None:
        """The route is away because of `trouble`, or (empty) back."""
        with self._lock:
            self._of(name).trouble = trouble

    def take(self) -> dict[str, Seen]:
        with self._lock:
            taken, self._seen = self._seen, {}
        return taken

    def put_back(self, taken: Mapping[str, Seen]) -> None:
        """What could not be told; it comes before what was seen since."""
        with self._lock:
            later, self._seen = self._seen, dict(taken)
            for name, seen in later.items():
                self._of(name).join(seen)

    def _of(self, name: str) -> Seen:
        return self._seen.setdefault(name, Seen())


def speaks_against(answer: Answer) -> bool:
    """Whether an answer is a sign of trouble with its route."""
    if answer.state == "in_doubt":
        return True
    return bool(answer.error) and failure(answer.error).reason in AGAINST_THE_ROUTE


def goes_elsewhere(answer: Answer) -> bool:
    """Whether another route may be tried at once for this message."""
    return answer.state == "failed_now" and failure(answer.error).reason in AGAIN_ELSEWHERE
