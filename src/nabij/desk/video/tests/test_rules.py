"""How a ring goes on, whatever the steps, whoever is there and however often somebody looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nabij.desk.video.rules import (
    AWAY_AFTER,
    GONE_AFTER,
    Reached,
    Step,
    advance,
    is_away,
    is_gone,
    is_open,
    longest_s,
    window,
)

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
STEPS = st.lists(st.integers(5, 120).map(lambda seconds: Step(for_s=seconds)), min_size=1, max_size=5)
BEGUN = Reached(0, START)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_step_rings_its_seconds_and_then_the_next() -> None:
    steps = [Step("own", for_s=30), Step("main", for_s=20), Step(zone="next", for_s=60, basis="agreement")]
    there = [True, True, True]
    assert advance(steps, BEGUN, there, after(29)).step == 0
    assert advance(steps, BEGUN, there, after(30)).step == 1
    assert advance(steps, BEGUN, there, after(50)).step == 2
    assert not advance(steps, BEGUN, there, after(109)).over
    assert advance(steps, BEGUN, there, after(110)).over


def test_nobody_waits_for_a_desk_where_nobody_is() -> None:
    steps = [Step("own", for_s=30), Step("main", for_s=20)]
    assert advance(steps, BEGUN, [False, True], START) == Reached(1, START)
    assert advance(steps, BEGUN, [False, False], START).over


def test_who_leaves_while_it_rings_does_not_shorten_the_next_step() -> None:
    steps = [Step("own", for_s=60), Step("main", for_s=20)]
    assert advance(steps, BEGUN, [False, True], after(10)) == Reached(1, after(10))


@given(STEPS, st.data())
def test_it_does_not_matter_how_often_somebody_looks(steps: list[Step], data: st.DataObject) -> None:
    there = data.draw(st.lists(st.booleans(), min_size=len(steps), max_size=len(steps)))
    looks = sorted(data.draw(st.lists(st.integers(0, 700), max_size=12)))
    end = data.draw(st.integers(looks[-1] if looks else 0, 800))
    begun = advance(steps, BEGUN, there, START)
    often = begun
    for seconds in looks:
        often = advance(steps, often, there, after(seconds))
    assert advance(steps, often, there, after(end)) == advance(steps, begun, there, after(end))


@given(STEPS, st.data())
def test_it_only_goes_on_and_ends_in_time(steps: list[Step], data: st.DataObject) -> None:
    at, seconds = BEGUN, 0
    while not at.over:
        there = data.draw(st.lists(st.booleans(), min_size=len(steps), max_size=len(steps)))
        seconds += data.draw(st.integers(1, 60))
        went = advance(steps, at, there, after(seconds))
        assert (went.step, went.at, went.over) >= (at.step, at.at, at.over)
        assert went.at <= after(seconds)
        at = went
        assert seconds <= longest_s(steps) + 60


@given(STEPS)
def test_everybody_who_is_there_rings_their_whole_time(steps: list[Step]) -> None:
    there = [True] * len(steps)
    begins = 0
    for number, step in enumerate(steps):
        assert advance(steps, BEGUN, there, after(begins)).step == number
        begins += step.for_s
    assert advance(steps, BEGUN, there, after(begins)).over


def test_a_page_that_says_nothing_is_away_and_then_gone() -> None:
    assert not is_away(START, START + AWAY_AFTER)
    assert is_away(START, START + AWAY_AFTER + timedelta(milliseconds=1))
    assert not is_gone(START, START + GONE_AFTER)
    assert is_gone(START, START + GONE_AFTER + timedelta(milliseconds=1))


@given(st.integers(0, 3 * 3600), st.integers(60, 7200))
def test_a_link_leads_somewhere_from_ten_minutes_before_until_half_an_hour_after(offset_s: int, length_s: int) -> None:
    starts, ends = after(3600), after(3600 + length_s)
    opens_at, closes_at = window(starts, ends)
    at = after(offset_s)
    assert is_open(opens_at, closes_at, at) == (starts - timedelta(minutes=10) <= at < ends + timedelta(minutes=30))
