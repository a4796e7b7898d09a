from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.meetings import rules
from nabij.tenants.errors import Refused
from nabij.tenants.working_days import BRUSSELS

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
MOMENTS = st.integers(-100, 30_000).map(lambda hours: NOW + timedelta(hours=hours))
COUNTS = st.one_of(st.none(), st.integers(0, 60))


@given(MOMENTS, st.integers(-5, 40))
def test_a_meeting_is_taken_exactly_when_it_lies_ahead_and_fits_a_day(start: datetime, hours: int) -> None:
    end = start + timedelta(hours=hours)
    fine = NOW < start <= NOW + rules.FURTHEST and start < end <= start + rules.LONGEST
    if fine:
        rules.check_times(start, end, NOW)
    else:
        with pytest.raises(Refused):
            rules.check_times(start, end, NOW)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.integers(0, 200))
def test_a_reminder_is_at_ten_the_day_before_or_not_at_all(start: datetime, hours_left: int) -> None:
    now = start - timedelta(hours=hours_left)
    due = rules.reminder_at(start, now)
    local = start.astimezone(BRUSSELS)
    if due is None:
        assert datetime(local.year, local.month, local.day, 10, tzinfo=BRUSSELS) - timedelta(days=1) <= now
    else:
        assert (due.astimezone(BRUSSELS).hour, local.date() - due.astimezone(BRUSSELS).date()) == (
            10,
            timedelta(days=1),
        )
        assert due > now


@given(st.one_of(st.none(), st.integers(1, 50)), st.integers(0, 60), st.booleans(), st.booleans(), st.booleans())
def test_a_seat_is_given_only_while_there_is_one(
    seats: int | None, taken: int, planned: bool, registers: bool, ahead: bool
) -> None:
    given_seat = planned and registers and ahead and (seats is None or taken < seats)
    values = {
        "state": "planned" if planned else "held", "with_registration": registers,
        "starts_at": NOW + timedelta(hours=1 if ahead else -1), "now": NOW, "seats": seats, "taken": taken,
    }  # fmt: skip
    if given_seat:
        rules.check_may_register(**values)
    else:
        with pytest.raises(Refused):
            rules.check_may_register(**values)


@given(COUNTS, COUNTS, COUNTS, st.integers(0, 120))
def test_votes_are_all_counted_or_none_and_never_more_than_people(
    ayes: int | None, noes: int | None, rest: int | None, present: int
) -> None:
    counted = [vote for vote in (ayes, noes, rest) if vote is not None]
    if len(counted) in (0, 3) and sum(counted) <= present:
        rules.check_votes([ayes, noes, rest], present)
    else:
        with pytest.raises(Refused):
            rules.check_votes([ayes, noes, rest], present)
