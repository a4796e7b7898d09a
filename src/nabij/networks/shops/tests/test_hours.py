"""Hours as somebody types them, as minutes of the week, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.networks.shops import hours
from nabij.networks.shops.hours import DAY, WEEK
from nabij.tenants.errors import Refused

minutes = st.integers(0, WEEK)
spans = st.tuples(minutes, minutes).filter(lambda span: span[0] < span[1])
weeks = st.lists(spans, max_size=12).map(lambda found: hours.joined([tuple(found)]))


def members(week: hours.Week) -> set[int]:
    return {minute for start, end in week for minute in range(start, end)}


@given(weeks, weeks)
def test_joined_is_the_union_in_order_and_apart(one: hours.Week, other: hours.Week) -> None:
    both = hours.joined([one, other])
    assert members(both) == members(one) | members(other)
    assert all(before[1] < after[0] for before, after in pairwise(both))


@given(weeks)
def test_what_is_written_reads_as_the_same_week(week: hours.Week) -> None:
    assert members(hours.read(hours.written(week))) == members(week)


@given(weeks, minutes.filter(lambda minute: minute < WEEK))
def test_within_is_membership(week: hours.Week, minute: int) -> None:
    assert hours.is_within(week, minute) == (minute in members(week))


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("9-18", [(540, 1080)]),
        ("9:00-12:30, 13.30-18u00", [(540, 750), (810, 1080)]),
        ("9 - 12 en 13u30 tot 18", [(540, 720), (810, 1080)]),
        ("17-2", [(1020, 1560)]),
        ("0-24", [(0, 1440)]),
        ("", []),
        ("  ", []),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, spans: Any) -> None:
    assert hours.read_day(typed) == spans


@pytest.mark.parametrize("typed", ["gesloten", "9-", "25-26", "9-9", "9:75-10", "9-18!"])
def test_what_cannot_be_read_is_said(typed: str) -> None:
    with pytest.raises(Refused):
        hours.read_day(typed)


def test_a_bar_on_sunday_night_goes_on_at_monday() -> None:
    week = hours.read({6: "20-2"})
    assert week == ((0, 120), (6 * DAY + 1200, WEEK))
    assert hours.written(week)[6] == "20:00-02:00"
    assert hours.written(week)[0] == ""


def test_the_minute_is_that_of_the_clock_in_brussels() -> None:
    thursday_noon = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
    assert hours.minute_of(thursday_noon) == 3 * DAY + 12 * 60
    summer = datetime(2026, 7, 5, 22, 30, tzinfo=UTC)
    assert hours.minute_of(summer) == 30, "Monday 00:30 there"
