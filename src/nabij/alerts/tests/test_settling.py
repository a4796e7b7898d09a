"""What is in doubt and waits for a person: who sees it, what each choice does, and that it happens once."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from nabij.alerts import actions
from nabij.alerts.fanout import attention, heartbeat
from nabij.alerts.fanout.database import connect
from nabij.alerts.fanout.progress import progress
from nabij.alerts.fanout.rules import State
from nabij.alerts.fanout.worker import run_worker
from nabij.alerts.models import Alert
from nabij.alerts.orders import load_order
from nabij.alerts.tests.factories import Zone, deliver, make_zone, neighbour_of, sent
from nabij.audit.models import AuditRow
from nabij.channels.drivers import Answer, Message
from nabij.people.tests.factories import staff_actor
from nabij.tenants.errors import Missing, Refused, Stale

pytestmark = pytest.mark.django_db(transaction=True)


class Line:
    """A route that takes everything and remembers it."""

    channel, name, window = "sms", "line", 10

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.came = threading.Event()

    def send(self, window: list[Message]) -> list[Answer]:
        self.taken += window
        self.came.set()
        return [Answer(message.key, "handed_over", f"line-{message.key}", provider=self.name) for message in window]

    def close(self) -> None:
        pass


def run_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def doubtful(zone: Zone, states: tuple[str, ...] = ("in_doubt", "in_doubt")) -> Alert:
    """An alert whose worker was killed: its pass is over, and nobody knows whether these messages left."""
    alert = sent(zone, channels=("sms",))
    deliver(alert, *states)
    run_sql("update fanout.outcome set at = at - interval '2 minutes'")
    run_sql(
        "insert into fanout.tally (plan, channel, state, change)"
        " select plan, 'sms', state, count(*) from fanout.outcome group by plan, state"
    )
    run_sql("update fanout.chunk set finished_at = clock_timestamp()")
    return alert


@pytest.fixture
def zone() -> Zone:
    return make_zone(members=3)


def waiting(zone: Zone) -> list[tuple[UUID, int]]:
    return [(doubt.alert_id, doubt.deliveries) for doubt in attention.waiting_doubts([zone.tenant.id], timezone.now())]


def test_what_waits_is_seen_in_its_tenant_only(zone: Zone) -> None:
    alert = doubtful(zone, ("in_doubt", "delivered", "in_doubt"))
    assert waiting(zone) == [(alert.id, 2)]
    assert waiting(neighbour_of(zone)) == []


def test_nothing_waits_while_a_receipt_may_come_or_a_sender_is_at_it(zone: Zone) -> None:
    doubtful(zone)
    run_sql("update fanout.chunk set finished_at = null")
    assert waiting(zone) == []
    run_sql("update fanout.chunk set finished_at = clock_timestamp()")
    run_sql("update fanout.outcome set at = clock_timestamp()")
    assert waiting(zone) == []


def test_left_as_it_is_counts_as_left_and_is_on_record(zone: Zone) -> None:
    alert = doubtful(zone)
    assert actions.settle_in_doubt(staff_actor(zone.tenant, "operator"), alert_id=alert.id, send_again=False) == 2
    counted = progress(alert.id)
    assert (counted.in_state(State.LEFT_IN_DOUBT), counted.in_state(State.IN_DOUBT)) == (2, 0)
    assert waiting(zone) == []
    assert AuditRow.objects.filter(verb="alerts.settle_in_doubt", target_id=alert.id).count() == 1


def test_sent_once_more_goes_to_those_in_doubt_only_and_once(zone: Zone) -> None:
    alert = doubtful(zone)
    operator = staff_actor(zone.tenant, "operator")
    assert actions.settle_in_doubt(operator, alert_id=alert.id, send_again=True) == 2
    with pytest.raises(Stale):
        actions.settle_in_doubt(operator, alert_id=alert.id, send_again=True)
    line, stop = Line(), threading.Event()
    sender = threading.Thread(target=run_worker, args=(stop, [line], load_order))
    sender.start()
    assert line.came.wait(20)
    assert heartbeat.senders()["sms"].alive == 1
    stop.set()
    sender.join(20)
    assert len(line.taken) == 2
    assert progress(alert.id).resent == 2
    assert waiting(zone) == []
    assert heartbeat.senders() == {}, "who leaves says goodbye"


@pytest.mark.parametrize("role", ["dispatcher", "mandated_officer"])
def test_only_an_operator_of_the_tenant_settles(zone: Zone, role: str) -> None:
    alert = doubtful(zone)
    for stranger in (staff_actor(zone.tenant, role), staff_actor(neighbour_of(zone).tenant, "operator")):
        with pytest.raises(Missing):
            actions.settle_in_doubt(stranger, alert_id=alert.id, send_again=False)
    assert waiting(zone) == [(alert.id, 2)]


def test_an_alert_that_was_stopped_is_not_sent_again(zone: Zone) -> None:
    alert = doubtful(zone)
    actions.stop_alert(zone.approving, alert_id=alert.id, reason="Vals alarm")
    operator = staff_actor(zone.tenant, "operator")
    with pytest.raises(Refused):
        actions.settle_in_doubt(operator, alert_id=alert.id, send_again=True)
    assert actions.settle_in_doubt(operator, alert_id=alert.id, send_again=False) == 2


def test_what_was_given_up_and_what_lies_still(zone: Zone) -> None:
    alert = sent(zone, channels=("sms",))
    deliver(alert)
    tenants, now = [zone.tenant.id], timezone.now()
    assert [(part.channel, part.chunks) for part in attention.parked(tenants, now + timedelta(minutes=2))] == [
        ("sms", 1)
    ]
    assert attention.parked(tenants, now) == []
    run_sql(
        "insert into fanout.tally (plan, channel, state, error, change)"
        " select id, 'sms', 'failed_for_good', 'smpp.11', 3 from fanout.plan"
    )
    gone = attention.given_up(tenants, since=now - timedelta(days=1))
    assert [(one.state, one.error, one.deliveries) for one in gone] == [(State.FAILED_FOR_GOOD, "smpp.11", 3)]
    assert attention.given_up([neighbour_of(zone).tenant.id], since=now - timedelta(days=1)) == []


def test_a_sender_that_breaks_its_promise_is_missed() -> None:
    with connect() as own:
        heartbeat.arrive(own, owner="a", channel="sms")
        heartbeat.beat(own, owner="b", channel="email", promise_s=-1)
        assert {channel: one.alive for channel, one in heartbeat.senders().items()} == {"sms": 1, "email": 0}
        assert heartbeat.senders()["email"].heard_at is not None
        own.execute("update fanout.sender set promised_until = promised_until - interval '2 days' where owner = 'b'")
        heartbeat.arrive(own, owner="c", channel="sms")
        assert {channel: one.alive for channel, one in heartbeat.senders().items()} == {"sms": 2}
