"""When quiet hours end."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nabij.people.quiet import quiet_end
from nabij.tenants.working_days import BRUSSELS


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.times(), st.times())
def test_quiet_hours_end_within_a_day_and_outside_them(moment: datetime, since: time, until: time) -> None:
    now = moment.replace(tzinfo=UTC)
    end = quiet_end(now, since, until)
    if end is not None:
        assert end > now or end.astimezone(BRUSSELS).time() == until
        assert end - now < timedelta(hours=26)
        assert quiet_end(end, since, until) is None


def test_a_night_that_runs_past_midnight() -> None:
    night = time(22), time(7)
    late = datetime(2026, 11, 21, 23, 30, tzinfo=BRUSSELS)
    early = datetime(2026, 11, 22, 6, 59, tzinfo=BRUSSELS)
    morning = datetime(2026, 11, 22, 7, tzinfo=BRUSSELS)
    assert quiet_end(late, *night) == quiet_end(early, *night) == morning
    assert quiet_end(morning, *night) is None
    assert quiet_end(late, None, None) is None


@given(st.times(), st.times(), st.times())
def test_an_hour_is_in_a_span_or_in_the_rest_of_the_day(local: time, start: time, end: time) -> None:
    now = datetime.combine(datetime(2026, 11, 21), local, tzinfo=BRUSSELS)
    if start != end:
        assert (quiet_end(now, start, end) is None) != (quiet_end(now, end, start) is None)
