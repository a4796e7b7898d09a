"""When messages leave, as properties; and who may still say something after the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.reports.answers import rules
from nabij.reports.states import Channel, State

START = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
MINUTES = st.integers(0, 600)


def played(changes: list[int]) -> tuple[list[int], list[int]]:
    """The minutes at which messages leave, and which change each tells, when changes come at these minutes."""
    leaves, tells, left, waiting, newest = [], [], None, None, -1
    for minute in range(800):
        now = START + timedelta(minutes=minute)
        for at in (one for one in changes if one == minute):
            waiting, newest = rules.due_at(rules.CHANGE, now, left, waiting), at
        if waiting is not None and waiting <= now:
            leaves.append(minute)
            tells.append(newest)
            left, waiting = now, None
    return leaves, tells


@given(st.lists(MINUTES, min_size=1, max_size=40).map(sorted))
def test_never_two_messages_about_changes_within_an_hour_and_the_last_change_is_told(changes: list[int]) -> None:
    leaves, tells = played(changes)
    assert all(later - earlier >= 60 for earlier, later in pairwise(leaves))
    assert tells[-1] == changes[-1]
    assert leaves[-1] <= changes[-1] + 60


@given(st.integers(0, 50))
def test_ten_changes_in_an_hour_are_one_message(first: int) -> None:
    leaves, _tells = played([first + 6 * n for n in range(10)])
    assert sum(first <= one < first + 60 for one in leaves) == 1


@pytest.mark.parametrize("template", [rules.RECEIVED, rules.ENDED])
def test_the_receipt_and_the_end_never_wait(template: str) -> None:
    assert rules.due_at(template, START, START, START + timedelta(hours=1)) == START


@pytest.mark.parametrize(
    ("channel", "template", "kind", "told"),
    [
        (Channel.WEB, rules.RECEIVED, "email", True),
        (Channel.CALL, rules.RECEIVED, "voice", False),
        (Channel.CALL, rules.ENDED, "voice", True),
        (Channel.CONTROL_ROOM, rules.ENDED, "sms", False),
        (Channel.OFFICER, rules.CHANGE, "sms", False),
        (Channel.OPEN311, rules.RECEIVED, "email", True),
    ],
)
def test_who_is_told(channel: str, template: str, kind: str, told: bool) -> None:
    assert rules.is_told(channel, template, kind) is told


@given(st.sampled_from(State.values), st.integers(-5, 60), st.integers(0, 40), st.integers(0, 5))
def test_opening_again_only_after_the_end_within_the_term_and_not_without_end(
    state: str, days_ago: int, days: int, times: int
) -> None:
    closed_at = START - timedelta(days=days_ago)
    may = rules.may_reopen(state, closed_at, START, days, times)
    assert may == (state == State.CLOSED and days_ago < days and times < 3)
    assert not rules.may_reopen(state, None, START, days, times)


@given(st.sampled_from(["yes", "partly", "no"]), st.integers(1, 4))
def test_what_counts_as_bad(solved: str, helped: int) -> None:
    assert rules.is_bad(solved, helped) == (solved == "no" or helped <= 2)
