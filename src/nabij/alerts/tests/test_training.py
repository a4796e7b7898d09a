"""An exercise goes through every step and reaches nobody; each guard holds by itself, with the others taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql

from nabij.alerts import actions, queries, tasks
from nabij.alerts.fanout.orders import Order, Text
from nabij.alerts.fanout.plan import plan
from nabij.alerts.models import Alert, FeedbackDuty, Handover, Publication, SentCopy
from nabij.alerts.orders import load_order
from nabij.alerts.outlets.actions import publish_alert
from nabij.alerts.tests.factories import Zone, drafted, make_zone, sent
from nabij.networks.actions import set_route
from nabij.networks.models import LogEntry
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db


def planned() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from fanout.plan")
        return int(cursor.fetchone()[0])


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="alerts.plan_alert").count()


def real_order(alert: Alert) -> Order:
    """The order that a load_order without its guard would give."""
    return Order(
        alert_id=alert.id, tenant_id=alert.tenant_id, kind=alert.kind, about_life=True,
        texts={"nl": Text("Inbraak", "Bel 101.")}, channels=("sms",), expires_at=alert.window_until, night_allowed=True,
    )  # fmt: skip


def test_a_real_alert_is_planned_so_that_the_rest_of_this_file_proves_something() -> None:
    zone = make_zone()
    alert = sent(zone)
    assert jobs() == 1
    assert load_order(alert.id) is not None
    tasks.plan_alert(alert_id=str(alert.id))
    assert planned() == 1


def test_sending_an_exercise_starts_nothing() -> None:
    zone = make_zone()
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    alert = sent(zone, training=True)
    assert alert.state == "sent"
    assert jobs() == 0
    assert not Handover.objects.exists()


def test_the_order_of_an_exercise_is_none() -> None:
    alert = sent(make_zone(), training=True)
    assert load_order(alert.id) is None


@pytest.mark.parametrize("where", ["alert", "copy"])
def test_the_order_asks_the_alert_and_what_was_frozen(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when one of the two was changed behind our back, with its digest."""
    alert = sent(make_zone(), training=True)
    copy = SentCopy.objects.get(alert_id=alert.id)
    if where == "alert":
        copy.content["training"] = False
        monkeypatch.setattr("nabij.alerts.orders.queries.leaving", lambda _id: (alert, copy))
    else:
        Alert.objects.filter(id=alert.id).update(training=False)
    monkeypatch.setattr("nabij.alerts.orders.contents.digest_of", lambda _alert: copy.digest)
    assert load_order(alert.id) is None


def test_the_job_plans_no_exercise_whatever_order_it_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    alert = sent(make_zone(), training=True)
    monkeypatch.setattr(tasks, "load_order", lambda _id, _now: real_order(alert))
    tasks.plan_alert(alert_id=str(alert.id))
    assert planned() == 0


def waiting(zone: Zone, alert: Alert) -> Handover:
    """A hand-over that should not be there."""
    return Handover.objects.create(
        tenant_id=zone.tenant.id, alert_id=alert.id, groups=["BIN"], households=3, prepared_at=timezone.now()
    )


HANDING_OVER: list[Callable[[Zone, Handover], Any]] = [
    lambda zone, one: queries.handover(zone.approving, one.id),
    lambda zone, one: queries.handover_file(zone.approving, one.id),
    lambda zone, one: actions.confirm_handover(zone.approving, handover_id=one.id, sent_at=timezone.now(), count=1),
    lambda zone, one: actions.import_results(zone.approving, handover_id=one.id, content=b"Status\nok\n"),
    lambda zone, one: actions.mark_reminded(zone.system, handover_id=one.id),
]


@pytest.mark.parametrize("deed", HANDING_OVER)
def test_an_exercise_is_not_handed_over_even_when_a_hand_over_stands_there(
    deed: Callable[[Zone, Handover], Any],
) -> None:
    zone = make_zone()
    handover = waiting(zone, sent(zone, training=True))
    with pytest.raises(Missing):
        deed(zone, handover)


def test_an_exercise_owes_no_feedback_and_takes_none() -> None:
    zone = make_zone()
    alert = sent(zone, training=True)
    assert not FeedbackDuty.objects.exists()
    with pytest.raises(Refused, match="niemand gewaarschuwd"):
        actions.send_feedback(zone.approving, alert_id=alert.id, template="caught")


def test_an_exercise_is_not_on_the_map_of_alerts_in_force() -> None:
    zone = make_zone()
    sent(zone, training=True)
    assert queries.geojson(zone.approving)["features"] == []
    sent(zone)
    assert len(queries.geojson(zone.approving)["features"]) == 1


def test_the_log_of_the_network_says_that_it_was_an_exercise() -> None:
    zone = make_zone()
    sent(zone, training=True)
    entry = LogEntry.objects.get(network_id=zone.network.id, kind="message")
    assert entry.text.startswith("OEFENING: ")


def test_whom_it_would_have_reached_is_kept() -> None:
    zone = make_zone(members=3)
    alert = sent(zone, training=True)
    copy = queries.sent_copy(alert)
    assert copy is not None
    assert copy.size["households"] == 3


def test_an_exercise_that_was_sent_cannot_become_real() -> None:
    zone = make_zone()
    alert = sent(zone, training=True)
    with pytest.raises(Refused):
        actions.edit_alert(zone.writing, alert_id=alert.id, version=alert.version, draft=None)  # type: ignore[arg-type]


def test_a_scheduled_exercise_is_released_and_starts_nothing() -> None:
    zone = make_zone()
    later = timezone.now() + timedelta(hours=1)
    alert = sent(zone, training=True, window_from=later)
    assert alert.state == "scheduled"
    Alert.objects.filter(id=alert.id).update(window_from=timezone.now() - timedelta(minutes=1))
    released = actions.release_alert(zone.system, alert_id=alert.id)
    assert (released.state, jobs()) in [("sent", 0), ("returned", 0)]


def test_a_draft_may_become_an_exercise_and_the_approval_binds_it() -> None:
    zone = make_zone()
    real, drill = drafted(zone), drafted(zone, training=True)
    assert real.digest != drill.digest


def test_the_database_itself_refuses_a_plan_for_an_exercise() -> None:
    alert = sent(make_zone(), training=True)
    with pytest.raises(IntegrityError, match="exercise"), transaction.atomic():
        plan(real_order(alert), sql.SQL("select null::uuid, null::bytea, 'sms', 'nl', null::timestamptz"), expected=1)


def test_an_exercise_is_published_nowhere_and_a_real_message_of_the_same_kind_is() -> None:
    zone = make_zone(public_kinds=["prevention"])
    drill, real = (sent(zone, kind="prevention", ground="", training=training) for training in (True, False))
    for alert in (drill, real):
        publish_alert(zone.system, alert_id=alert.id)
    assert list(Publication.objects.values_list("alert_id", flat=True)) == [real.id]


def test_nothing_in_this_room_sends_a_single_message_past_the_guards() -> None:
    """One message to one person outside any alert is for codes and answers; an alert has no such door."""
    room = Path(tasks.__file__).parent
    senders = {
        path.relative_to(room).as_posix()
        for path in room.rglob("*.py")
        if "tests" not in path.parts and "import send_single" in path.read_text(encoding="utf-8")
    }
    assert senders == set()
