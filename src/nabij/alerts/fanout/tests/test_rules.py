"""The rules of deliveries: states only move forward, take-overs neither lose nor repeat, time rules."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.rules import Held, Numbered, Standing, State
from nabij.channels.drivers import Answer

states = st.sampled_from(State)
outcomes = st.lists(st.builds(Numbered, st.integers(1, 6), states, st.sampled_from(["", "a"])), max_size=30)


@given(outcomes, st.data())
def test_counts_follow_from_the_last_standings_in_whatever_pieces_they_are_taken(
    told: list[Numbered], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(told)))
    first, second = told[:cut], told[cut:]
    between = rules.latest({}, first)
    counts: dict[Standing, int] = {rules.NOTHING: 6}
    for changed in (rules.changes({}, first), rules.changes(between, second)):
        for standing, change in changed.items():
            counts[standing] = counts.get(standing, 0) + change
    ended = rules.latest(between, second)
    expected = [ended.get(n, rules.NOTHING) for n in range(1, 7)]
    assert {key: count for key, count in counts.items() if count} == {key: expected.count(key) for key in expected}


@given(outcomes)
def test_no_state_moves_back(told: list[Numbered]) -> None:
    standing: dict[int, Standing] = {}
    for outcome in told:
        after = rules.latest(standing, [outcome])
        assert all(rules.RANK[after[n].state] >= rules.RANK[standing[n].state] for n in standing)
        standing = after


@given(st.uuids(), st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1))
def test_a_delivery_key_is_a_uuid_8_that_gives_plan_and_number_back(alert: UUID, plan: int, n: int) -> None:
    key = rules.delivery_key(alert, plan, n)
    assert (key.version, key.variant) == (8, "specified in RFC 4122")
    assert rules.number_of_key(key) == (plan, n)


def test_keys_of_two_installations_differ() -> None:
    assert rules.delivery_key(uuid4(), 1, 1) != rules.delivery_key(uuid4(), 1, 1)


@given(st.integers(1, 5_000_000))
def test_buckets_divide_all_lookups(expected: int) -> None:
    edges = rules.bucket_edges(expected)
    assert edges[0] == b"" and edges == sorted(set(edges))
    assert len(edges) == max(1, -(-expected // rules.BUCKET_SIZE))


def test_retries_are_bounded_and_a_dead_letter_is_left() -> None:
    failed = Answer(uuid4(), "failed_now", error="smpp.58")
    ends = [rules.outcomes_of_answer(1, failed, "p", attempt=attempt, resend=False)[0] for attempt in range(1, 6)]
    assert [end.state for end in ends] == [State.FAILED_NOW] * 4 + [State.FAILED_FOR_GOOD]
    assert [rules.retry_after_s(attempt) for attempt in range(1, 6)] == [15, 60, 240, 900, 900]


def test_a_second_sending_leaves_no_third() -> None:
    for state in ("failed_now", "failed_for_good", "in_doubt"):
        (outcome,) = rules.outcomes_of_answer(1, Answer(uuid4(), state), "p", attempt=1, resend=True)
        assert outcome.state is State.RESENT_IN_DOUBT
        assert rules.follow_ups({1: outcome.standing}, {}, attempt=1, resend=True, resends=True) == []
    twice = rules.outcomes_of_answer(1, Answer(uuid4(), "handed_over", "id"), "p", attempt=1, resend=True)
    assert [outcome.state for outcome in twice] == [State.RESENT_IN_DOUBT, State.HANDED_OVER]


def test_what_a_pass_leaves_behind() -> None:
    now = datetime(2026, 11, 22, 7, tzinfo=UTC)
    ended = {
        1: Standing(State.HANDED_OVER), 2: Standing(State.FAILED_NOW, "smpp.58"), 3: Standing(State.IN_DOUBT),
        4: rules.QUIET, 5: rules.QUIET, 6: Standing(State.HELD, Held.STOPPED),
    }  # fmt: skip
    later = rules.follow_ups(ended, {4: now}, attempt=1, resend=False, resends=True)
    assert {(one.numbers, one.attempt, one.resend, one.at) for one in later} == {
        ((4,), 1, False, now), ((5,), 1, False, None), ((2,), 2, False, None), ((3,), 1, True, None),
    }  # fmt: skip
    parked = rules.follow_ups(ended, {4: now}, attempt=1, resend=False, resends=False)
    assert all(3 not in one.numbers for one in parked)


class TakeOver(RuleBasedStateMachine):
    """One chunk of ten numbers, owners that die at any step, and a provider that knows what it confirmed.

    The journal is what survives; `wire` counts what arrived; `confirmed` are numbers whose answer is in the journal.
    """

    size = 3

    def __init__(self) -> None:
        super().__init__()
        self.journal: dict[int, State] = {}
        self.intent_to = 0
        self.wire: dict[int, int] = {}
        self.kills = 0
        self.lease()

    def lease(self) -> None:
        fates = {n: rules.at_take_over(n, intent_to=self.intent_to, answered=n in self.journal) for n in range(1, 11)}
        self.journal |= {n: State.IN_DOUBT for n, fate in fates.items() if fate == "in_doubt"}
        self.left = [n for n, fate in fates.items() if fate == "send"]
        self.answers: dict[int, State] = {}
        self.open: list[int] = []

    @precondition(lambda self: not self.open)
    @rule()
    def barrier(self) -> None:
        self.journal |= self.answers
        self.answers = {}
        window = next(iter(rules.windows(self.left, self.size)), [])
        self.open = list(window)
        self.intent_to = max([self.intent_to, *self.open])

    @precondition(lambda self: self.open)
    @rule(arrives=st.integers(0, size))
    def send_and_die_or_hear(self, arrives: int) -> None:
        for n in self.open[:arrives]:
            self.wire[n] = self.wire.get(n, 0) + 1
        if arrives >= len(self.open):
            self.answers = dict.fromkeys(self.open, State.HANDED_OVER)
            self.left = [n for n in self.left if n not in self.open]
            self.open = []
        else:
            self.kill()

    @rule()
    def kill(self) -> None:
        self.kills += 1
        self.lease()

    @invariant()
    def nothing_arrives_twice(self) -> None:
        assert all(times == 1 for times in self.wire.values())

    @invariant()
    def every_number_is_somewhere(self) -> None:
        waiting = set(self.left)
        assert waiting | self.journal.keys() | self.answers.keys() == set(range(1, 11))

    @invariant()
    def at_most_a_window_a_kill_is_in_doubt(self) -> None:
        assert list(self.journal.values()).count(State.IN_DOUBT) <= self.kills * self.size


TestTakeOver = TakeOver.TestCase
