"""The table of demand: nothing counted twice or lost, and openings as they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from nabij.desk.demand.rules import HALF, HOUR, cell_of, hours_open, merged, week
from nabij.tenants.working_days import BRUSSELS

MONDAY = datetime(2026, 9, 28, 0, 0, tzinfo=BRUSSELS)
WEEKS = 4
UNTIL = MONDAY + timedelta(weeks=WEEKS)
SPANS = st.lists(
    st.tuples(st.integers(0, WEEKS * 7 * 24 * 60), st.integers(1, 900)).map(
        lambda pair: (MONDAY + timedelta(minutes=pair[0]), MONDAY + timedelta(minutes=sum(pair)))
    ),
    max_size=20,
)
COUNTS = st.lists(
    st.tuples(st.integers(0, WEEKS * 7 * 24 - 1), st.integers(1, 40)).map(
        lambda pair: ((MONDAY + timedelta(hours=pair[0])).astimezone(UTC), pair[1])
    ),
    max_size=60,
)


def office_hours() -> list[tuple[datetime, datetime]]:
    days = [MONDAY + timedelta(days=day) for day in range(WEEKS * 7) if day % 7 < 5]
    return [(day.replace(hour=9), day.replace(hour=17)) for day in days]


def test_the_share_outside_opening_hours() -> None:
    at_ten = (MONDAY.replace(hour=10).astimezone(UTC), 62)
    at_night = (MONDAY.replace(hour=22).astimezone(UTC), 38)
    found = week([at_ten, at_night], office_hours(), MONDAY, UNTIL)
    assert (found.total, found.outside, found.share_outside) == (100, 38, 38)
    assert found.busiest_closed() == (0, 22)
    assert found.cells[0, 10].is_open
    assert not found.cells[0, 22].is_open
    assert not found.cells[5, 10].is_open


def test_a_holiday_counts_as_closed_but_does_not_close_the_usual_hour() -> None:
    without = [span for span in office_hours() if span[0].date() != MONDAY.date()]
    found = week([(MONDAY.replace(hour=10).astimezone(UTC), 10)], without, MONDAY, UNTIL)
    assert found.outside == 10
    assert found.cells[0, 10].is_open


def test_small_numbers_are_hidden_and_too_few_say_nothing() -> None:
    found = week([(MONDAY.replace(hour=22).astimezone(UTC), 4)], [], MONDAY, UNTIL)
    assert found.cells[0, 22].is_hidden
    assert (found.share_outside, found.busiest_closed(), found.shade((0, 22))) == (None, None, 1)


def test_the_clock_of_summer_and_winter_is_that_of_the_wall() -> None:
    summer, winter = datetime(2026, 10, 24, 9, tzinfo=BRUSSELS), datetime(2026, 10, 31, 9, tzinfo=BRUSSELS)
    assert cell_of(summer.astimezone(UTC)) == cell_of(winter.astimezone(UTC)) == (5, 9)


@given(COUNTS, SPANS)
def test_everything_that_came_is_in_one_cell(
    counts: list[tuple[datetime, int]], spans: list[tuple[datetime, datetime]]
) -> None:
    found = week(counts, spans, MONDAY, UNTIL)
    assert len(found.cells) == 7 * 24
    assert found.total == sum(count for _at, count in counts)
    assert 0 <= found.outside <= found.total
    assert all(one.outside <= one.count for one in found.cells.values())
    assert week(counts, [], MONDAY, UNTIL).outside == found.total
    assert week(counts, [(MONDAY, UNTIL)], MONDAY, UNTIL).outside == 0


@given(SPANS)
def test_overlapping_openings_count_once(spans: list[tuple[datetime, datetime]]) -> None:
    apart = merged(spans)
    assert all(first[1] < second[0] for first, second in pairwise(apart))
    assert hours_open(spans) == hours_open(apart) == hours_open([*spans, *spans])
    for at in hours_open(spans):
        covered = sum(
            (min(end, at + HOUR) - max(begin, at) for begin, end in apart if begin < at + HOUR and end > at),
            HALF - HALF,
        )
        assert covered >= HALF


def test_days_of_the_week_are_written_small_within_a_sentence() -> None:
    """A room that gives "Monday" words of its own would change it in every date of the house."""
    with override("nl"):
        assert date_format(MONDAY, "l j F") == "maandag 28 september"
    with override("fr"):
        assert date_format(MONDAY, "l j F") == "lundi 28 septembre"
