"""What is decided about training. Values in, values out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

FEWEST_SHOWN: Final = 5
"""Below so many no number is shown, so that nobody is counted out."""


def refresh_on(last: date | None, months: int) -> date | None:
    """The day on which a training that was followed on `last` is to be refreshed; nothing where none was followed.

    The last day of the month where that month is shorter.
    """
    if last is None:
        return None
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    for day in (last.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last.day, day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def is_finished(answered: Collection[str], codes: Collection[str]) -> bool:
    """Whether every question was answered, right or wrong: reading why is what it is for."""
    return set(codes) <= set(answered)


def shown_count(n: int) -> str:
    """A number of members, or nothing while it is so small that it would point at somebody."""
    return str(n) if n >= FEWEST_SHOWN else ""
