"""Weights: always a hundred, never out of bounds, at most a step at a time, and home again in bounded time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.routing import rules
from nabij.channels.routing.rules import Load, Manners

MANNERS = Manners()
TROUBLES = st.sampled_from(["", "errors", "away"])


@st.composite
def channels(draw: st.DrawFn) -> list[Load]:
    """A channel as it may be configured, at home."""
    wishes = draw(st.lists(st.none() | st.floats(0, 100), min_size=1, max_size=6))
    return [Load(f"r{n}", home, home) for n, home in enumerate(rules.homes(wishes))]


@st.composite
def moments(draw: st.DrawFn, size: int) -> list[tuple[Literal["", "errors", "away"], bool, bool]]:
    """What is known of each route at one moment."""
    return [(draw(TROUBLES), draw(st.booleans()), draw(st.booleans())) for _ in range(size)]


def after(loads: list[Load], found: rules.Shift | None) -> list[Load]:
    return [replace(load, weight=found.weights[load.name]) for load in loads] if found else loads


def check_step(before: list[Load], found: rules.Shift) -> None:
    changes = [found.weights[load.name] - load.weight for load in before]
    assert sum(found.weights.values()) == 100
    assert any(changes) and max(map(abs, changes)) <= MANNERS.step
    floors = {load.name: rules.floor_of(load, MANNERS) for load in before}
    for load in before:
        cap = 100 - sum(floor for name, floor in floors.items() if name != load.name)
        assert floors[load.name] <= found.weights[load.name] <= cap


@given(st.data(), channels(), st.lists(st.none() | st.floats(-1e9, 1e9), max_size=30))
def test_whatever_happens_and_whatever_the_clock_says_weights_stay_in_bounds(
    data: st.DataObject, loads: list[Load], clock: list[float | None]
) -> None:
    for since_move_s in clock:
        known = data.draw(moments(len(loads)))
        loads = [
            replace(load, trouble=trouble, able=able, quiet=quiet)
            for load, (trouble, able, quiet) in zip(loads, known, strict=True)
        ]
        found = rules.shift(loads, since_move_s=since_move_s, manners=MANNERS)
        if found is not None:
            check_step(loads, found)
            about = next(load for load in loads if load.name == found.about)
            assert (found.why == about.trouble) if about.trouble else found.why == "return"
        loads = after(loads, found)


@given(st.data(), channels(), st.floats(0, MANNERS.cooling_s, exclude_max=True))
def test_within_the_cooling_time_nothing_moves(data: st.DataObject, loads: list[Load], since_s: float) -> None:
    known = data.draw(moments(len(loads)))
    troubled = [
        replace(load, trouble=trouble, able=able) for load, (trouble, able, _) in zip(loads, known, strict=True)
    ]
    assert rules.shift(troubled, since_move_s=since_s, manners=MANNERS) is None


@given(st.data(), channels(), st.integers(0, 40))
def test_after_trouble_every_channel_is_home_within_ten_steps(
    data: st.DataObject, loads: list[Load], moves: int
) -> None:
    home = [load.weight for load in loads]
    for _ in range(moves):
        known = data.draw(moments(len(loads)))
        loads = [
            replace(load, trouble=trouble, able=able) for load, (trouble, able, _) in zip(loads, known, strict=True)
        ]
        loads = after(loads, rules.shift(loads, since_move_s=None, manners=MANNERS))
    loads = [replace(load, trouble="", able=True, quiet=True) for load in loads]
    for _ in range(10):
        loads = after(loads, rules.shift(loads, since_move_s=MANNERS.return_s, manners=MANNERS))
    assert [load.weight for load in loads] == home
    assert rules.shift(loads, since_move_s=None, manners=MANNERS) is None


@given(channels())
def test_trouble_that_lasts_leaves_the_floor_and_no_more(loads: list[Load]) -> None:
    worst = max(loads, key=lambda load: load.weight)
    loads = [replace(load, trouble="errors" if load.name == worst.name else "") for load in loads]
    for _ in range(11):
        loads = after(loads, rules.shift(loads, since_move_s=MANNERS.cooling_s, manners=MANNERS))
    left = next(load for load in loads if load.name == worst.name)
    assert left.weight == (rules.floor_of(left, MANNERS) if len(loads) > 1 else 100)


@given(st.lists(st.none() | st.floats(0, 1e6), max_size=8))
def test_configured_weights_become_a_hundred_points_in_their_order(wishes: list[float | None]) -> None:
    found = rules.homes(wishes)
    assert len(found) == len(wishes) and sum(found) == (100 if wishes else 0)
    wished = [wish or 0 for wish in wishes]
    for one, points in zip(wished, found, strict=True):
        assert all(points >= other for low, other in zip(wished, found, strict=True) if low < one)


def test_without_weights_the_first_carries_and_the_others_stand_by() -> None:
    assert rules.homes([None, None, None]) == [100, 0, 0]
    assert rules.homes([70, None, 30]) == [70, 0, 30]


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 100), min_size=1, max_size=6), st.integers(0, 300))
def test_each_route_takes_its_share_of_any_run_of_windows(weights: dict[str, int], start: int) -> None:
    total = sum(weights.values())
    credits: dict[str, int] = {}
    for _ in range(start):
        _, credits = rules.picked(credits, weights)
    taken: Counter[str] = Counter()
    for _ in range(total):
        name, credits = rules.picked(credits, weights)
        taken[name] += 1
    assert {name: taken[name] for name in weights} == weights


def test_weights_that_change_in_between_leave_no_debt_that_starves_a_route() -> None:
    credits: dict[str, int] = {}
    for _ in range(50):
        _, credits = rules.picked(credits, {"a": 95, "b": 5})
    names = []
    for _ in range(20):
        name, credits = rules.picked(credits, {"a": 5, "b": 95})
        names.append(name)
    assert names.count("b") >= 18


@given(st.floats(0, 1e6), st.floats(-1e9, 1e9))
def test_evidence_only_fades(count: float, elapsed_s: float) -> None:
    assert 0 <= rules.faded(count, elapsed_s=elapsed_s, manners=MANNERS) <= count


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_burst_is_many_and_a_large_part(good: int, bad: int) -> None:
    assert rules.is_burst(good, bad, MANNERS) == (bad >= 5 and bad * 5 >= good + bad)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=5), st.lists(st.floats(0, 1e4), max_size=5))
def test_a_window_suits_every_route_and_every_limit(sizes: list[int], limits: list[float]) -> None:
    window = rules.window_of(sizes, limits)
    assert 1 <= window <= min(sizes)
    assert all(window <= max(limit, 1) for limit in limits if limit > 0)
