"""Receipts in whatever order and pieces: the database moves deliveries exactly as the rules say."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.plan import plan, plan_again
from nabij.alerts.fanout.progress import progress
from nabij.alerts.fanout.receipts import take_receipts
from nabij.alerts.fanout.rules import Numbered, Standing, State
from nabij.alerts.fanout.tests.houses import Provider, ask, audience, order, settle, work_off
from nabij.channels.actions import store_receipts
from nabij.channels.drivers import Answer, Message, Receipt, ReceiptState

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 3

STATES: list[ReceiptState] = ["on_its_way", "delivered", "not_delivered"]
told = st.tuples(
    st.integers(0, 2 * PEOPLE - 1), st.sampled_from(STATES), st.sampled_from(["", "receipt.undeliv", "back\\slash\t"])
)
batches = st.lists(st.lists(told, max_size=8), max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches)
def test_the_journal_and_the_counts_say_what_the_rules_say(pieces: list[list[tuple[int, ReceiptState, str]]]) -> None:
    with transaction.atomic():
        compare(pieces)
        transaction.set_rollback(True)


def compare(pieces: list[list[tuple[int, ReceiptState, str]]]) -> None:
    keys = SENT["keys"]
    standings = dict.fromkeys(range(len(keys)), Standing(State.HANDED_OVER))
    for piece in pieces:
        for which, state, error in piece:
            store_receipts("provider", [Receipt(handed_id(keys[which]), state, error)])
        take_receipts()
        standings = expected(standings, piece)
    found = ask(
        "select distinct on (plan, n) state::text as said, error from fanout.outcome order by plan, n, state desc, at desc"
    )
    assert [Standing(State(state), error) for state, error in found] == list(standings.values())
    counted = {(State(state), error): count for state, error, count in ask(
        "select state::text, error, sum(change)::int from fanout.tally group by 1, 2 having sum(change) <> 0"
    )}  # fmt: skip
    assert counted == {key: list(standings.values()).count(key) for key in set(standings.values())}


def expected(
    standings: dict[int, Standing], piece: list[tuple[int, ReceiptState, str]]
) -> dict[int, Standing]:  # fmt: skip
    """Forward only: a state that is told again changes nothing, whatever reason comes with it."""
    for which, state, error in piece:
        if rules.RANK[State(state)] > rules.RANK[standings[which].state]:
            standings = rules.latest(standings, [Numbered(which, State(state), error)])
    return standings


SENT: dict[str, list[UUID]] = {}


def handed_id(key: UUID) -> str:
    return f"id-{key.int % 1_000_000}-{rules.number_of_key(key)[0]}"


@pytest.fixture(autouse=True)
def sent() -> None:
    """An alert that was handed over to three people, twice."""
    settle(PEOPLE)

    def say(message: Message) -> Answer:
        return Answer(message.key, "handed_over", handed_id(message.key))

    alert, provider = order(), Provider(say)
    plan(alert, audience())
    plan_again(alert, audience(), purpose="resend", expected=PEOPLE)
    work_off(provider, alert)
    SENT["keys"] = sorted((message.key for message in provider.got), key=rules.number_of_key)
    assert progress(alert.alert_id).counts == {"sms": {State.HANDED_OVER: 2 * PEOPLE}}
