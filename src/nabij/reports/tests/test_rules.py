from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.reports import rules
from nabij.reports.rules import Facts, Sighting
from nabij.reports.states import Outcome, State, TaskState, Urgency

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
GOOD = Facts(
    now=NOW,
    public_sentence="We keken het na.",
    reason="onderzoek",
    prosecutor_consulted=False,
    review_at=NOW + timedelta(days=3),
)
STEPS = {edge.step for edge in rules.INCIDENT_EDGES}
EDGES = {(edge.step, source): edge.target for edge in rules.INCIDENT_EDGES for source in edge.sources}
EXPECTED = {
    "new": {"warn", "task_only", "withhold", "crisis_care", "refer", "no_fact", "merge", "withdraw"},
    "in_hand": {"warn", "task_only", "withhold", "crisis_care", "refer", "no_fact", "merge", "close"},
    "withheld": {"warn", "task_only", "withhold", "crisis_care", "refer", "no_fact", "close"},
    "referred": {"take_back", "close"},
    "closed": {"reopen", "not_solved"},
    "merged": {"split_off", "split_off_in_hand"},
}


@pytest.mark.parametrize("state", State.values)
def test_the_steps_that_leave_each_state(state: str) -> None:
    assert set(rules.steps_from(state)) == EXPECTED[state]


@pytest.mark.parametrize(("step", "state"), sorted(product(STEPS, State.values)))
def test_every_edge_and_every_missing_edge(step: str, state: str) -> None:
    refusal = rules.objection(step, state, GOOD)
    edge = rules.edge_for(step, state)
    assert (refusal == "") == ((step, state) in EDGES)
    assert (edge.target if edge else None) == EDGES.get((step, state))


@pytest.mark.parametrize(
    ("step", "lacking"),
    [
        ("withhold", {"reason": "  "}),
        ("withhold", {"review_at": None}),
        ("withhold", {"review_at": NOW}),
        ("withhold", {"prosecutor_consulted": None}),
        ("warn", {"never_alert": True}),
        ("refer", {"reason": ""}),
        ("no_fact", {"public_sentence": " "}),
        ("no_fact", {"open_tasks": 1}),
    ],
)
def test_a_guard_refuses_with_a_sentence(step: str, lacking: dict[str, object]) -> None:
    facts = Facts(**{name: lacking.get(name, getattr(GOOD, name)) for name in Facts.__slots__})
    assert rules.objection(step, State.NEW, facts).endswith(".")


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=30))
def test_after_a_crisis_no_walk_ever_reaches_a_warning(steps: list[str]) -> None:
    """Whatever follows, closing and reopening included: an incident once marked is never warned about."""
    state, facts = (
        State.IN_HAND,
        Facts(**{name: getattr(GOOD, name) for name in Facts.__slots__} | {"never_alert": True}),
    )
    for step in steps:
        if rules.objection(step, state, facts) == "":
            assert step != Outcome.WARN
            edge = rules.edge_for(step, state)
            assert edge is not None
            state = edge.target


@given(st.sampled_from(State.values), st.booleans(), st.sampled_from(["", *Outcome.values]), st.booleans())
def test_what_is_withheld_no_fact_or_about_a_crisis_is_public_nowhere(
    state: str, public: bool, outcome: str, crisis: bool
) -> None:
    shown = rules.may_be_public(state, public, outcome, crisis)
    hidden = {Outcome.WITHHOLD, Outcome.CRISIS_CARE, Outcome.NO_FACT}
    assert not (shown and (not public or crisis or state in (State.WITHHELD, State.MERGED) or outcome in hidden))


@pytest.mark.parametrize(("step", "state"), sorted(product(["start", "finish", "cancel"], TaskState.values)))
def test_every_step_of_a_task(step: str, state: str) -> None:
    allowed = {
        ("start", "open"): "started",
        ("finish", "open"): "done",
        ("finish", "started"): "done",
        ("cancel", "open"): "cancelled",
        ("cancel", "started"): "cancelled",
    }
    assert rules.task_target(step, state) == allowed.get((step, state))


metres = st.floats(-2_000, 2_000)
sightings = st.builds(
    Sighting,
    family=st.sampled_from(["crime", "noise"]),
    category=st.sampled_from(["suspicious", "burglary", "noise"]),
    x=metres,
    y=metres,
    at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 3), timezones=st.just(UTC)),
    near_m=st.integers(1, 1_500),
    near_min=st.integers(1, 3_000),
)


@given(sightings, sightings)
def test_likeness_is_symmetric_and_between_nothing_and_one(a: Sighting, b: Sighting) -> None:
    score = rules.duplicate_score(a, b)
    assert score == rules.duplicate_score(b, a)
    assert 0 <= score <= 1


@given(sightings, sightings)
def test_beyond_reach_or_of_another_family_is_never_a_duplicate(a: Sighting, b: Sighting) -> None:
    far = abs(a.x - b.x) > min(a.near_m, b.near_m)
    late = abs(a.at - b.at) > timedelta(minutes=min(a.near_min, b.near_min))
    if a.family != b.family or far or late:
        assert rules.duplicate_score(a, b) == 0


@given(sightings)
def test_nothing_is_more_like_a_report_than_itself(a: Sighting) -> None:
    assert rules.duplicate_score(a, a) == 1


def test_nearer_and_sooner_is_more_alike() -> None:
    first = Sighting("crime", "suspicious", 0, 0, NOW, 200, 60)
    near = Sighting("crime", "suspicious", 20, 0, NOW + timedelta(minutes=2), 200, 60)
    far = Sighting("crime", "suspicious", 150, 0, NOW + timedelta(minutes=40), 200, 60)
    cousin = Sighting("crime", "burglary", 20, 0, NOW + timedelta(minutes=2), 200, 60)
    scores = [rules.duplicate_score(first, other) for other in (near, far, cousin)]
    assert scores[0] > scores[2] > scores[1] > 0


@pytest.mark.parametrize(
    ("waited_min", "called"),
    [
        (0, ()),
        (9, ()),
        (10, ("officer",)),
        (19, ("officer",)),
        (20, ("officer", "deputy")),
        (500, ("officer", "deputy")),
    ],
)
def test_who_is_called_about_an_unread_report(waited_min: int, called: tuple[str, ...]) -> None:
    assert rules.late_steps(NOW, NOW + timedelta(minutes=waited_min), after_min=10) == called


@pytest.mark.parametrize(
    ("first_call", "always", "caught", "danger", "number"),
    [
        ("", False, False, False, ""),
        ("101", False, False, False, ""),
        ("101", True, False, False, "101"),
        ("101", False, True, False, "101"),
        ("", False, True, False, "101"),
        ("", False, False, True, "112"),
        ("112", False, True, False, "112"),
    ],
)
def test_which_number_comes_first(first_call: str, always: bool, caught: bool, danger: bool, number: str) -> None:
    assert rules.must_call_first(first_call, always, caught, danger) == number


def test_what_happens_now_is_urgent() -> None:
    assert rules.urgency_of("normal", caught_in_act=True) == Urgency.URGENT
    assert rules.urgency_of("normal", caught_in_act=False) == Urgency.NORMAL
    assert rules.urgency_of("urgent", caught_in_act=False) == Urgency.URGENT
