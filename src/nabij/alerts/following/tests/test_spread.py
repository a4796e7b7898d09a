"""Nobody's own home shows: few homes are never told apart, whatever the numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nabij.alerts.following.spread import (
    FEWEST_HOMES,
    FINE_M,
    Homes,
    Square,
    as_rows,
    from_rows,
    gathered,
    shown,
    summed,
)


@st.composite
def homes(draw: st.DrawFn) -> Homes:
    total = draw(st.integers(1, 12))
    reached = draw(st.integers(0, total))
    return Homes(total, draw(st.integers(0, reached)), reached, draw(st.integers(0, total - reached)))


squares = st.lists(
    st.builds(Square, st.sampled_from(["", "a", "b", "c"]), st.integers(-4, 9), st.integers(0, 9), homes()),
    max_size=25,
)


@given(squares)
def test_few_homes_are_never_told_apart(found: list[Square]) -> None:
    seen = shown(gathered(found), exact=False)
    assert all(counted.homes >= FEWEST_HOMES for *_place, counted in seen.squares)
    total = summed(one.counted for one in found)
    if total.homes >= FEWEST_HOMES:
        assert all(counted.homes >= FEWEST_HOMES for counted in seen.areas.values())
    else:
        assert set(seen.areas) <= {""}


@given(squares)
def test_nobody_is_lost_or_counted_twice(found: list[Square]) -> None:
    total = summed(one.counted for one in found)
    for exact in (True, False):
        assert shown(gathered(found), exact=exact).total == total
    assert summed(counted for *_place, counted in shown(found, exact=True).squares) == total


@given(squares)
def test_squares_survive_being_kept(found: list[Square]) -> None:
    assert from_rows(as_rows(gathered(found))) == gathered(found)


@given(squares)
def test_a_viewer_of_members_sees_every_square_where_it_is(found: list[Square]) -> None:
    seen = {(x, y) for x, y, _side, _counted in shown(found, exact=True).squares}
    assert seen == {(one.column * FINE_M, one.row * FINE_M) for one in found}


def test_a_single_home_hides_behind_its_neighbours() -> None:
    found = [Square("a", 0, 0, Homes(1, 0, 0, 1)), Square("b", 9, 9, Homes(30, 20, 30, 0))]
    seen = shown(found, exact=False)
    assert seen.areas == {"": Homes(31, 20, 30, 1)}
    assert seen.squares == [(900, 900, 300, Homes(30, 20, 30, 0))]
    assert shown(found, exact=True).areas["a"].failed == 1
