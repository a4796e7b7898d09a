"""Who answers for whom, who has how many people, and when one can walk in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nabij.desk.officers import lists, rules
from nabij.desk.officers.rules import Away, Piece, Post
from nabij.networks.shops import hours
from nabij.tenants.working_days import BRUSSELS

DAY = date(2026, 11, 23)
IDS = [UUID(int=n) for n in range(1, 7)]
others = st.one_of(st.none(), st.sampled_from(IDS))


@st.composite
def corps(draw: st.DrawFn) -> dict[UUID, Post]:
    """Six officers, each perhaps away, gone, and with somebody to stand in; circles are allowed."""
    found = {}
    for one in IDS:
        spans = draw(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 4), others), max_size=2))
        away = tuple(Away(DAY + timedelta(a), DAY + timedelta(a + n), who) for a, n, who in spans)
        left = draw(st.one_of(st.none(), st.integers(-1, 1)))
        found[one] = Post(one, draw(others), None if left is None else DAY + timedelta(left), away)
    return found


@given(corps(), st.sampled_from(IDS))
def test_who_answers_is_there_and_was_named(posts: dict[UUID, Post], asked: UUID) -> None:
    """Whoever answers is there that day, and is reached from who was asked by names alone. Nobody is only said when nobody is."""
    found = rules.who_serves(asked, DAY, posts)
    reached, todo = set(), [asked]
    while todo:
        one = todo.pop()
        if one in reached:
            continue
        reached.add(one)
        away = posts[one].absence(DAY)
        todo += [next_one for next_one in (away.replacement if away else None, posts[one].deputy) if next_one]
    there = {one for one in reached if posts[one].is_there(DAY)}
    assert found in there if there else found is None


@given(corps(), st.sampled_from(IDS))
def test_somebody_who_is_there_answers_for_themselves(posts: dict[UUID, Post], asked: UUID) -> None:
    if posts[asked].is_there(DAY):
        assert rules.who_serves(asked, DAY, posts) == asked


@given(corps(), st.sampled_from(IDS))
def test_the_named_replacement_goes_before_the_deputy(posts: dict[UUID, Post], asked: UUID) -> None:
    away = posts[asked].absence(DAY)
    if away and away.replacement and away.replacement != asked and posts[away.replacement].is_there(DAY):
        assert rules.who_serves(asked, DAY, posts) == away.replacement or posts[asked].is_there(DAY)


def test_several_levels_end_at_the_one_who_is_there() -> None:
    away = (Away(DAY, DAY),)
    posts = {
        IDS[0]: Post(IDS[0], away=(Away(DAY, DAY, IDS[1]),)),
        IDS[1]: Post(IDS[1], deputy=IDS[2], away=away),
        IDS[2]: Post(IDS[2], away=(Away(DAY, DAY, IDS[0]),), deputy=IDS[3]),
        IDS[3]: Post(IDS[3]),
    }
    assert rules.who_serves(IDS[0], DAY, posts) == IDS[3]
    assert rules.who_serves(IDS[0], DAY, posts | {IDS[3]: Post(IDS[3], left_on=DAY)}) is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6)), max_size=5), st.integers(0, 30))
def test_who_is_back_is_not_away_and_was_all_days_before(spans: list[tuple[int, int]], start: int) -> None:
    away = [Away(DAY + timedelta(a), DAY + timedelta(a + n)) for a, n in spans]
    first = DAY + timedelta(start)
    back = rules.back_on(away, first)
    assert not any(one.holds(back) for one in away)
    between = [first + timedelta(n) for n in range((back - first).days)]
    assert all(any(one.holds(day) for one in away) for day in between)


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 500), st.frozensets(st.sampled_from(IDS[:4]), max_size=3)),
        max_size=12,
    ),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 20_000), max_size=3),
)
def test_every_person_counts_once(rows: list[tuple[str, int, frozenset[UUID]]], people: dict[str, int]) -> None:
    """Who has an officer and who has none are together everybody of the neighbourhoods that have addresses."""
    pieces = [Piece(*row) for row in rows]
    each, nobody = rules.loads(pieces, people)
    living = {one.neighbourhood for one in pieces if one.addresses}
    assert sum(each.values()) + sum(nobody.values()) == pytest.approx(sum(people.get(one, 0) for one in living))
    assert all(value >= 0 for value in (*each.values(), *nobody.values()))


@given(st.integers(0, 600_000), st.integers(1, 10_000))
def test_a_part_of_the_norm_needs_a_whole_officer(people: int, norm: int) -> None:
    needed = rules.officers_needed(people, norm)
    assert needed * norm >= people > (needed - 1) * norm or (people, needed) == (0, 0)


def test_the_norm_is_one_per_four_thousand() -> None:
    norm = lists.norm_on(DAY)
    assert norm.inhabitants == 4_000
    assert "17 september 2001" in norm.source
    assert rules.officers_needed(4_001, norm.inhabitants) == 2


weeks = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 22), st.integers(1, 4)), max_size=5)


@settings(max_examples=200)
@given(weeks, st.integers(0, 60 * 24 * 400), st.sets(st.integers(0, 25)), st.sets(st.integers(0, 25)))
def test_walk_in_is_within_hours_and_not_on_a_day_off(
    spans: list[tuple[int, int, int]], minutes: int, off: set[int], gone: set[int]
) -> None:
    week = hours.joined(
        [((day * 1440 + hour * 60, min(day * 1440 + (hour + n) * 60, hours.WEEK)),) for day, hour, n in spans]
    )
    now = datetime(2026, 1, 1, tzinfo=BRUSSELS) + timedelta(minutes=minutes)
    days_off = {now.date() + timedelta(n) for n in off}
    away = [Away(now.date() + timedelta(n), now.date() + timedelta(n)) for n in gone]
    found = rules.next_walk_in(week, now, days_off, away)
    if found is None:
        return
    start, end = found
    assert start < end > now
    assert hours.is_within(week, hours.minute_of(start))
    assert start.date() not in days_off and not any(one.holds(start.date()) for one in away)


def test_groups_and_kinds_have_a_name_in_every_language() -> None:
    assert all(name for _code, name in lists.groups())
    assert set(lists.kinds().values()) == {"officer", "steward", "street_worker", "target_group"}
