"""The one exception to the second person, what waits for its hour, and what no longer leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from nabij.alerts import actions, queries
from nabij.alerts.digest import Text
from nabij.alerts.models import Alert, SentCopy
from nabij.alerts.orders import load_order
from nabij.alerts.tests.factories import (
    draft,
    drafted,
    join,
    make_zone,
    sent,
)
from nabij.audit.models import AuditRow
from nabij.tenants.clock import database_now
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
NOON = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)


def verbs(alert: Alert) -> list[str]:
    return list(AuditRow.objects.filter(target_id=alert.id).order_by("id").values_list("verb", flat=True))


def edited(alert: Alert, zone: Any, actor: Any = None, **changes: Any) -> Alert:
    new = draft(zone, **({"texts": {"nl": Text("x", "Zonet inbraak in de Kerkstraat. Sluit af. Bel 101.")}} | changes))
    return actions.edit_alert(actor or zone.writing, alert_id=alert.id, version=alert.version, draft=new)


@time_machine.travel(NOON, tick=True)
def test_caught_in_the_act_one_officer_sends_and_another_reviews() -> None:
    zone = make_zone(caught_in_act_allowed=True)
    alert = drafted(zone)
    with pytest.raises(Missing):
        actions.send_caught_in_act(zone.writing, alert_id=alert.id, digest=alert.digest)
    with pytest.raises(Stale):
        actions.send_caught_in_act(zone.approving, alert_id=alert.id, digest="0" * 64)
    alert = actions.send_caught_in_act(zone.approving, alert_id=alert.id, digest=alert.digest)
    assert alert.state == "sent_unreviewed"
    assert load_order(alert.id) is not None
    assert SentCopy.objects.get(alert_id=alert.id).remark
    for actor in (zone.approving, zone.writing):
        with pytest.raises((Refused, Missing)):
            actions.review_afterwards(actor, alert_id=alert.id)
    assert actions.review_afterwards(zone.reviewing, alert_id=alert.id, remark="In orde").state == "sent"
    assert verbs(alert)[-2:] == ["alerts.send_caught_in_act", "alerts.review_afterwards"]


@time_machine.travel(NOON, tick=True)
def test_caught_in_the_act_is_a_choice_of_the_zone() -> None:
    zone = make_zone()
    alert = drafted(zone)
    with pytest.raises(Refused):
        actions.send_caught_in_act(zone.approving, alert_id=alert.id, digest=alert.digest)


@time_machine.travel(NIGHT, tick=True)
def test_at_night_only_after_a_second_consultation() -> None:
    zone = make_zone(caught_in_act_allowed=True)
    alert = drafted(zone)
    with pytest.raises(Refused, match=r"(?i)night|nacht"):
        actions.send_caught_in_act(zone.approving, alert_id=alert.id, digest=alert.digest)
    with pytest.raises(Refused):
        actions.record_second_consultation(zone.approving, alert_id=alert.id, with_whom=" ")
    actions.record_second_consultation(zone.approving, alert_id=alert.id, with_whom="officier van wacht Janssens")
    alert = actions.send_caught_in_act(zone.approving, alert_id=alert.id, digest=alert.digest)
    assert "Janssens" in SentCopy.objects.get(alert_id=alert.id).remark
    order = load_order(alert.id)
    assert order is not None
    assert order.night_allowed
    assert order.about_life


@time_machine.travel(NIGHT, tick=True)
def test_an_edit_asks_for_a_new_consultation() -> None:
    zone = make_zone(caught_in_act_allowed=True)
    alert = drafted(zone)
    actions.record_second_consultation(zone.approving, alert_id=alert.id, with_whom="Janssens")
    alert = edited(alert, zone)
    with pytest.raises(Refused):
        actions.send_caught_in_act(zone.approving, alert_id=alert.id, digest=alert.digest)


def test_a_scheduled_alert_leaves_when_its_window_begins() -> None:
    zone = make_zone(members=4)
    later = datetime.now(UTC) + timedelta(hours=1)
    alert = sent(zone, window_from=later)
    assert load_order(alert.id) is None
    assert queries.due_releases(datetime.now(UTC)) == []
    with time_machine.travel(later + timedelta(minutes=1)):
        assert [one.id for one in queries.due_releases(datetime.now(UTC))] == [alert.id]
        alert = actions.release_alert(zone.system, alert_id=alert.id)
        assert alert.state == "sent"
        assert load_order(alert.id) is not None


def test_a_scheduled_alert_whose_audience_moved_returns() -> None:
    zone = make_zone(members=1)
    later = datetime.now(UTC) + timedelta(hours=1)
    alert = sent(zone, kind="non_urgent", caught_in_act=False, window_from=later)
    for _ in range(6):
        join(zone)
    alert = actions.release_alert(zone.system, alert_id=alert.id)
    assert alert.state == "returned"
    assert "7" in alert.returned_because


def test_a_stopped_or_expired_alert_has_no_order() -> None:
    zone = make_zone()
    stopped, expired = sent(zone), sent(zone)
    with pytest.raises(Refused):
        actions.stop_alert(zone.approving, alert_id=stopped.id, reason="")
    actions.stop_alert(zone.approving, alert_id=stopped.id, reason="Verkeerde straat")
    assert load_order(stopped.id) is None
    with time_machine.travel(expired.window_until + timedelta(seconds=1)):
        assert load_order(expired.id) is None
    assert load_order(new_id()) is None


def test_an_alert_changed_behind_our_back_is_not_sent() -> None:
    zone = make_zone()
    alert = sent(zone)
    Alert.objects.filter(id=alert.id).update(texts={"nl": {"subject": "", "body": "Iets anders"}})
    assert load_order(alert.id) is None


def test_what_is_withdrawn_or_sent_no_longer_changes() -> None:
    zone = make_zone()
    alert = actions.cancel(zone.writing, alert_id=drafted(zone).id)
    gone = sent(zone)
    for closed in (alert, gone):
        with pytest.raises(Refused):
            edited(closed, zone)
        with pytest.raises(Refused):
            actions.cancel(zone.writing, alert_id=closed.id)


def test_a_worker_whose_clock_is_ahead_withdraws_nothing() -> None:
    alert = sent(make_zone(members=1))
    with time_machine.travel(alert.window_until + timedelta(days=1)):
        assert load_order(alert.id) is None
        assert load_order(alert.id, database_now()) is not None
