"""Deliveries are forgotten by the partition; counts stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.actions import forget_deliveries
from nabij.alerts.fanout.plan import plan
from nabij.alerts.fanout.progress import progress
from nabij.alerts.fanout.tests.houses import ask, audience, order, settle
from nabij.tenants.actor import PUBLIC, system_actor
from nabij.tenants.errors import Missing

pytestmark = pytest.mark.django_db(transaction=True)


def test_old_partitions_go_and_those_of_this_month_stay() -> None:
    settle(5)
    large, small = order(), order()
    plan(large, audience(), expected=rules.OWN_PART_FROM)
    plan(small, audience())
    ((part,),) = ask(f"select part from fanout.plan where alert_id = '{large.alert_id}'")
    assert forget_deliveries(system_actor(), before=timezone.now() - timedelta(days=1)) == []
    ask("update fanout.plan set created_at = created_at - interval '100 days'")
    assert forget_deliveries(system_actor(), before=timezone.now() - timedelta(days=90)) == [part]
    assert ask("select count(*) from fanout.delivery") == [(5,)]
    assert progress(large.alert_id).total == 5
    assert forget_deliveries(system_actor(), before=timezone.now() - timedelta(days=90)) == []


def test_only_the_platform_forgets() -> None:
    with pytest.raises(Missing):
        forget_deliveries(PUBLIC, before=timezone.now())
