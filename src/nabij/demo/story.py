"""Telling the loop while it is played: each step with the time it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar


class StepFailed(RuntimeError):
    """A step of the loop did not do what it promises; the message says which and what happened."""


@dataclass
class Story:
    """Prints one line per step and remembers the longest."""

    say: Callable[[str], None] = print
    steps: list[tuple[str, float]] = field(default_factory=list)

    def title(self, text: str) -> None:
        self.say(f"\n{text}")

    @contextmanager
    def step(self, text: str) -> Iterator[list[str]]:
        """Times what happens inside; words appended to the list stand behind the step. Raises StepFailed with its name."""
        began, extra = time.perf_counter(), list[str]()
        try:
            yield extra
        except Exception as error:
            raise StepFailed(f"{text}: {error.__class__.__name__}: {error}") from error
        took_s = time.perf_counter() - began
        self.steps.append((text, took_s))
        more = f" ({', '.join(extra)})" if extra else ""
        self.say(f"  {took_s:7.3f} s  {text}{more}")


T = TypeVar("T")


def eventually(ask: Callable[[], T | None], *, within_s: float, every_s: float = 0.02) -> T:
    """The first answer that is not None. Raises TimeoutError after `within_s` seconds."""
    deadline = time.monotonic() + within_s
    while True:
        answer = ask()
        if answer is not None:
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {within_s:.0f} s")
        time.sleep(every_s)
