"""Feedback whose term passed shows where the officer works and, as a count, on the page of the zone; nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nabij.alerts import actions, queries
from nabij.alerts.models import Alert, FeedbackDuty
from nabij.alerts.presenters import late_words
from nabij.alerts.tests.factories import Zone, deliver, make_zone, neighbour_of, sent
from nabij.networks.overview.sources import Warned
from nabij.networks.overview.trust import Trust, counted
from nabij.people.tests.factories import make_staff, sign_in, staff_actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def late(zone: Zone, by: timedelta = 2 * DAY) -> Alert:
    alert = sent(zone)
    FeedbackDuty.objects.filter(alert_id=alert.id).update(due_at=timezone.now() - by)
    return alert


def test_what_is_late_is_for_who_writes_alerts_there() -> None:
    zone = make_zone()
    other, alert = neighbour_of(zone), late(zone)
    now = timezone.now()
    for actor in (zone.writing, zone.approving):
        assert [duty.alert_id for duty in queries.late_feedback(actor, now)] == [alert.id]
    for actor in (
        other.writing,
        other.approving,
        staff_actor(zone.tenant, "desk_clerk"),
        staff_actor(zone.tenant, "dpo"),
    ):
        assert queries.late_feedback(actor, now) == []
    assert queries.late_feedback(zone.writing, now - 3 * DAY) == [], "not late yet"
    deliver(alert, *["delivered"] * 6)
    actions.send_feedback(zone.approving, alert_id=alert.id, template="nothing_found")
    assert queries.late_feedback(zone.writing, now) == []


def test_it_stands_on_the_officers_desk_and_in_no_other_zone() -> None:
    zone = make_zone()
    other, alert = neighbour_of(zone), late(zone)
    answer = reverse("alerts:feedback", args=[alert.id])
    for address in ("/meldkamer/", "/waarschuwingen/"):
        desk = sign_in(Client(), zone.officer).get(address).content.decode()
        assert "Terugkoppeling te laat" in desk, address
        assert "2 dagen te laat" in desk
        assert answer in desk
        foreign = sign_in(Client(), other.officer).get(address).content.decode()
        assert "Terugkoppeling te laat" not in foreign
        assert answer not in foreign
    assert (
        "Terugkoppeling te laat"
        not in sign_in(Client(), make_staff(zone.tenant, "chief")).get("/meldkamer/").content.decode()
    )


def test_the_page_of_a_zone_counts_and_says_nothing_of_what_it_was() -> None:
    zone = make_zone()
    other, alert = neighbour_of(zone), late(zone)
    address = reverse("networks:everywhere")
    page = Client().get(address, {"zone": zone.tenant.slug}).content.decode()
    assert "bij 0 van de 1 waarschuwingen" in page
    assert "Bij 1 waarschuwing is dat te laat." in page
    assert str(alert.id) not in page
    assert "Inbraak" not in page
    assert "te laat" not in Client().get(address, {"zone": other.tenant.slug}).content.decode()


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), "sinds 17:00"),
        (datetime(2026, 11, 22, 22, 30, tzinfo=UTC), "1 dag te laat"),
        (datetime(2026, 11, 19, 16, 0, tzinfo=UTC), "4 dagen te laat"),
    ],
)
def test_days_late_are_days_of_the_calendar_here(due: datetime, words: str) -> None:
    assert late_words(due, datetime(2026, 11, 23, 18, 0, tzinfo=UTC)) == words


def test_what_is_not_due_yet_is_neither_answered_nor_late() -> None:
    now = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    alerts = [
        Warned([], now - 9 * DAY, due=now - 8 * DAY, done=now - 7 * DAY),
        Warned([], now - 9 * DAY, due=now - 5 * DAY),
        Warned([], now - 2 * DAY, due=now - DAY),
        Warned([], now, due=now + DAY),
        Warned([], now),
    ]
    assert counted(alerts, now) == Trust(owed=4, answered=1, late=2, late_days=5)
    assert counted([], now) == Trust(0, 0, 0)
