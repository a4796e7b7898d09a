"""The same message again: texts, audience and channels come along, nothing that was approved, answered or planned does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nabij.alerts import actions
from nabij.alerts.models import Alert, Approval
from nabij.alerts.tests.factories import approve, make_zone, neighbour_of, sent, submitted
from nabij.people.tests.factories import sign_in
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db


def test_a_copy_says_the_same_to_the_same_people_and_starts_anew() -> None:
    zone = make_zone()
    first = approve(zone, submitted(zone, window_from=timezone.now() + timedelta(hours=3)))
    copy = actions.duplicate_alert(zone.writing, alert_id=first.id)
    assert copy.id != first.id
    for name in ("kind", "texts", "audience", "networks", "channels", "ground", "category", "incident_id"):
        assert getattr(copy, name) == getattr(first, name), name
    assert (copy.state, copy.version, copy.window_from, copy.answers) == ("draft", 1, None, [])
    assert not (copy.caught_in_act or copy.about_life)
    assert Approval.objects.filter(alert_id=copy.id).count() == 0
    assert copy.digest != first.digest


def test_who_duplicates_is_its_writer_and_cannot_approve_it() -> None:
    zone = make_zone()
    copy = actions.duplicate_alert(zone.approving, alert_id=sent(zone).id)
    actions.submit_for_approval(zone.writing, alert_id=copy.id, version=1)
    with pytest.raises(Refused):
        approve(zone, Alert.objects.get(id=copy.id))


def test_an_exercise_stays_one() -> None:
    zone = make_zone()
    assert actions.duplicate_alert(zone.writing, alert_id=sent(zone, training=True).id).training


def test_another_zone_duplicates_nothing() -> None:
    zone = make_zone()
    other, alert = neighbour_of(zone), sent(zone)
    with pytest.raises(Missing):
        actions.duplicate_alert(other.writing, alert_id=alert.id)
    assert sign_in(Client(), other.officer).post(reverse("alerts:duplicate", args=[alert.id])).status_code == 404


def test_from_its_page_one_comes_to_the_copy() -> None:
    zone = make_zone()
    alert = sent(zone)
    answer = sign_in(Client(), zone.officer).post(reverse("alerts:duplicate", args=[alert.id]))
    copy = Alert.objects.exclude(id=alert.id).get()
    assert answer["Location"] == reverse("alerts:edit", args=[copy.id])
