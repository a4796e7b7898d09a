"""Which moments are free: never one desk twice, never outside the hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.desk.appointments import rules
from nabij.desk.appointments.rules import MOVES, Taken, Wanted
from nabij.desk.counters.rules import Block
from nabij.tenants.errors import Refused, Stale

DAY = datetime(2027, 3, 8, 8, tzinfo=UTC)
SERVICES = [UUID(int=1), UUID(int=2)]


def at(minute: int) -> datetime:
    return DAY + timedelta(minutes=minute)


blocks = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 240), st.booleans()), max_size=5).map(
    lambda found: [Block(at(start), at(start + length), True, booked) for start, length, booked in found]
)
wishes = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(SERVICES), st.sampled_from([5, 10, 15, 25])), min_size=1, max_size=40
)


@given(blocks, st.sampled_from([5, 10, 15, 45]))
def test_every_moment_lies_whole_within_hours_for_appointments(open_: list[Block], minutes: int) -> None:
    for start, end in rules.starts(open_, minutes):
        assert end - start == timedelta(minutes=minutes)
        moment = start
        while moment < end:
            assert any(one.by_appointment and one.starts_at <= moment < one.ends_at for one in open_)
            moment += timedelta(minutes=1)


@given(st.integers(1, 4), st.integers(1, 4), wishes)
def test_whoever_books_in_whatever_order_no_desk_is_taken_twice(
    desks: int, own: int, asked: list[tuple[int, UUID, int]]
) -> None:
    own = min(own, desks)
    open_, taken = [Block(at(0), at(300), False, True)], list[Taken]()
    for n, service_id, minutes in asked:
        wanted = Wanted(service_id, minutes, desks, own)
        try:
            ends_at, place = rules.place_for(at(n * 5), open_, wanted, taken)
        except Refused:
            continue
        taken.append(Taken(at(n * 5), ends_at, place, service_id))
    for minute in range(0, 300, 5):
        here = [one for one in taken if one.starts_at <= at(minute) < one.ends_at]
        assert len({one.place for one in here}) == len(here) <= desks
        assert all(sum(one.service_id == service for one in here) <= own for service in SERVICES)


def test_a_full_moment_and_one_at_which_nothing_begins_are_told_apart() -> None:
    open_ = [Block(at(0), at(60), False, True)]
    wanted = Wanted(SERVICES[0], 15, 1, 1)
    with pytest.raises(Stale):
        rules.place_for(at(0), open_, wanted, [Taken(at(0), at(15), 1, SERVICES[1])])
    with pytest.raises(Refused):
        rules.place_for(at(7), open_, wanted, [])


@pytest.mark.parametrize("before", MOVES)
@pytest.mark.parametrize("after", MOVES)
def test_every_step_is_there_or_refused(before: str, after: str) -> None:
    if after in MOVES[before]:
        rules.check_state(before, after, at(0), at(1))
    else:
        with pytest.raises(Refused):
            rules.check_state(before, after, at(0), at(1))


def test_nobody_failed_to_come_before_their_hour() -> None:
    with pytest.raises(Refused):
        rules.check_state("booked", "no_show", at(1), at(0))
