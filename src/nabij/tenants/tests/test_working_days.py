"""Terms end on working days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.tenants import working_days

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))
BELGIAN = holidays.country_holidays("BE", years=range(2025, 2030))


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-19T10:00", "2026-11-20T17:00"),  # Thursday
        ("2026-11-20T23:30", "2026-11-23T17:00"),  # Friday evening
        ("2026-11-21T10:00", "2026-11-23T17:00"),  # Saturday
        ("2026-12-24T10:00", "2026-12-28T17:00"),  # Christmas on a Friday
        ("2026-11-10T10:00", "2026-11-12T17:00"),  # Armistice Day
    ],
)
def test_feedback_is_owed_by_the_end_of_the_next_working_day(sent: str, due: str) -> None:
    brussels = datetime.fromisoformat(sent).replace(tzinfo=working_days.BRUSSELS)
    assert working_days.end_of_term(brussels, 1, BELGIAN) == datetime.fromisoformat(due).replace(
        tzinfo=working_days.BRUSSELS
    )


@given(MOMENTS, st.integers(1, 10))
def test_a_term_ends_on_a_working_day_after_sending(sent: datetime, days: int) -> None:
    due = working_days.end_of_term(sent, days, BELGIAN)
    assert due.date() > sent.astimezone(working_days.BRUSSELS).date()
    assert due.weekday() < 5
    assert date(due.year, due.month, due.day) not in BELGIAN
