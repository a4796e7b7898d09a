"""What is asked again when a message leaves: each guard holds alone; what was sent stays so, what is owed moves on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from nabij.alerts import actions, queries, tasks
from nabij.alerts.models import Alert, Approval, FeedbackDuty, Handover, SentCopy
from nabij.alerts.orders import GUARDS, load_order, why_held
from nabij.alerts.rules import transitions
from nabij.alerts.tests.factories import (
    Zone,
    deliver,
    make_incident,
    make_zone,
    sent,
)
from nabij.alerts.tests.test_follow_ups import followed, told
from nabij.networks.actions import set_route
from nabij.tenants.errors import Refused

pytestmark = pytest.mark.django_db


# Guards at the moment of sending


def later(alert: Alert, **fields: Any) -> None:
    Alert.objects.filter(id=alert.id).update(**fields)


def _void(zone: Zone, alert: Alert) -> None:
    Approval.objects.filter(alert_id=alert.id).update(voided_at=timezone.now())


def _unjudge(zone: Zone, alert: Alert) -> None:
    incident = make_incident(zone, outcome="")
    later(alert, incident_id=incident.id)


def _unsend(zone: Zone, alert: Alert) -> None:
    later(alert.follows, state="draft", sent_at=None)  # type: ignore[arg-type]


BREAKS: dict[str, Any] = {
    "_exercise": lambda zone, alert: later(alert, training=True),
    "_stopped": lambda zone, alert: later(alert, state="stopped"),
    "_expired": lambda zone, alert: later(alert, window_until=timezone.now() - timedelta(seconds=1)),
    "_changed": lambda zone, alert: later(alert, texts={"nl": {"subject": "", "body": "Iets anders."}}),
    "_unapproved": _void,
    "_about": _unjudge,
    "_out_of_order": _unsend,
}


@pytest.mark.parametrize("name", [guard.__name__ for guard in GUARDS])
def test_each_guard_alone_keeps_an_alert_in_the_house(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown to fail without it: with this one guard taken out, the same alert would leave."""
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "handed_over")
    update = followed(zone, alert, "update")
    assert load_order(update.id) is not None
    BREAKS[name](zone, update)
    if name in ("_exercise", "_expired"):
        monkeypatch.setattr("nabij.alerts.orders.contents.digest_of", lambda found: found.digest)
    assert load_order(update.id) is None
    found = queries.leaving(update.id)
    assert found is not None
    others = [guard for guard in GUARDS if guard.__name__ != name]
    monkeypatch.setattr("nabij.alerts.orders.GUARDS", others)
    assert why_held(*found, timezone.now()) == ""


def test_after_a_withdrawal_an_update_is_held_even_if_nobody_stopped_it() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "handed_over")
    update = followed(zone, alert, "update")
    followed(zone, update, "cancel")
    later(update, state="sent")
    assert load_order(update.id) is None


def test_what_has_not_left_by_its_end_never_leaves() -> None:
    zone = make_zone()
    alert = sent(zone)
    later(alert, window_until=timezone.now() - timedelta(minutes=1))
    SentCopy.objects.filter(alert_id=alert.id)
    tasks.plan_alert(alert_id=str(alert.id))
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from fanout.plan where alert_id = %s", [alert.id])
        assert cursor.fetchone() == (0,)


def test_every_way_out_of_the_house_asks_the_same_guards() -> None:
    """The audience goes to BE-Alert through the guards too."""
    zone = make_zone(members=2)
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    alert = sent(zone)
    handover = Handover.objects.get(alert_id=alert.id)
    assert actions.take_handover_file(zone.approving, handover_id=handover.id)
    later(alert, state="stopped")
    with pytest.raises(Refused):
        actions.take_handover_file(zone.approving, handover_id=handover.id)


# What was sent


def test_what_was_sent_cannot_be_changed_in_the_database() -> None:
    alert = sent(make_zone())
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        SentCopy.objects.filter(alert_id=alert.id).update(digest="0" * 64)
    copy = SentCopy.objects.get(alert_id=alert.id)
    assert (copy.digest, copy.content["texts"]) == (alert.digest, alert.texts)


def test_a_verb_that_gives_way_asks_nothing_because_the_one_that_follows_asked() -> None:
    for source in transitions.LEAVES:
        assert transitions.edge(source, "give_way").rights == ()


# What is owed


def test_the_feedback_duty_moves_to_the_end_of_the_chain() -> None:
    zone = make_zone()
    alert = sent(zone)
    points = deliver(alert, "handed_over")
    due = FeedbackDuty.objects.get(alert_id=alert.id).due_at
    update = followed(zone, alert, "update")
    deliver(update, *["handed_over"] * 3)
    cancel = followed(zone, update, "cancel")
    duty = FeedbackDuty.objects.get(tenant_id=zone.tenant.id)
    assert (duty.alert_id, duty.due_at, duty.state) == (cancel.id, due, "owed")
    feedback = actions.send_feedback(zone.approving, alert_id=alert.id, template="false_alarm")
    assert feedback.feedback_on_id == cancel.id
    assert points[0] in told(feedback)
    assert len(told(feedback)) == 3
    duty.refresh_from_db()
    assert duty.state == "done"


def test_an_update_after_the_feedback_owes_feedback_of_its_own() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "handed_over")
    actions.send_feedback(zone.approving, alert_id=alert.id, template="nothing_found")
    update = followed(zone, alert, "update")
    owed = {duty.alert_id: duty.state for duty in FeedbackDuty.objects.filter(tenant_id=zone.tenant.id)}
    assert owed == {alert.id: "done", update.id: "owed"}
