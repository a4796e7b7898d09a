"""Planning, carrying and settling on a real database, with a provider in the test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.utils import timezone

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.plan import plan
from nabij.alerts.fanout.progress import dead_letters, in_doubt, progress, reached
from nabij.alerts.fanout.receipts import take_receipts
from nabij.alerts.fanout.rules import Held, State
from nabij.alerts.fanout.tests.houses import (
    Provider,
    ask,
    audience,
    few,
    handed_over,
    order,
    ready_now,
    settle,
    work_off,
)  # fmt: skip
from nabij.channels.actions import store_receipts
from nabij.channels.drivers import Answer, Message, Receipt, RouteDown
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant
from nabij.tenants.working_days import BRUSSELS

planning = import_module("nabij.alerts.fanout.plan")
pytestmark = pytest.mark.django_db(transaction=True)


def test_everybody_once_per_channel_and_planning_again_plans_nothing() -> None:
    settle(30, languages=3)
    alert = order()
    first = plan(alert, few(["fr"]), expected=60)
    assert (first.counts, plan(alert, few(["fr"]), expected=60)) == ({"sms": 30}, first)
    assert ask("select count(*), count(distinct lookup), min(n), max(n) from fanout.delivery") == [(30, 30, 1, 30)]
    assert progress(alert.alert_id).counts == {"sms": {State.WAITING: 30}}


def test_a_chunk_holds_one_language_and_moment_and_a_large_alert_its_own_partition() -> None:
    settle(40, languages=4)
    plan(order(), audience(), expected=rules.OWN_PART_FROM)
    plan(order(), audience())
    assert ask("select count(*) from fanout.chunk group by plan") == [(4,), (4,)]
    parts = [part for (part,) in ask("select part from fanout.plan order by id")]
    assert parts[0] >= 1_000_000 > parts[1]
    assert ask(
        "select count(*) from fanout.chunk c join fanout.delivery d on d.plan = c.plan and d.n between c.from_n and c.to_n"
        " where d.language <> c.language"
    ) == [(0,)]


def test_a_plan_in_buckets_that_was_cut_off_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BUCKET_SIZE", 10)
    settle(35)
    alert = order()
    made = plan(alert, audience(), expected=35)
    assert made.deliveries == 35
    assert ask("select buckets, buckets_planned, planned_to from fanout.plan") == [(4, 4, 35)]

    cut_off = order()
    with monkeypatch.context() as dying:
        dying.setattr(planning, "_make_chunks", _dies_in_the_third(planning._make_chunks))
        with pytest.raises(KeyboardInterrupt):
            plan(cut_off, audience(), expected=35)
    ((done,),) = ask(f"select buckets_planned from fanout.plan where alert_id = '{cut_off.alert_id}'")
    assert done == 2
    assert plan(cut_off, audience(), expected=35) == made
    found = ask("select count(*), count(distinct n), count(distinct lookup), max(n) from fanout.delivery group by plan")
    assert found == [(35, 35, 35, 35)] * 2


def _dies_in_the_third(make: Callable[..., None]) -> Callable[..., None]:
    calls: list[object] = []

    def dying(*words: Any) -> None:
        calls.append(words)
        if len(calls) == 3:
            raise KeyboardInterrupt
        make(*words)

    return dying


def test_messages_are_in_the_language_of_each_and_sent_once() -> None:
    settle(10, languages=2)
    alert, provider = order(), Provider()
    plan(alert, audience())
    work_off(provider, alert)
    work_off(provider, alert)
    assert Counter(message.to for message in provider.got) == Counter({f"+3247{n:07d}": 1 for n in range(10)})
    found = progress(alert.alert_id)
    assert found.counts == {"sms": {State.HANDED_OVER: 10}} and found.first_handed_over is not None
    assert found.p95_s is not None and 0 < found.p95_s < 60


def test_what_failed_for_now_goes_again_and_at_last_becomes_a_dead_letter() -> None:
    settle(3)
    provider = Provider(
        lambda message: (
            Answer(message.key, "failed_now", error="smpp.58") if message.to.endswith("1") else handed_over(message)
        )
    )
    alert = order()
    plan(alert, audience())
    for _ in range(rules.MAX_ATTEMPTS + 2):
        work_off(provider, alert)
        ready_now()
    assert Counter(message.to[-1] for message in provider.got) == {"0": 1, "1": rules.MAX_ATTEMPTS, "2": 1}
    (letter,) = dead_letters(alert.alert_id)
    assert (letter.state, letter.error, letter.channel) == (State.FAILED_FOR_GOOD, "smpp.58", "sms")
    assert progress(alert.alert_id).failures == {(State.FAILED_FOR_GOOD, "smpp.58"): 1}


def test_stop_and_retired_are_held_and_quiet_hours_wait_for_their_end() -> None:
    settle(4)
    Tenant.objects.create(id=(tenant := new_id()), kind="zone", name="Z", slug="z")
    now = timezone.now().astimezone(BRUSSELS)
    since, until = (now - timedelta(hours=1)).time().isoformat(), (now + timedelta(hours=1)).time().isoformat()
    points = [point for (point,) in ask("select id from people_contactpoint order by id")]
    ask(f"update people_contactpoint set quiet_from = '{since}', quiet_until = '{until}' where id = '{points[0]}'")
    alert, provider = order(tenant_id=tenant, night_allowed=False), Provider()
    plan(alert, audience())
    ask(f"update people_contactpoint set retired_at = now() where id = '{points[1]}'")
    ask(
        "insert into people_optout (id, tenant_id, contact_point_id, message_kind, created_at)"
        f" values (gen_random_uuid(), '{tenant}', '{points[2]}', '', now())"
    )
    work_off(provider, alert)
    assert len(provider.got) == 1
    assert progress(alert.alert_id).failures == {
        (State.HELD, Held.QUIET_HOURS): 1, (State.HELD, Held.RETIRED): 1, (State.HELD, Held.STOPPED): 1,
    }  # fmt: skip
    ((ready_at,),) = ask("select ready_at from fanout.chunk where finished_at is null")
    assert timedelta(minutes=55) < ready_at - timezone.now() < timedelta(minutes=65)
    ask("update people_contactpoint set quiet_from = null, quiet_until = null")
    ready_now()
    work_off(provider, alert)
    assert progress(alert.alert_id).counts["sms"] == {State.HANDED_OVER: 2, State.HELD: 2}


def test_a_withdrawn_alert_is_held_whole() -> None:
    settle(6)
    alert, provider = order(), Provider()
    plan(alert, audience())
    work_off(provider, None)
    assert provider.got == []
    assert progress(alert.alert_id).failures == {(State.HELD, Held.WITHDRAWN): 6}


def test_a_route_that_is_away_gives_the_chunk_back_and_nothing_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    settle(10)
    alert, provider = order(), Provider()
    plan(alert, audience())
    monkeypatch.setattr(rules, "release_for_s", lambda _releases: 0.01)
    calls = []

    def down_at_second(message: Message) -> Answer:
        calls.append(message)
        if len(calls) == 5:
            raise RouteDown("away")
        return handed_over(message)

    provider.say = down_at_second
    work_off(provider, alert)
    ready_now()
    work_off(provider, alert)
    assert progress(alert.alert_id).counts == {"sms": {State.HANDED_OVER: 10}}
    assert in_doubt(alert.alert_id) == []


def test_receipts_move_forward_only_and_are_applied_once() -> None:
    settle(5)
    alert, provider = order(), Provider()
    plan(alert, audience())
    work_off(provider, alert)
    ids = [handed_over(message).provider_message_id for message in provider.got]
    store_receipts("provider", [Receipt(one, "on_its_way") for one in ids])
    store_receipts("provider", [Receipt(ids[0], "delivered"), Receipt(ids[1], "not_delivered", "receipt.undeliv")])
    assert take_receipts() == 7
    store_receipts("provider", [Receipt(ids[0], "on_its_way"), Receipt(ids[0], "delivered")])
    assert (take_receipts(), take_receipts()) == (2, 0)
    assert ask("select count(*) from fanout.outcome where chunk is null") == [(7,)]
    expected = {State.DELIVERED: 1, State.NOT_DELIVERED: 1, State.ON_ITS_WAY: 3}
    assert progress(alert.alert_id).counts == {"sms": expected}
    with_feedback = ask(reached(alert.alert_id).as_string(None))
    assert len(with_feedback) == 4


def test_a_driver_that_breaks_leaves_its_window_in_doubt_and_the_rest_goes_on() -> None:
    settle(8)
    alert = order()
    plan(alert, audience())

    def broken(message: Message) -> Answer:
        raise ValueError("not foreseen")

    provider = Provider(broken)
    work_off(provider, alert)
    assert progress(alert.alert_id).counts == {"sms": {State.IN_DOUBT: 8}}
