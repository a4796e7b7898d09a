"""What is decided about many incidents at once: how many, and what leaves in a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

MOST_AT_ONCE: Final = 500
"""Incidents of one order: more is no longer looked at by who gives it."""
AT_ONCE: Final = 20
"""So few are done while one waits; for more a job goes on and the page says how far it is."""
MOST_EXPORTED: Final = 20_000
"""Rows of one file; more is no list but a copy of the register."""
LONG_FILE: Final = 2_000
"""Rows from which on a file takes so long that who waits is told before."""
HIGHEST_TERM_DAYS: Final = 7


def due_before(term: str, now: datetime) -> datetime | None:
    """Until when a term counts: `late` (it is over), `today` (24 hours) or `week`; None for any other word."""
    spans = {"late": timedelta(0), "today": timedelta(days=1), "week": timedelta(days=HIGHEST_TERM_DAYS)}
    return now + spans[term] if term in spans else None
