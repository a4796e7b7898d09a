"""What an approver reads about the audience."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from nabij.alerts.audience import Size
from nabij.alerts.presenters import size_words

SEVEN = datetime(2026, 11, 23, 6, tzinfo=UTC)
SLEEPING = Size(5, {"sms": 5}, 4, SEVEN, 0, 0, 0)


def test_who_sleeps_hears_it_later() -> None:
    assert size_words(SLEEPING, SEVEN + timedelta(hours=1)).endswith("4 slapen tot 07:00")


def test_who_sleeps_past_the_end_will_not_hear_it_and_the_approver_reads_that() -> None:
    assert "horen dit niet" in size_words(SLEEPING, SEVEN - timedelta(minutes=1))


def test_nobody_asleep_is_no_matter() -> None:
    assert "slapen" not in size_words(Size(5, {"sms": 5}, 0, None, 0, 0, 0), SEVEN)
