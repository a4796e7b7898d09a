from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from nabij.reports.routing.models import Holidays, How, Unit
from nabij.reports.routing.rules import Fact, Line, Verdict, choose, covers_moment, moved, verdict
from nabij.reports.routing.terms import Level, due, level_for
from nabij.tenants.working_days import BRUSSELS, belgian_holidays

DEFAULT = uuid4()
KINDS = st.sampled_from(["litter", "noise", "drugs"])
FAMILIES = {"litter": "waste", "noise": "nuisance", "drugs": "nuisance"}
CODES = st.sampled_from(["A", "B", "C"])
HOURS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))


def off(day: date) -> bool:
    return day in belgian_holidays(day.year)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    kind = draw(KINDS)
    x, y = draw(st.floats(0, 100)), draw(st.floats(0, 100))
    return Fact(
        kind,
        FAMILIES[kind],
        x,
        y,
        draw(CODES),
        draw(MOMENTS),
        draw(st.dictionaries(CODES, CODES)),
        draw(st.sampled_from(["urgent", "normal"])),
    )


@st.composite
def lines(draw: st.DrawFn) -> Line:
    codes = draw(st.frozensets(CODES))
    shape = draw(st.sampled_from([None, box(0, 0, 50, 100), box(20, 20, 80, 80)]))
    return Line(
        uuid4(), uuid4(), draw(st.booleans()), draw(st.frozensets(st.sampled_from(["waste", "nuisance"]))),
        draw(st.frozensets(KINDS)), codes, frozenset(draw(st.sets(st.sampled_from(sorted(codes))) if codes else st.just(set()))),
        shape, draw(st.frozensets(st.integers(0, 6))), draw(st.none() | HOURS), draw(st.none() | HOURS),
        draw(st.sampled_from(list(Holidays))), draw(st.dictionaries(CODES, st.sets(CODES, min_size=1), max_size=3)),
        draw(st.booleans()), draw(st.sampled_from(["", "urgent", "normal"])),
    )  # fmt: skip


@settings(deadline=None)
@given(st.lists(lines(), max_size=6), facts())
def test_the_first_line_that_says_anything_decides(order: list[Line], fact: Fact) -> None:
    choice = choose(order, fact, off, DEFAULT)
    said = [verdict(line, fact, off) for line in order]
    first = next((at for at, one in enumerate(said) if one is not Verdict.NO), None)
    if first is None:
        assert (choice.team_id, choice.how, choice.rule_id) == (DEFAULT, How.DEFAULT, None)
        return
    assert choice.rule_id == order[first].id
    whole = said[first] is Verdict.YES and order[first].team_active
    assert (choice.how, choice.team_id) == ((How.RULE, order[first].team_id) if whole else (How.BROKEN, DEFAULT))


@given(st.lists(lines(), max_size=6), facts(), lines())
def test_what_stands_below_the_line_that_decides_changes_nothing(order: list[Line], fact: Fact, more: Line) -> None:
    before = choose(order, fact, off, None)
    if before.rule_id is not None:
        assert choose([*order, more], fact, off, None) == before
    else:
        assert before.team_id is None and before.how is How.NONE


@given(lines(), facts())
def test_each_condition_that_is_dropped_can_only_let_more_through(line: Line, fact: Fact) -> None:
    bare = Line(line.id, line.team_id)
    assert verdict(bare, fact, off) is Verdict.YES
    if verdict(line, fact, off) is Verdict.YES:
        assert not line.categories | line.families or {fact.category, fact.family} & (line.categories | line.families)
        assert not line.area_codes or fact.neighbourhood in line.area_codes
        met = [fact.answers.get(code) in wanted for code, wanted in line.answers.items()]
        assert not met or (any(met) if line.any_answer else all(met))
        assert line.urgency in ("", fact.urgency)


@given(HOURS, HOURS, MOMENTS)
def test_hours_and_their_reverse_share_the_day_between_them(start: time, end: time, at: datetime) -> None:
    clock = at.astimezone(BRUSSELS).time()
    inside = covers_moment(Line(uuid4(), uuid4(), from_time=start, until_time=end), at, off)
    outside = covers_moment(Line(uuid4(), uuid4(), from_time=end, until_time=start), at, off)
    assert inside != outside if start != end else inside and outside
    if start < end:
        assert inside == (start <= clock < end)


def test_a_night_belongs_to_the_day_on_which_it_began() -> None:
    friday_night = Line(uuid4(), uuid4(), weekdays=frozenset({4}), from_time=time(22), until_time=time(6))
    assert covers_moment(friday_night, datetime(2026, 11, 28, 2, 0, tzinfo=BRUSSELS), off)
    assert not covers_moment(friday_night, datetime(2026, 11, 27, 2, 0, tzinfo=BRUSSELS), off)


def test_a_holiday_is_told_apart_from_another_wednesday() -> None:
    armistice, week_after = (datetime(2026, 11, day, 12, tzinfo=BRUSSELS) for day in (11, 18))
    never, only = (Line(uuid4(), uuid4(), holidays=kind) for kind in (Holidays.NEVER, Holidays.ONLY))
    assert [covers_moment(line, at, off) for at in (armistice, week_after) for line in (never, only)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_line_whose_area_is_gone_still_knows_where_it_reached() -> None:
    line = Line(uuid4(), uuid4(), area_codes=frozenset("A"), gone=frozenset("A"), shape=box(0, 0, 10, 10))
    inside = Fact("litter", "waste", 5, 5, "B", datetime(2026, 11, 20, tzinfo=UTC))
    outside = Fact("litter", "waste", 50, 5, "B", inside.at)
    assert choose([line], inside, off, DEFAULT).how is How.BROKEN
    assert choose([line], outside, off, DEFAULT).how is How.DEFAULT


@given(st.lists(st.uuids(), min_size=1, unique=True), st.booleans(), st.data())
def test_moving_keeps_everybody_and_can_be_undone(ids: list[UUID], up: bool, data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(ids))
    after = moved(ids, one, up)
    assert sorted(after) == sorted(ids)
    assert after == ids or moved(after, one, not up) == ids


WAITS = st.lists(st.tuples(st.integers(-200, 40 * 24), st.integers(0, 30 * 24)), max_size=4)
CLOSED = st.frozensets(st.dates(date(2025, 1, 1), date(2028, 12, 31)), max_size=30)


def stands_still(at: datetime, stretches: list[tuple[datetime, datetime]]) -> bool:
    return any(start <= at < until for start, until in stretches)


def naive_days(
    since: datetime, amount: int, closed: frozenset[date], stretches: list[tuple[datetime, datetime]]
) -> date:
    """Day after day: one counts that is open, and at whose end nobody waited."""
    day = since.astimezone(BRUSSELS).date()
    while amount:
        day += timedelta(days=1)
        end = datetime.combine(day + timedelta(days=1), time.min, BRUSSELS) - timedelta(microseconds=1)
        is_open = day.weekday() < 5 and day not in closed and day not in belgian_holidays(day.year)
        amount -= is_open and not stands_still(end, stretches)
    return day


@settings(deadline=None)
@given(MOMENTS, st.integers(1, 300), WAITS, CLOSED)
def test_working_days_are_those_that_one_counts_by_hand(
    since: datetime, amount: int, waits: list[tuple[int, int]], closed: frozenset[date]
) -> None:
    stretches = [(since + timedelta(hours=at), since + timedelta(hours=at + long)) for at, long in waits]
    end = due(since, amount, Unit.WORKING_DAYS, closed, stretches)
    assert end == datetime.combine(naive_days(since, amount, closed, stretches), time(17), BRUSSELS)
    assert end >= due(since, amount, Unit.WORKING_DAYS, closed)


@settings(deadline=None)
@given(MOMENTS, st.integers(1, 24 * 20), WAITS)
def test_hours_are_those_that_one_counts_by_hand(since: datetime, amount: int, waits: list[tuple[int, int]]) -> None:
    stretches = [(since + timedelta(hours=at), since + timedelta(hours=at + long)) for at, long in waits]
    at, left = since, amount
    while left:
        left -= not stands_still(at, stretches)
        at += timedelta(hours=1)
    assert due(since, amount, Unit.HOURS, (), stretches) == at


def test_a_term_skips_the_end_of_the_year() -> None:
    assert due(datetime(2026, 12, 23, 9, tzinfo=BRUSSELS), 3, Unit.WORKING_DAYS, {date(2026, 12, 24)}) == datetime(
        2026, 12, 30, 17, tzinfo=BRUSSELS
    )


LEVELS = [
    Level("", "", 10, Unit.WORKING_DAYS, True, date(2026, 1, 1)),
    Level("", "urgent", 4, Unit.HOURS, True, date(2026, 1, 1)),
    Level("litter", "", 3, Unit.WORKING_DAYS, True, date(2026, 1, 1)),
    Level("litter", "", 2, Unit.WORKING_DAYS, True, date(2026, 7, 1)),
    Level("noise", "", 0, Unit.WORKING_DAYS, True, date(2026, 1, 1)),
]


@pytest.mark.parametrize(
    ("category", "urgency", "day", "amount"),
    [
        ("drugs", "normal", date(2026, 3, 1), 10),
        ("drugs", "urgent", date(2026, 3, 1), 4),
        ("litter", "urgent", date(2026, 3, 1), 3),
        ("litter", "normal", date(2026, 7, 1), 2),
        ("litter", "normal", date(2025, 7, 1), None),
        ("noise", "normal", date(2026, 3, 1), None),
    ],
)
def test_the_level_that_says_most_and_is_newest_holds(
    category: str, urgency: str, day: date, amount: int | None
) -> None:
    found = level_for(LEVELS, category, urgency, day)
    assert (found.amount if found else None) == amount
