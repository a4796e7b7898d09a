"""Confirming with a number that is checked, telling the deputy when nobody does it, and practising."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from nabij.alerts import actions
from nabij.alerts.actions.handover import Differs
from nabij.alerts.following.models import Drill
from nabij.alerts.handing_over import queries, tasks
from nabij.alerts.handing_over.actions import TELL_TASK, escalate_handover, finish_drill, start_drill
from nabij.alerts.handing_over.scenes import scene, scenes
from nabij.alerts.models import Handover
from nabij.alerts.rules.handing_over import differs
from nabij.alerts.tests.factories import Zone, make_zone, neighbour_of, sent
from nabij.audit.models import AuditRow
from nabij.networks.actions import set_route
from nabij.people.tests import letterbox
from nabij.people.tests.factories import make_staff, sign_in
from nabij.reports.actions.duty import put_on_duty
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused, Stale


@pytest.fixture(autouse=True)
def messenger(settings: Any) -> None:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    letterbox.letters.clear()


def handover_of(zone: Zone) -> Handover:
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    return Handover.objects.get(alert_id=sent(zone).id)


def deputy(zone: Zone) -> None:
    now = timezone.now()
    put_on_duty(
        system_actor([zone.tenant.id]), tenant_id=zone.tenant.id, role="deputy", name="Fatma", number="0470 11 22 33",
        from_at=now - timedelta(hours=1), until_at=now + timedelta(hours=8),
    )  # fmt: skip


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_tenth_or_two_is_the_same_group(typed: int, counted: int) -> None:
    if abs(typed - counted) <= 2:
        assert not differs(typed, counted)
    if counted and abs(typed - counted) / counted > 0.12 and abs(typed - counted) > 2:
        assert differs(typed, counted)
    assert not differs(counted, counted)


@pytest.mark.django_db
def test_a_number_far_from_ours_takes_a_second_look() -> None:
    zone = make_zone(members=1)
    handover = handover_of(zone)
    officer = sign_in(Client(), zone.officer)
    url = reverse("alerts:confirm", args=[handover.id])
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    page = officer.get(reverse("alerts:handover", args=[handover.id]))
    assert page.context["confirm_form"].initial.get("count") is None
    assert "id_sure" not in page.content.decode()
    asked = officer.post(url, {"sent_at": now, "count": "8612"})
    assert asked.status_code == 422
    assert "8612" in asked.context["differs"]
    assert "id_sure" in asked.content.decode()
    handover.refresh_from_db()
    assert handover.state == "waiting"
    assert officer.post(url, {"sent_at": now, "count": "8612", "sure": "on"}).status_code == 302
    handover.refresh_from_db()
    assert (handover.state, handover.sent_count) == ("confirmed", 8612)


@pytest.mark.django_db
def test_near_ours_is_confirmed_at_once() -> None:
    zone = make_zone(members=1)
    handover = handover_of(zone)
    with pytest.raises(Differs):
        actions.confirm_handover(zone.writing, handover_id=handover.id, sent_at=timezone.now(), count=3)
    done = actions.confirm_handover(zone.writing, handover_id=handover.id, sent_at=timezone.now(), count=2)
    assert done.state == "confirmed"


@pytest.mark.django_db
def test_one_that_need_not_be_sent_is_closed_with_a_reason() -> None:
    zone = make_zone(members=1)
    handover = handover_of(zone)
    officer = sign_in(Client(), zone.officer)
    url = reverse("alerts:leave_handover", args=[handover.id])
    assert officer.post(url, {"reason": " "}).status_code == 422
    assert officer.post(url, {"reason": "Al gemeld door de gemeente"}).status_code == 302
    assert officer.post(url, {"reason": "Nog eens"}).status_code == 409
    assert "Al gemeld door de gemeente" in officer.get(reverse("alerts:handover", args=[handover.id])).content.decode()


@pytest.mark.django_db
def test_the_deputy_is_told_once_after_twice_the_term() -> None:
    zone = make_zone(members=1)
    deputy(zone)
    handover = handover_of(zone)
    for minutes, told in ((5, 0), (9, 0), (11, 1), (12, 1)):
        with time_machine.travel(handover.prepared_at + timedelta(minutes=minutes), tick=False):
            tasks.escalate_handovers(timestamp=0)
        assert ProcrastinateJob.objects.filter(task_name=TELL_TASK).count() == told
    with time_machine.travel(handover.prepared_at + timedelta(minutes=11), tick=False):
        tasks.tell_deputy(handover_id=str(handover.id))
        tasks.tell_deputy(handover_id=str(handover.id))
    (letter,) = letterbox.letters
    assert (letter.kind, letter.to) == ("sms", "+32470112233")
    assert "11" in letter.text and str(handover.id) in letter.text
    handover.refresh_from_db()
    assert handover.escalation == "sent"
    assert AuditRow.objects.filter(target_id=handover.alert_id, verb="alerts.escalate_handover").count() == 2
    with time_machine.travel(handover.prepared_at + timedelta(minutes=12)):
        page = sign_in(Client(), zone.officer).get(reverse("alerts:handover", args=[handover.id])).content.decode()
    assert "plaatsvervanger verwittigd" in page


@pytest.mark.django_db
def test_who_confirmed_meanwhile_is_not_chased() -> None:
    zone = make_zone(members=1)
    deputy(zone)
    handover = handover_of(zone)
    escalate_handover(system_actor([zone.tenant.id]), handover_id=handover.id)
    with pytest.raises(Stale):
        escalate_handover(system_actor([zone.tenant.id]), handover_id=handover.id)
    actions.confirm_handover(zone.writing, handover_id=handover.id, sent_at=timezone.now(), count=0)
    tasks.tell_deputy(handover_id=str(handover.id))
    assert letterbox.letters == []
    with time_machine.travel(handover.prepared_at + timedelta(minutes=20)):
        assert queries.unconfirmed(timezone.now()) == []


@pytest.mark.django_db
def test_nobody_on_duty_or_no_route_is_seen() -> None:
    zone = make_zone(members=1)
    handover = handover_of(zone)
    tasks.tell_deputy(handover_id=str(handover.id))
    handover.refresh_from_db()
    assert handover.escalation == "nobody"


@pytest.mark.django_db
def test_a_route_that_refuses_is_seen(settings: Any) -> None:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.refuse"
    zone = make_zone(members=1)
    deputy(zone)
    handover = handover_of(zone)
    tasks.tell_deputy(handover_id=str(handover.id))
    handover.refresh_from_db()
    assert handover.escalation == "failed"


@pytest.mark.django_db
def test_only_the_platform_escalates() -> None:
    zone = make_zone(members=1)
    handover = handover_of(zone)
    with pytest.raises(Missing):
        escalate_handover(zone.approving, handover_id=handover.id)


@pytest.mark.django_db
def test_a_drill_is_timed_and_sends_nothing() -> None:
    zone = make_zone(members=1)
    officer = sign_in(Client(), zone.officer)
    jobs = ProcrastinateJob.objects.count()
    officer.post(reverse("alerts:drills"))
    drill = Drill.objects.get()
    found = scene(drill.scene)
    page = officer.get(reverse("alerts:drill", args=[drill.id])).content.decode()
    assert found.text in page and found.group.name in page
    send = reverse("alerts:drill_send", args=[drill.id])
    assert officer.post(send, {}).status_code == 422
    wrong = officer.post(send, {"group": found.others[0].name, "text": found.text[:-5]})
    assert len(wrong.context["mistakes"]) == 2
    assert wrong.context["sent_to"] == 0
    right = officer.post(send, {"group": found.group.name, "text": f" {found.text}\r\n"})
    assert right.context["sent_to"] == found.group.people
    finish = reverse("alerts:drill_finish", args=[drill.id])
    assert officer.post(finish, {"count": ""}).status_code == 422
    with time_machine.travel(drill.started_at + timedelta(seconds=75), tick=False):
        assert officer.post(finish, {"count": str(found.group.people)}).status_code == 302
        assert officer.post(finish, {"count": "1"}).status_code == 409
    (practised,) = queries.drills(zone.approving)
    assert (practised.seconds, practised.right) == (75, True)
    assert "75" in officer.get(reverse("alerts:drills")).content.decode()
    assert ProcrastinateJob.objects.count() == jobs
    assert not Handover.objects.exists()
    assert letterbox.letters == []


@pytest.mark.django_db
def test_a_drill_is_ones_own() -> None:
    zone = make_zone(members=1)
    other = neighbour_of(zone)
    drill = start_drill(zone.approving)
    with pytest.raises(Refused):
        finish_drill(zone.reviewing, drill_id=drill.id, count=1)
    for stranger in (other.officer, make_staff(zone.tenant, "guard")):
        client = sign_in(Client(), stranger)
        assert client.get(reverse("alerts:drill", args=[drill.id])).status_code == 404
        assert client.post(reverse("alerts:drill_finish", args=[drill.id]), {"count": "1"}).status_code == 404
    with time_machine.travel(drill.started_at + timedelta(hours=1)), pytest.raises(Refused):
        finish_drill(zone.approving, drill_id=drill.id, count=1)
    assert queries.drills(other.approving) == []


def test_scenes_say_that_they_are_exercises() -> None:
    assert len(scenes()) >= 3
    assert all(one.text.startswith("OEFENING") and one.group not in one.others for one in scenes())
