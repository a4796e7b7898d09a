"""How often a network is written to: people who hear more also feel less safe, so too much is as wrong as too little.

Sources: study of UGent for the federal service (2021), lmo.ugent.be/re/nl/actueel/nieuws/binonderzoek: residents of areas with a
network report more insecurity; Nixle, a warning service, calls one to three messages a week usual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=30)
WEEKS_SHOWN: Final = 12


@dataclass(frozen=True)
class Frequency:
    """Messages to a network: in the last seven and thirty days, and per week of twelve, the oldest first. What tells how an
    alert ended is counted apart: it is owed."""

    week: int = 0
    month: int = 0
    feedback_month: int = 0
    per_week: tuple[int, ...] = (0,) * WEEKS_SHOWN

    def is_busy(self, most: int) -> bool:
        """Whether the last week had more than `most`."""
        return self.week > most

    def is_busy_with_one_more(self, most: int) -> bool:
        return self.week >= most


def frequency(messages: Sequence[datetime], feedback: Sequence[datetime], now: datetime) -> Frequency:
    """From the moments of the last twelve weeks."""
    messages, feedback = ([at for at in some if at <= now] for some in (messages, feedback))
    ago = [int((now - at) / WEEK) for at in messages]
    per_week = [sum(one == weeks for one in ago) for weeks in range(WEEKS_SHOWN)]
    return Frequency(
        per_week[0],
        sum(now - at < MONTH for at in messages),
        sum(now - at < MONTH for at in feedback),
        tuple(per_week[::-1]),
    )
