"""Bars and a line stay within their drawing, whatever the numbers."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from nabij.tenants.chart import BOTTOM, HEIGHT, LEFT, TOP, WIDTH, Column, ceiling, chart

AT = datetime(2026, 11, 22, tzinfo=UTC)
counts = st.integers(0, 10_000_000)
columns = st.lists(st.builds(Column, st.just(AT), counts, counts, counts), max_size=60)


@given(columns, st.lists(st.just("03:00"), max_size=5))
def test_everything_lies_within_the_drawing(given_columns: list[Column], moments: list[str]) -> None:
    drawn = chart(given_columns, moments)
    floor = HEIGHT - BOTTOM
    for bar in drawn.bars:
        assert bar.x >= LEFT and bar.x + bar.width <= WIDTH
        assert TOP - 0.2 <= bar.top_y <= bar.base_y <= floor and bar.base_height >= 0 and bar.top_height >= 0
        assert abs(bar.base_y + bar.base_height - floor) <= 0.1
    points = [tuple(map(float, point.split(","))) for point in drawn.line.split()]
    assert len(points) == len(given_columns)
    assert all(LEFT <= x <= WIDTH and TOP - 0.1 <= y <= floor for x, y in points)
    assert len(drawn.below) == len(moments)


@given(counts)
def test_the_scale_ends_at_a_round_even_number_just_above(most: int) -> None:
    top = ceiling(most)
    assert top >= most and top % 2 == 0
    assert top <= max(2, most * 2.5) and str(top)[0] in "124"


def test_a_bar_is_as_high_as_its_count() -> None:
    drawn = chart([Column(AT, 10, 0, 0), Column(AT, 5, 5, 0)], ["03:00", "03:01"])
    assert drawn.bars[0].base_height == 2 * drawn.bars[1].base_height == 2 * drawn.bars[1].top_height
    assert [mark.words for mark in drawn.across] == ["0", "5", "10"]
