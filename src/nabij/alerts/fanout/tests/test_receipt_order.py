"""Receipts come in any order and more than once; what is known of an alert in the end is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.plan import plan
from nabij.alerts.fanout.progress import progress
from nabij.alerts.fanout.receipts import take_receipts
from nabij.alerts.fanout.tests.houses import Provider, audience, order, settle, work_off
from nabij.channels.actions import store_receipts
from nabij.channels.drivers import Answer, Message, Receipt, ReceiptState

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4
STATES: tuple[ReceiptState, ...] = ("on_its_way", "not_delivered", "delivered")
RANK: Mapping[str, int] = {state: rules.RANK[rules.State(state)] for state in STATES}

receipts = st.lists(
    st.builds(
        lambda who, state: Receipt(f"id-{who}", state, "receipt.undeliv" if state == "not_delivered" else ""),
        st.integers(1, PEOPLE),
        st.sampled_from(STATES),
    ),
    max_size=12,
)
Batches = list[list[Receipt]]


@st.composite
def told_twice(draw: st.DrawFn) -> tuple[Batches, Batches]:
    """The same receipts in two orders, each cut into batches, some of them told again."""
    told = draw(receipts)
    again = told + (draw(st.lists(st.sampled_from(told), max_size=6)) if told else [])
    return _cut(draw, draw(st.permutations(again))), _cut(draw, draw(st.permutations(told)))


def _cut(draw: st.DrawFn, rows: Sequence[Receipt]) -> Batches:
    size = draw(st.integers(1, 5))
    return [list(rows[at : at + size]) for at in range(0, len(rows), size)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=told_twice())
def test_any_order_and_repetition_ends_the_same(sent: Any, told: tuple[Batches, Batches]) -> None:
    first, second = (_after(sent, batches) for batches in told)
    assert first == second
    expected: dict[str, str] = {}
    for receipt in (one for batch in told[1] for one in batch):
        best = expected.get(receipt.provider_message_id)
        if best is None or RANK[receipt.state] > RANK[best]:
            expected[receipt.provider_message_id] = receipt.state
    ends = sorted(expected.values()) + ["handed_over"] * (PEOPLE - len(expected))
    assert sorted(first[0]) == sorted(ends)


def _after(alert_id: Any, batches: Batches) -> tuple[list[str], Mapping[Any, Any], Mapping[Any, Any]]:
    """How the deliveries and the counts of the alert stand after these batches; then everything is taken back."""
    with transaction.atomic():
        for batch in batches:
            store_receipts("provider", batch)
            take_receipts()
        found = progress(alert_id)
        with connection.cursor() as cursor:
            cursor.execute("select max(state)::text from fanout.outcome group by n order by n")
            states = [state for (state,) in cursor.fetchall()]
        transaction.set_rollback(True)
    return states, found.counts, found.failures


@pytest.fixture
def sent() -> Any:
    """An alert that a provider took, each message under an id of its own."""
    numbers = iter(range(1, PEOPLE + 1))
    settle(PEOPLE)
    alert = order(expires_at=_in_an_hour())
    plan(alert, audience())

    def took(message: Message) -> Answer:
        return Answer(message.key, "handed_over", f"id-{next(numbers)}")

    work_off(Provider(took), alert)
    return alert.alert_id


def _in_an_hour() -> datetime:
    return timezone.now() + timedelta(hours=1)
