"""Failures, and failures only, go once more: for who may send, once per question, with every guard holding."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from nabij.alerts import actions
from nabij.alerts.fanout.progress import progress
from nabij.alerts.fanout.tests.houses import ask
from nabij.alerts.following import queries, tasks
from nabij.alerts.following.actions import RESEND_TASK, resend_failed
from nabij.alerts.following.models import Resend
from nabij.alerts.following.tests.houses import FULL, GONE, carried, carry, numbers_of
from nabij.alerts.models import Alert
from nabij.alerts.tests.factories import Zone, make_zone, neighbour_of
from nabij.audit.models import AuditRow
from nabij.people.models import ContactPoint, OptOut
from nabij.tenants.errors import Missing, Refused, Stale

pytestmark = pytest.mark.django_db(transaction=True)


def point_of(zone: Zone, place: int) -> ContactPoint:
    points = ContactPoint.objects.filter(id__in=zone.members[place].points.values("contact_point_id"))
    return points.get(kind="sms")


def planned_again(alert: Alert, number: int = 1) -> None:
    tasks.plan_resend(alert_id=str(alert.id), number=number)


def test_only_failures_go_again_and_those_that_exist() -> None:
    zone = make_zone(members=4)
    numbers = numbers_of(zone)
    alert, first = carried(zone, {numbers[0]: FULL, numbers[1]: GONE})
    assert {message.to for message in first.got} == set(numbers)
    found = progress(alert.id)
    assert queries.hopeless(found) == [GONE]
    assert queries.failed_for_now(found, []) == 1
    made = resend_failed(zone.approving, alert_id=alert.id, number=1)
    assert made.deliveries == 1
    planned_again(alert)
    assert [message.to for message in carry(alert, {}).got] == [numbers[0]]
    again = progress(alert.id)
    assert queries.failed_for_now(again, queries.resends_of(alert)) == 0
    assert AuditRow.objects.filter(verb="alerts.resend_failed", target_id=alert.id).count() == 1


def test_what_failed_again_can_go_a_third_time() -> None:
    zone = make_zone(members=2)
    numbers = numbers_of(zone)
    alert, _provider = carried(zone, {numbers[0]: FULL})
    resend_failed(zone.approving, alert_id=alert.id, number=1)
    planned_again(alert)
    carry(alert, {numbers[0]: FULL})
    assert queries.failed_for_now(progress(alert.id), queries.resends_of(alert)) == 1
    resend_failed(zone.reviewing, alert_id=alert.id, number=queries.next_resend(alert))
    planned_again(alert, 2)
    assert [message.to for message in carry(alert, {}).got] == [numbers[0]]


def test_a_second_click_does_nothing_more_and_a_colleague_is_told() -> None:
    zone = make_zone(members=2)
    alert, _provider = carried(zone, {numbers_of(zone)[0]: FULL})
    once = resend_failed(zone.approving, alert_id=alert.id, number=1)
    assert resend_failed(zone.approving, alert_id=alert.id, number=1) == once
    with pytest.raises(Stale):
        resend_failed(zone.reviewing, alert_id=alert.id, number=1)
    with pytest.raises(Stale):
        resend_failed(zone.reviewing, alert_id=alert.id, number=7)
    assert Resend.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name=RESEND_TASK).count() == 1
    planned_again(alert)
    planned_again(alert)
    assert len(carry(alert, {}).got) == 1
    assert ask("select count(*) from fanout.plan where purpose = 'resend'") == [(1,)]


def test_nothing_goes_again_that_may_not_leave() -> None:
    zone = make_zone(members=2)
    number = numbers_of(zone)[0]
    alert, _provider = carried(zone, {number: FULL})
    later = alert.window_until + timedelta(minutes=1)
    with time_machine.travel(later), pytest.raises(Refused, match=r"passed|voorbij|verstreken"):
        resend_failed(zone.approving, alert_id=alert.id, number=1)
    resend_failed(zone.approving, alert_id=alert.id, number=1)
    actions.stop_alert(zone.approving, alert_id=alert.id, reason="Vals alarm")
    planned_again(alert)
    assert ask("select count(*) from fanout.plan where purpose = 'resend'") == [(0,)]
    with pytest.raises(Refused):
        resend_failed(zone.approving, alert_id=alert.id, number=2)


def test_who_refused_or_left_meanwhile_gets_nothing() -> None:
    zone = make_zone(members=3)
    numbers = numbers_of(zone)
    alert, _provider = carried(zone, dict.fromkeys(numbers, FULL))
    OptOut.objects.create(tenant=zone.tenant, contact_point=point_of(zone, 0), message_kind="")
    retired = point_of(zone, 1)
    retired.retired_at = timezone.now()
    retired.save()
    assert resend_failed(zone.approving, alert_id=alert.id, number=1).deliveries == 1
    planned_again(alert)
    assert [message.to for message in carry(alert, {}).got] == [numbers[2]]


def test_nothing_failed_is_said() -> None:
    zone = make_zone(members=1)
    alert, _provider = carried(zone)
    with pytest.raises(Refused):
        resend_failed(zone.approving, alert_id=alert.id, number=1)


def test_only_who_may_send_in_this_zone_asks_it() -> None:
    zone = make_zone(members=1)
    other = neighbour_of(zone)
    alert, _provider = carried(zone, {numbers_of(zone)[0]: FULL})
    for stranger in (zone.writing, other.approving):
        with pytest.raises(Missing):
            resend_failed(stranger, alert_id=alert.id, number=1)
    with transaction.atomic():
        assert not Resend.objects.exists()
