"""More plans of one alert: what was planned stays, each plan once, and guards, counts and receipts hold over all."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.utils import timezone
from psycopg import sql

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.orders import Order
from nabij.alerts.fanout.plan import next_number, plan, plan_again
from nabij.alerts.fanout.progress import confirmed, dead_letters, failed, progress, reached
from nabij.alerts.fanout.receipts import take_receipts
from nabij.alerts.fanout.rules import Held, State
from nabij.alerts.fanout.tests.houses import Provider, ask, audience, handed_over, order, ready_now, settle, work_off
from nabij.channels.actions import store_receipts
from nabij.channels.drivers import Answer, Message, Receipt
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant
from nabij.tenants.working_days import BRUSSELS

planning = import_module("nabij.alerts.fanout.plan")
pytestmark = pytest.mark.django_db(transaction=True)


def fails_for(*endings: str) -> Provider:
    return Provider(
        lambda message: (
            Answer(message.key, "failed_for_good", error="smpp.11")
            if message.to[-1] in endings
            else handed_over(message)
        )
    )


def sent_first(provider: Provider) -> Order:
    alert = order()
    plan(alert, audience())
    work_off(provider, alert)
    return alert


def points(question: sql.Composable) -> list[object]:
    return [row[0] for row in ask(question.as_string(None))]


def test_another_plan_is_sent_and_counted_beside_the_first() -> None:
    settle(6)
    provider = fails_for("1", "2")
    alert = sent_first(provider)
    provider.say, first_keys = handed_over, {message.key for message in provider.got}
    assert plan_again(alert, failed(alert.alert_id), purpose="resend", expected=2).counts == {"sms": 2}
    assert len(points(reached(alert.alert_id))) == 4
    work_off(provider, alert)
    again = provider.got[6:]
    assert sorted(message.to[-1] for message in again) == ["1", "2"]
    assert not first_keys & {message.key for message in again}
    found = progress(alert.alert_id)
    assert found.counts == {"sms": {State.FAILED_FOR_GOOD: 2, State.HANDED_OVER: 6}}
    assert found.by_purpose == {
        "first": {"sms": {State.FAILED_FOR_GOOD: 2, State.HANDED_OVER: 4}},
        "resend": {"sms": {State.HANDED_OVER: 2}},
    }
    assert len(dead_letters(alert.alert_id)) == 2
    assert len(points(reached(alert.alert_id))) == 6
    assert points(failed(alert.alert_id)) == []


def test_who_is_planned_twice_is_reached_once_and_receipts_find_each_plan() -> None:
    settle(3)
    provider = Provider()
    alert = sent_first(provider)
    plan_again(alert, audience(), purpose="resend", expected=3)
    work_off(provider, alert)
    ids = [handed_over(message).provider_message_id for message in provider.got]
    store_receipts("provider", [Receipt(one, "delivered") for one in ids[2:5]])
    assert take_receipts() == 3
    by_purpose = progress(alert.alert_id).by_purpose
    assert by_purpose["first"]["sms"] == {State.HANDED_OVER: 2, State.DELIVERED: 1}
    assert by_purpose["resend"]["sms"] == {State.HANDED_OVER: 1, State.DELIVERED: 2}
    assert len(points(reached(alert.alert_id))) == 3
    assert len(points(confirmed(alert.alert_id))) == len({message.to for message in provider.got[2:5]})


def test_each_number_is_planned_once_and_the_next_is_another() -> None:
    settle(4)
    provider = Provider()
    alert = sent_first(provider)
    assert next_number(alert.alert_id, "resend") == 1
    first = plan_again(alert, audience(), purpose="resend", expected=4)
    assert plan_again(alert, audience(), purpose="resend", expected=4) == first
    assert plan(alert, audience()) == first
    number = next_number(alert.alert_id, "resend")
    assert (number, next_number(alert.alert_id, "escalation")) == (2, 1)
    plan_again(alert, audience(), purpose="resend", expected=4, number=number)
    work_off(provider, alert)
    assert len(provider.got) == 12


def test_another_plan_that_was_cut_off_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BUCKET_SIZE", 10)
    settle(35)
    provider = fails_for(*"0123456789")
    alert = sent_first(provider)
    make, calls = planning._make_chunks, []

    def dies_in_the_third(*words: object) -> None:
        calls.append(words)
        if len(calls) == 3:
            raise KeyboardInterrupt
        make(*words)

    with monkeypatch.context() as dying:
        dying.setattr(planning, "_make_chunks", dies_in_the_third)
        with pytest.raises(KeyboardInterrupt):
            plan_again(alert, failed(alert.alert_id), purpose="resend", expected=35)
    provider.say = handed_over
    work_off(provider, alert)
    assert plan_again(alert, failed(alert.alert_id), purpose="resend", expected=35).deliveries == 35
    work_off(provider, alert)
    assert progress(alert.alert_id).by_purpose["resend"] == {"sms": {State.HANDED_OVER: 35}}
    assert len({message.to for message in provider.got[35:]}) == len(provider.got[35:]) == 35


def test_stop_quiet_hours_and_expiry_hold_for_another_plan() -> None:
    settle(4)
    Tenant.objects.create(id=(tenant := new_id()), kind="zone", name="Z", slug="z")
    alert, provider = order(tenant_id=tenant, night_allowed=False), Provider()
    plan(alert, audience())
    work_off(provider, alert)
    later = timezone.now() + timedelta(hours=1)
    now = timezone.now().astimezone(BRUSSELS)
    since, until = (now - timedelta(hours=1)).time().isoformat(), (now + timedelta(hours=1)).time().isoformat()
    asleep, gone, stopped, waits = (point for (point,) in ask("select id from people_contactpoint order by id"))
    ask(f"update people_contactpoint set quiet_from = '{since}', quiet_until = '{until}' where id = '{asleep}'")
    ask(f"update people_contactpoint set retired_at = now() where id = '{gone}'")
    ask(
        "insert into people_optout (id, tenant_id, contact_point_id, message_kind, created_at)"
        f" values (gen_random_uuid(), '{tenant}', '{stopped}', 'urgent', now())"
    )
    everybody = sql.SQL(
        "select contact_point_id, lookup, channel, language, case when contact_point_id = {} then {} end as not_before"
        " from fanout.delivery where plan = (select min(id) from fanout.plan)"
    ).format(sql.Literal(waits), sql.Literal(later))
    plan_again(alert, everybody, purpose="escalation", expected=4)
    work_off(provider, alert)
    assert len(provider.got) == 4
    held = {(State.HELD, Held.QUIET_HOURS): 1, (State.HELD, Held.RETIRED): 1, (State.HELD, Held.STOPPED): 1}
    assert progress(alert.alert_id).failures == held
    ready_now()
    work_off(provider, None)
    assert progress(alert.alert_id).failures[State.HELD, Held.WITHDRAWN] == 2
    assert len(provider.got) == 4


def test_only_what_was_planned_is_planned_again() -> None:
    with pytest.raises(ValueError, match="never planned"):
        plan_again(order(), audience(), purpose="resend", expected=1)


def test_a_doubt_in_two_plans_about_one_person_is_settled_by_no_receipt() -> None:
    settle(2)

    def unknown(message: Message) -> Answer:
        return Answer(message.key, "in_doubt", provider="provider")

    alert = sent_first(provider := Provider(unknown))
    plan_again(alert, audience(), purpose="resend", expected=2)
    work_off(provider, alert)
    assert progress(alert.alert_id).by_purpose["resend"] == {"sms": {State.IN_DOUBT: 2}}
    store_receipts("provider", [Receipt("x1", "delivered", about=provider.got[0].to)])
    assert take_receipts() == 0
