"""How alerts ended, for who answers for them: what one deed of looking back needs, never a recipient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nabij.alerts.fanout.rules import REACHED, State
from nabij.alerts.models import Alert, DutyState, FeedbackDuty, Handover

GIVEN_UP = (State.FAILED_FOR_GOOD, State.NOT_DELIVERED)


@dataclass(frozen=True, slots=True)
class Counted:
    """Deliveries of one alert per state, and when the first left."""

    states: Mapping[State, int]
    first_at: datetime | None

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def reached(self) -> int:
        return sum(self.states.get(state, 0) for state in REACHED)

    @property
    def delivered(self) -> int:
        return self.states.get(State.DELIVERED, 0)

    @property
    def failed(self) -> int:
        return sum(self.states.get(state, 0) for state in GIVEN_UP)


@dataclass(frozen=True)
class Outcome:
    """How one alert went."""

    alert: Alert
    counted: Counted
    households: int
    duty: FeedbackDuty | None
    handover: Handover | None
    now: datetime

    @property
    def first_s(self) -> float | None:
        """Seconds from leaving until the first message was handed over, or until somebody confirmed it in BE-Alert."""
        sent = self.handover.sent_at if self.handover else None
        first = self.counted.first_at or sent
        return (first - self.alert.sent_at).total_seconds() if first and self.alert.sent_at else None

    @property
    def feedback(self) -> str:
        """ "in_time", "late", "owed", "overdue" or empty where none is owed."""
        if self.duty is None:
            return ""
        if self.duty.state == DutyState.DONE:
            return "in_time" if self.duty.done_at and self.duty.done_at <= self.duty.due_at else "late"
        return "overdue" if self.duty.due_at < self.now else "owed"


def middle(values: Sequence[float]) -> float | None:
    """The median; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
