"""When a counter is open: over midnight, on the days of 23 and 25 hours, and what wins from what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.desk.counters import rules
from nabij.desk.counters.rules import Block, Hours, Odd, Usual
from nabij.networks.shops.hours import ALWAYS, DAY, NEVER, WEEK, Week, is_within, joined, minute_of, read
from nabij.tenants.errors import Refused
from nabij.tenants.working_days import BRUSSELS

OFFICE = read(dict.fromkeys(range(5), "9-12, 13-17"))
LONG_AGO = date(2020, 1, 1)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
moments = st.datetimes(datetime(2026, 1, 2), datetime(2028, 12, 30), timezones=st.just(UTC))
spans = st.tuples(st.integers(0, WEEK - 1), st.integers(1, 600)).map(lambda one: (one[0], min(one[0] + one[1], WEEK)))
weeks = st.lists(spans, max_size=8).map(lambda found: joined([tuple(found)]))


def usual(week: Week = OFFICE, by_appointment: Week = NEVER) -> Usual:
    return Usual(LONG_AGO, None, week, by_appointment)


def open_at(hours: Hours, at: datetime) -> bool:
    day = at.astimezone(BRUSSELS).date()
    around = rules.days_between(hours, day - timedelta(days=2), day + timedelta(days=1))
    return rules.standing(around, at).is_open


@given(weeks, moments)
def test_without_odd_days_it_is_open_exactly_when_the_clock_says_so(week: Week, at: datetime) -> None:
    local = at.astimezone(BRUSSELS)
    shifts = {local.date() + timedelta(days=ahead) for ahead in (-1, 0, 1)}
    if any(_is_odd_length(day) for day in shifts):
        return
    hours = Hours((usual(week),), shut_on_holidays=False)
    assert open_at(hours, at) == is_within(week, minute_of(at))


@given(st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]), weeks)
def test_on_days_of_23_and_25_hours_blocks_are_in_order_apart_and_never_backwards(day: date, week: Week) -> None:
    hours = Hours((usual(week, by_appointment=OFFICE),), shut_on_holidays=False)
    for found in rules.days_between(hours, day - timedelta(days=1), day + timedelta(days=1)):
        assert all(one.starts_at < one.ends_at for one in found.blocks)
        assert all(
            before.ends_at <= after.starts_at for before, after in zip(found.blocks, found.blocks[1:], strict=False)
        )


def test_a_station_that_never_closes_is_open_23_and_25_hours_long() -> None:
    hours = Hours((usual(ALWAYS),), shut_on_holidays=False)
    for day, length in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)):
        (block,) = rules.day_hours(hours, day).blocks
        assert block.ends_at - block.starts_at == timedelta(hours=length)


def test_an_hour_that_the_clock_skips_begins_where_it_jumps() -> None:
    spring = date(2026, 3, 29)
    (block,) = rules.blocks_of(spring, [(150, 240)], [])
    assert (block.starts_at, block.ends_at) == (
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 2, tzinfo=UTC),
    )
    assert rules.blocks_of(spring, [(120, 180)], []) == ()


def test_a_station_that_is_open_on_holidays_is_open_on_the_tenants_own_days_too_but_not_in_its_works() -> None:
    day = date(2026, 12, 26)
    for why, is_open in (("holiday", True), ("bridge", True), ("works", False)):
        odd = Odd(day, day, NEVER, NEVER, why, own=False)
        assert rules.day_hours(Hours((usual(ALWAYS),), (odd,), shut_on_holidays=False), day).is_open == is_open


def test_friday_night_is_fridays_also_when_saturday_is_closed() -> None:
    hours = Hours((usual(read({4: "20-02", 5: "20-02"})),), shut_on_holidays=True)
    saint = date(2025, 11, 1)  # All Saints, a Saturday
    assert open_at(hours, datetime(2025, 11, 1, 1, 30, tzinfo=BRUSSELS))
    assert not open_at(hours, datetime(2025, 11, 1, 21, tzinfo=BRUSSELS))
    assert rules.day_hours(hours, saint).note == "Allerheiligen"


@given(days, st.booleans(), st.booleans())
def test_own_odd_days_win_over_those_of_all_over_holidays_over_the_week(day: date, own: bool, of_all: bool) -> None:
    mine = Odd(day, day, ((600, 660),), NEVER, "works", own=True)
    everybody = Odd(day - timedelta(days=3), day, NEVER, NEVER, "bridge", own=False)
    found = rules.day_hours(Hours((usual(),), (*([everybody] if of_all else []), *([mine] if own else []))), day)
    if own:
        assert (found.why, len(found.blocks)) == ("works", 1)
    elif of_all:
        assert (found.why, found.blocks) == ("bridge", ())
    elif name := rules.holiday_of(day):
        assert (found.why, found.note, found.blocks) == ("holiday", name, ())
    else:
        assert found.is_open == (day.weekday() < 5)


def test_the_odd_day_that_names_the_fewest_days_counts() -> None:
    day = date(2026, 12, 24)
    summer = Odd(date(2026, 12, 21), date(2027, 1, 3), NEVER, NEVER, "short")
    eve = Odd(day, day, ((540, 720),), NEVER, "other")
    assert rules.day_hours(Hours((usual(),), (summer, eve)), day).why == "other"


def test_the_week_that_began_last_counts_until_it_ends() -> None:
    summer = Usual(date(2026, 7, 1), date(2026, 8, 31), read({0: "8-10"}), NEVER)
    hours = Hours((usual(), summer))
    lengths = {
        day: [(one.starts_at.astimezone(BRUSSELS).hour) for one in rules.day_hours(hours, day).blocks]
        for day in (date(2026, 6, 29), date(2026, 7, 6), date(2026, 9, 7))
    }
    assert list(lengths.values()) == [[9, 13], [8], [9, 13]]


def test_a_week_that_has_ended_leaves_it_closed_for_no_odd_reason() -> None:
    found = rules.day_hours(Hours((Usual(LONG_AGO, date(2026, 1, 31), OFFICE, NEVER),)), date(2026, 2, 2))
    assert (found.is_open, found.why) == (False, "")


def test_blocks_say_for_whom_they_are() -> None:
    day = date(2026, 12, 7)
    found = rules.blocks_of(day, [(540, 720)], [(660, 1020)])
    assert [(one.walk_in, one.by_appointment) for one in found] == [(True, False), (True, True), (False, True)]
    assert _minutes(found) == [120, 60, 300]


@given(st.lists(st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)), max_size=4), days)
def test_hours_of_a_day_read_back_as_they_were_written(pairs: list[tuple[int, int]], day: date) -> None:
    made = joined([tuple((start, min(start + length, DAY)) for start, length in pairs)])
    assert rules.read_day_hours(rules.written_day(made)) == made


def test_open_now_says_until_when_over_a_change_from_walk_in_to_appointment() -> None:
    hours = Hours((usual(read({0: "9-12"}), read({0: "12-16"})),))
    monday = datetime(2026, 12, 7, 10, tzinfo=BRUSSELS)
    found = rules.standing(rules.days_between(hours, date(2026, 12, 6), date(2026, 12, 14)), monday)
    assert (found.is_open, found.walk_in, found.until) == (True, True, datetime(2026, 12, 7, 16, tzinfo=BRUSSELS))
    closed = rules.standing(
        rules.days_between(hours, date(2026, 12, 6), date(2026, 12, 14)), monday - timedelta(hours=4)
    )
    assert (closed.is_open, closed.opens_at) == (False, datetime(2026, 12, 7, 9, tzinfo=BRUSSELS))


def test_usual_days_of_governments_are_no_holidays_and_follow_easter() -> None:
    found = {day: name for day, _why, name in rules.usual_days(2027)}
    assert date(2027, 11, 2) in found
    assert date(2027, 11, 15) in found
    assert found[date(2027, 5, 7)] == "De dag na Hemelvaart"
    assert not any(rules.holiday_of(day) for day in found)


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 5, 2), date(2026, 5, 1)), (date(2026, 1, 1), date(2026, 1, 2)), (date(2026, 5, 1), date(2028, 5, 1))],
)
def test_odd_days_that_cannot_be_are_refused(first: date, last: date) -> None:
    with pytest.raises(Refused):
        rules.check_odd(first, last, date(2026, 4, 1))


def test_names_of_holidays_come_in_the_language_of_the_reader() -> None:
    day = date(2026, 12, 25)
    assert [rules.holiday_of(day, one) for one in ("nl", "fr", "en", "de", "pl")] == [
        "Kerstmis", "Noël", "Christmas Day", "Weihnachten", "Kerstmis",
    ]  # fmt: skip


def _minutes(blocks: tuple[Block, ...]) -> list[float]:
    return [(one.ends_at - one.starts_at).total_seconds() / 60 for one in blocks]


def _is_odd_length(day: date) -> bool:
    start, end = (datetime(one.year, one.month, one.day, tzinfo=BRUSSELS) for one in (day, day + timedelta(days=1)))
    return end.astimezone(UTC) - start.astimezone(UTC) != timedelta(days=1)
