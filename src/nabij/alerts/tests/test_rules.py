"""Approval, nights and terms."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import strategies as st

from nabij.alerts.kinds import kind, kinds
from nabij.alerts.rules import approval, clock, transitions
from nabij.tenants.errors import Missing, Refused, Stale

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def test_every_edge_and_every_missing_edge() -> None:
    there = {(found.source, found.verb) for found in transitions.EDGES}
    assert len(there) == len(transitions.EDGES)
    for source in transitions.STATES:
        for verb in transitions.VERBS:
            if (source, verb) in there:
                assert transitions.edge(source, verb).target in transitions.STATES
            else:
                with pytest.raises(Refused, match=r"\."):
                    transitions.edge(source, verb)


def test_nothing_leaves_without_a_second_person_or_the_caught_in_act_guard() -> None:
    leaving = {
        found
        for found in transitions.EDGES
        if found.target in transitions.LEAVES and found.source not in transitions.LEAVES
    }
    assert {found.guard for found in leaving} == {
        "may_approve",
        "may_release",
        "may_send_caught_in_act",
        "is_reviewed_text",
    }
    for found in leaving - {transitions.edge("scheduled", "release")}:
        assert transitions.SEND in found.rights


def test_the_rights_of_an_edge_are_those_of_the_kind() -> None:
    assert transitions.rights_of(transitions.edge("submitted", "approve"), kind("crisis")) == [
        "alerts.approve",
        "alerts.send_crisis",
    ]
    assert transitions.rights_of(transitions.edge("scheduled", "release"), kind("crisis")) == []


def test_an_unknown_kind_does_not_exist() -> None:
    with pytest.raises(Missing):
        kind("whatever")
    assert set(kinds()) == {"urgent", "non_urgent", "missing_person", "crisis", "prevention", "feedback"}
    assert all(found.feedback_days for code, found in kinds().items() if code != "feedback")


def test_no_editor_of_any_version_approves() -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    approval.check_second_person(third, {first, second})
    for editor in (first, second, None):
        with pytest.raises(Refused):
            approval.check_second_person(editor, {first, second})


def test_what_changed_since_it_was_read_is_stale() -> None:
    approval.check_same_content("a", "a")
    with pytest.raises(Stale):
        approval.check_same_content("a", "b")


def test_size_and_cost_are_both_ticked() -> None:
    approval.check_ticked(214, 0)
    for size, cost in ((None, 0), (214, None)):
        with pytest.raises(Refused):
            approval.check_ticked(size, cost)


@pytest.mark.parametrize(
    ("ticked", "now", "moved"),
    [
        (214, 214, False),
        (214, 219, False),
        (214, 220, True),
        (214, 208, True),
        (1000, 1020, False),
        (1000, 1021, True),
        (0, 5, False),
        (0, 6, True),
    ],
)
def test_the_audience_moved_by_more_than_five_or_two_percent(ticked: int, now: int, moved: bool) -> None:
    assert approval.size_moved(ticked, now) is moved


def test_only_what_is_not_urgent_returns() -> None:
    returns = {code for code, found in kinds().items() if approval.returns_when_moved(found, about_life=False)}
    assert returns == {"non_urgent", "prevention", "feedback"}
    assert not any(approval.returns_when_moved(found, about_life=True) for found in kinds().values())


def caught(**changes: object) -> None:
    given_ = {"allowed": True, "caught_in_act": True, "about_life": False, "night": False, "second_consultation": False}
    approval.check_caught_in_act(kind(str(changes.pop("kind", "urgent"))), **(given_ | changes))  # type: ignore[arg-type]


def test_caught_in_the_act_by_one_officer() -> None:
    caught()
    caught(night=True, second_consultation=True)
    caught(kind="missing_person", caught_in_act=False, about_life=True)
    for change in (
        {"allowed": False},
        {"caught_in_act": False},
        {"night": True},
        {"kind": "non_urgent"},
        {"kind": "crisis"},
    ):
        with pytest.raises(Refused):
            caught(**change)


def test_the_review_is_by_somebody_else() -> None:
    sender, editor, other = uuid4(), uuid4(), uuid4()
    approval.check_reviewer(other, {editor}, sender)
    for reviewer in (sender, editor, None):
        with pytest.raises(Refused):
            approval.check_reviewer(reviewer, {editor}, sender)


@pytest.mark.parametrize(
    ("code", "caught_in_act", "about_life", "night_allowed", "wakes"),
    [
        ("urgent", True, False, True, True),
        ("urgent", True, True, False, False),
        ("urgent", False, True, True, False),
        ("non_urgent", True, True, True, False),
        ("crisis", False, True, False, True),
        ("crisis", True, False, True, False),
        ("missing_person", False, True, False, True),
        ("feedback", True, True, True, False),
    ],
)
def test_what_wakes_people(code: str, caught_in_act: bool, about_life: bool, night_allowed: bool, wakes: bool) -> None:
    found = clock.wakes_people(
        kind(code), caught_in_act=caught_in_act, about_life=about_life, night_allowed=night_allowed
    )
    assert found is wakes
