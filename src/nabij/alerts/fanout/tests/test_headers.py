"""What a message of an alert says of itself to mail servers and push services, and who wants no calls."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from psycopg import sql

from nabij.alerts.fanout.plan import plan
from nabij.alerts.fanout.progress import progress
from nabij.alerts.fanout.rules import State
from nabij.alerts.fanout.tests.houses import Provider, audience, order, work_off
from nabij.channels import unsubscribing
from nabij.channels.unsubscribing import Subscription
from nabij.people import actions as people
from nabij.people import rules
from nabij.people.tests.factories import make_contact_point, make_tenant
from nabij.tenants.actor import system_actor

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_mail_has_a_way_out_of_its_own_that_the_next_alert_heeds() -> None:
    zone, points = make_tenant(), [make_contact_point(kind="email") for _ in range(3)]
    first, provider = order(tenant_id=zone.id, kind="prevention", channels=("email",)), Provider()
    provider.channel = "email"
    plan(first, audience())
    work_off(provider, first)
    links = [message.headers["List-Unsubscribe"].strip("<>").rstrip("/").rpartition("/")[2] for message in provider.got]
    wanted = [unsubscribing.read_token(link) for link in links]
    assert {one.contact_point_id for one in wanted} == {point.id for point in points}
    assert {(one.tenant_id, one.message_kind) for one in wanted} == {(zone.id, "prevention")}
    unsubscribing.unsubscribe(wanted[0])
    again = order(tenant_id=zone.id, kind="prevention", channels=("email",))
    plan(again, audience())
    work_off(provider, again)
    assert len(provider.got) == 5
    assert progress(again.alert_id).counts == {"email": {State.HANDED_OVER: 2, State.HELD: 1}}


@pytest.mark.parametrize(("about_life", "urgency"), [(True, "high"), (False, "normal")])
def test_a_push_service_keeps_it_as_long_as_it_counts(about_life: bool, urgency: str) -> None:
    make_contact_point(kind="push")
    with time_machine.travel(timezone.now(), tick=False):
        alert = order(about_life=about_life, channels=("push",), expires_at=timezone.now() + timedelta(minutes=20))
        provider = Provider()
        provider.channel = "push"
        plan(alert, audience())
        work_off(provider, alert)
    (message,) = provider.got
    assert (message.headers["TTL"], message.headers["Urgency"]) == ("1200", urgency)
    assert len(message.headers["Topic"]) <= 32


def test_short_messages_carry_none() -> None:
    make_contact_point(kind="sms")
    alert, provider = order(), Provider()
    plan(alert, audience())
    work_off(provider, alert)
    assert [dict(message.headers) for message in provider.got] == [{}]


def test_who_wants_no_calls_gets_texts_and_is_not_called() -> None:
    """Key 9 in a call: the number stays for texts. The same row as a call (an escalation) is held."""
    zone, point = make_tenant(), make_contact_point(kind="sms")
    actor = system_actor([zone.id], name="stop")
    people.opt_out(actor, contact_point_id=point.id, tenant_id=zone.id, message_kind=rules.NO_CALLS)
    for channel, state in (("sms", State.HANDED_OVER), ("voice", State.HELD)):
        alert, provider = order(tenant_id=zone.id, channels=(channel,)), Provider()
        provider.channel = channel
        plan(alert, _over(channel))
        work_off(provider, alert)
        assert progress(alert.alert_id).counts == {channel: {state: 1}}


def test_the_link_is_of_this_sender_alone() -> None:
    zone, other = make_tenant(), make_tenant()
    point = make_contact_point(kind="email")
    unsubscribing.unsubscribe(Subscription(point.id, other.id, "prevention"))
    alert, provider = order(tenant_id=zone.id, kind="prevention", channels=("email",)), Provider()
    provider.channel = "email"
    plan(alert, audience())
    work_off(provider, alert)
    assert len(provider.got) == 1


def _over(channel: str) -> sql.Composable:
    """Everybody over this channel, whatever their contact point is for."""
    return sql.SQL("select contact_point_id, lookup, {} as channel, language, not_before from ({}) everybody").format(
        sql.Literal(channel), audience()
    )
