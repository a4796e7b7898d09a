"""How it ended: to exactly those who were reached, by its term, over the same route."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from nabij.alerts import actions, audience, contents, queries, tasks
from nabij.alerts.digest import Text
from nabij.alerts.models import Alert, FeedbackDuty, Handover
from nabij.alerts.orders import load_order
from nabij.alerts.tests.factories import approve, deliver, join, make_zone, neighbour_of, sent
from nabij.audit.models import AuditRow
from nabij.networks import queries as networks
from nabij.networks.actions import set_route
from nabij.networks.members.actions import leave
from nabij.people.models import Consent, ContactPoint, OptOut
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db


def aimed_at(alert: Alert) -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(audience.select(contents.aim_of(alert, timezone.now())))
        return {row[0] for row in cursor.fetchall()}


def agree(zone: Any, member: Any) -> None:
    point = ContactPoint.objects.get(id=member.points.first().contact_point_id)
    Consent.objects.create(
        tenant=zone.tenant, person=point.person, recipient="be-alert", how="paper", given_at=timezone.now()
    )


def by_be_alert(zone: Any) -> None:
    for kind in ("urgent", "non_urgent"):
        set_route(zone.approving, network_id=zone.network.id, alert_kind=kind, route="be_alert")


def test_feedback_reaches_exactly_those_reached() -> None:
    zone = make_zone(members=4)
    alert = sent(zone)
    states = ["handed_over", "delivered", "in_doubt", "resent_in_doubt", "failed_for_good", "not_delivered", "held"]
    points = deliver(alert, *states)
    join(zone)
    feedback = actions.send_feedback(zone.writing, alert_id=alert.id, template="caught")
    assert feedback.state == "sent"
    assert aimed_at(feedback) == set(points[:4])
    assert queries.reached(alert) == queries.Reached(reached=4, erased=0, stopped=0)


def test_who_left_the_network_still_hears_and_who_said_stop_does_not() -> None:
    zone = make_zone(members=3)
    alert = sent(zone, channels=("sms",))
    points = deliver(alert, *["delivered"] * 3)
    left, stopped, retired = (ContactPoint.objects.get(id=point) for point in points)
    leave(system_actor([zone.tenant.id]), network_id=zone.network.id, person_id=left.person_id)
    OptOut.objects.create(tenant=zone.tenant, contact_point=stopped, message_kind="")
    retired.retired_at = timezone.now()
    retired.save()
    found = queries.reached(alert)
    assert (found.reached, found.erased, found.stopped, found.told) == (3, 1, 1, 1)
    feedback = actions.send_feedback(zone.writing, alert_id=alert.id, template="nothing_found")
    assert aimed_at(feedback) == {left.id}


def test_a_reviewed_text_settles_the_duty_and_is_in_the_log() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "delivered")
    feedback = actions.send_feedback(zone.writing, alert_id=alert.id, template="caught")
    duty = FeedbackDuty.objects.get(alert_id=alert.id)
    assert duty.state == "done"
    assert duty.done_at is not None
    assert not FeedbackDuty.objects.filter(alert_id=feedback.id).exists()
    assert {entry.kind for entry in networks.log(zone.approving, zone.network.id)} == {"message", "feedback"}
    assert zone.network.name in feedback.texts["nl"]["body"]
    assert {"nl", "en"} <= set(feedback.texts)
    order = load_order(feedback.id)
    assert order is not None
    assert (order.kind, order.night_allowed) == ("feedback", False)
    assert str(feedback.id) in {job.args["alert_id"] for job in ProcrastinateJob.objects.all()}


def test_words_of_ones_own_take_a_second_person() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "delivered")
    texts = {"nl": Text("Hoe het afliep", "De politie vond niemand in de Kerkstraat. Dank je.")}
    feedback = actions.send_feedback(zone.writing, alert_id=alert.id, texts=texts)
    assert feedback.state == "submitted"
    assert FeedbackDuty.objects.get(alert_id=alert.id).state == "owed"
    assert approve(zone, feedback).state == "sent"
    assert FeedbackDuty.objects.get(alert_id=alert.id).state == "done"
    with pytest.raises(Refused, match="meldster"):
        actions.send_feedback(zone.writing, alert_id=alert.id, texts={"nl": Text("", "Dank aan de meldster.")})


def test_more_we_cannot_say_now_counts_until_its_review_date() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "delivered")
    today = timezone.localdate()
    for day in (today, today - timedelta(days=1), today + timedelta(days=200)):
        with pytest.raises(Refused):
            actions.postpone_feedback(zone.writing, alert_id=alert.id, review_on=day)
    with pytest.raises(Refused):
        actions.send_feedback(zone.writing, alert_id=alert.id, template="no_more_now")
    review = today + timedelta(days=7)
    feedback = actions.postpone_feedback(zone.writing, alert_id=alert.id, review_on=review)
    duty = FeedbackDuty.objects.get(alert_id=alert.id)
    assert (duty.state, duty.review_on) == ("postponed", review)
    assert str(review.day) in feedback.texts["nl"]["body"]
    assert queries.late_duties(timezone.now()) == []
    assert queries.late_duties(duty.due_at + timedelta(minutes=1)) == [duty]
    actions.send_feedback(zone.writing, alert_id=alert.id, template="caught")
    assert FeedbackDuty.objects.get(alert_id=alert.id).state == "done"


def test_overdue_feedback_is_chased_once_a_day() -> None:
    zone = make_zone()
    alert = sent(zone)
    duty = FeedbackDuty.objects.get(alert_id=alert.id)
    for wait, reminders in (
        (-timedelta(hours=1), 0),
        (timedelta(minutes=1), 1),
        (timedelta(hours=2), 1),
        (timedelta(days=1, hours=3), 2),
    ):
        with time_machine.travel(duty.due_at + wait):
            tasks.each_minute(timestamp=0)
        assert AuditRow.objects.filter(target_id=alert.id, verb="alerts.remind_feedback").count() == reminders


def test_nothing_is_answered_that_warned_nobody() -> None:
    zone = make_zone()
    alert = sent(zone, window_from=datetime.now(UTC) + timedelta(hours=1))
    with pytest.raises(Refused):
        actions.send_feedback(zone.writing, alert_id=alert.id, template="caught")
    with pytest.raises(Missing):
        actions.send_feedback(zone.writing, alert_id=new_id(), template="caught")


def test_a_consequence_is_in_the_log_of_the_network() -> None:
    zone = make_zone()
    alert = sent(zone)
    actions.write_consequence(zone.approving, alert_id=alert.id, text="Twee arrestaties")
    (entry, *_rest) = networks.log(zone.approving, zone.network.id)
    assert (entry.kind, entry.text, entry.alert_id) == ("consequence", "Twee arrestaties", alert.id)


def test_by_be_alert_go_only_members_who_agreed() -> None:
    zone = make_zone(members=3)
    by_be_alert(zone)
    agreed, *others = zone.members
    agree(zone, agreed)
    alert = sent(zone)
    handover = Handover.objects.get(alert_id=alert.id)
    assert (handover.state, handover.groups, handover.households) == ("waiting", [zone.network.be_alert_group], 1)
    own = aimed_at(alert)
    assert own == {point.contact_point_id for member in others for point in member.points.all()}
    table = list(
        csv.DictReader(io.StringIO(queries.handover_file(zone.writing, handover.id).decode("utf-8-sig")), delimiter=";")
    )
    assert len(table) == 1
    assert len(table[0]) == 33
    assert table[0]["SMS"].startswith("0032")
    assert table[0]["Email"].endswith("@example.org")
    assert AuditRow.objects.filter(verb="consult", target="alerts.handover_file", actor_id=zone.writer.id).exists()
    with pytest.raises(Missing):
        queries.handover_file(neighbour_of(zone).writing, handover.id)


def test_a_withdrawn_consent_takes_somebody_out_of_the_file() -> None:
    zone = make_zone(members=1)
    by_be_alert(zone)
    agree(zone, zone.members[0])
    handover = Handover.objects.get(alert_id=sent(zone).id)
    Consent.objects.update(withdrawn_at=timezone.now())
    assert queries.handover_file(zone.writing, handover.id).decode("utf-8-sig").count("\r\n") == 1


def test_one_contact_point_is_never_reached_by_both() -> None:
    zone = make_zone(members=2)
    by_be_alert(zone)
    for member in zone.members:
        agree(zone, member)
    alert = sent(zone, area=zone.network.area)
    assert aimed_at(alert) == set()
    assert queries.measure(alert).size.handed_households == 2


def test_a_hand_over_is_confirmed_once_and_shows_late() -> None:
    zone = make_zone(members=1)
    by_be_alert(zone)
    agree(zone, zone.members[0])
    alert = sent(zone)
    handover = Handover.objects.get(alert_id=alert.id)
    now = timezone.now()
    assert not queries.is_late(handover, now)
    assert queries.is_late(handover, now + timedelta(minutes=5))
    for values in (
        {"sent_at": now + timedelta(hours=1), "count": 1},
        {"sent_at": now - timedelta(hours=1), "count": 1},
        {"sent_at": now, "count": -1},
    ):
        with pytest.raises(Refused):
            actions.confirm_handover(zone.writing, handover_id=handover.id, **values)
    confirmed = actions.confirm_handover(zone.writing, handover_id=handover.id, sent_at=timezone.now(), count=1)
    assert (confirmed.state, confirmed.sent_count) == ("confirmed", 1)
    assert not queries.is_late(confirmed, now + timedelta(minutes=9))
    with pytest.raises(Stale):
        actions.confirm_handover(zone.approving, handover_id=handover.id, sent_at=timezone.now(), count=1)
    with pytest.raises(Missing):
        actions.confirm_handover(neighbour_of(zone).writing, handover_id=handover.id, sent_at=now, count=1)


def test_a_late_hand_over_is_told_once() -> None:
    zone = make_zone(members=1)
    by_be_alert(zone)
    alert = sent(zone)
    for _ in range(2):
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            tasks.each_minute(timestamp=0)
    assert AuditRow.objects.filter(target_id=alert.id, verb="alerts.remind_handover").count() == 1


def test_a_result_file_is_counted_and_not_kept() -> None:
    zone = make_zone(members=1, result_columns={"state": "Statut", "channel": "Canal"}, result_delivered=["remis"])
    by_be_alert(zone)
    handover = Handover.objects.get(alert_id=sent(zone).id)
    content = (
        b"Canal;Num\xe9ro;Statut\r\nSMS;0032470123456;Remis\r\nSMS;0032470123457;Echec\r\nVoix;003211123456;Remis\r\n"
    )
    result = actions.import_results(zone.writing, handover_id=handover.id, content=content).result
    assert (result["total"], result["delivered"]) == (3, 2)
    assert "0032470123456" not in str(result)
    for broken in (b"", b"a;b\r\n1;2\r\n"):
        with pytest.raises(Refused, match="Statut"):
            actions.import_results(zone.writing, handover_id=handover.id, content=broken)


def test_feedback_over_be_alert_is_handed_over_too() -> None:
    zone = make_zone(members=2)
    by_be_alert(zone)
    agree(zone, zone.members[0])
    alert = sent(zone)
    deliver(alert, "delivered", "delivered")
    feedback = actions.send_feedback(zone.writing, alert_id=alert.id, template="caught")
    assert Handover.objects.get(alert_id=feedback.id).households == 1
    assert aimed_at(feedback) == {point.contact_point_id for point in zone.members[1].points.all()}
