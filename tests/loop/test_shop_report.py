"""From one tap behind a counter to the other shops, judged by the police in between, and back to who was warned."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from nabij.alerts import actions, prefilling, queries, tasks
from nabij.alerts.models import Alert
from nabij.alerts.tests.factories import Zone, approve, deliver, make_zone
from nabij.alerts.wording.actions import seed_templates
from nabij.networks.models import LogEntry, Network
from nabij.networks.shops import actions as shops
from nabij.networks.shops import hours
from nabij.networks.shops import queries as shop_queries
from nabij.networks.shops.tests.factories import Keeper, keeper, make_binz
from nabij.people.tests.factories import sign_in
from nabij.reports import actions as reports
from nabij.reports.models import Incident

pytestmark = pytest.mark.django_db
HOUR = 60


def open_now() -> hours.Week:
    """An hour before and after this moment, so that the test holds whenever it runs."""
    minute = hours.minute_of(timezone.now())
    spans = [((minute + at) % hours.WEEK, (minute + at) % hours.WEEK + 1) for at in range(-HOUR, HOUR)]
    return hours.joined([tuple(spans)])


def closed_now() -> hours.Week:
    """All the rest of the week."""
    edges = [0, *(edge for span in open_now() for edge in span), hours.WEEK]
    return hours.joined([((start, end),) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end])


@pytest.fixture
def zone() -> Zone:
    made = make_zone(members=2)
    seed_templates(made.system, tenant_id=made.tenant.id)
    return made


@pytest.fixture
def binz(zone: Zone) -> Network:
    network = make_binz(zone.tenant, zone.place.lon, zone.place.lat, name="BIN-Z Centrum")
    shops.write_usual_plan(zone.approving, network_id=network.id)
    return network


def warned(alert: Alert) -> set[UUID]:
    tasks.plan_alert(alert_id=str(alert.id))
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.contact_point_id from fanout.plan p join fanout.delivery d on d.plan = p.id and d.part = p.part"
            " where p.alert_id = %s",
            [alert.id],
        )
        return {row[0] for row in cursor.fetchall()}


def judged_and_warned(zone: Zone, who: Keeper, category: str) -> Alert:
    """What dispatcher and officers do with the report: judge, take the alert that comes prefilled, approve."""
    tap = who.tap(category)
    assert not Alert.objects.exists()
    console = sign_in(Client(), zone.writer)
    page = console.get(f"/incidenten/{tap.incident_id}/").content.decode()
    assert who.business.name in page
    reports.judge_incident(zone.writing, incident_id=tap.incident_id, version=1, outcome="warn")
    assert not Alert.objects.exists(), "judging alone warns nobody"
    ready = prefilling.prefilled(zone.writing, tap.incident_id)
    draft = actions.draft_alert(zone.writing, tenant_id=zone.tenant.id, draft=ready.draft, incident_id=tap.incident_id)
    asked = actions.submit_for_approval(zone.writing, alert_id=draft.id, version=draft.version)
    return approve(zone, asked)


def test_a_shoplifter_is_told_to_the_shops_that_are_open(zone: Zone, binz: Network) -> None:
    teller = keeper(binz, open_now(), name="Apotheek Claes")
    there, closed = keeper(binz, open_now()), keeper(binz, closed_now())
    alert = judged_and_warned(zone, teller, "shoplifting")
    assert (alert.kind, alert.state) == ("urgent", "sent")
    assert set(alert.channels) == {"sms", "push"}
    assert alert.networks == [binz.id], "not the residents"
    texts = " ".join(said["subject"] + said["body"] for said in alert.texts.values())
    assert "Claes" not in texts
    assert warned(alert) == {teller.point.id, there.point.id}
    assert closed.point.id not in warned(alert)
    (followed,) = shop_queries.followed(teller.actor, teller.person.id, teller.business.id)
    assert not followed.ended

    had = deliver(alert, "delivered", "delivered")
    feedback = actions.send_feedback(zone.approving, alert_id=alert.id, template="nothing_found")
    assert queries.reached(alert).told == len(had)
    assert warned(feedback) == {teller.point.id, there.point.id}, "who was warned hears how it ended, at any hour"
    assert {row.kind for row in LogEntry.objects.filter(network=binz)} == {"message", "feedback"}
    reports.close_incident(
        zone.writing, incident_id=alert.incident_id, version=Incident.objects.get().version, template="found_nobody"
    )
    (after,) = shop_queries.followed(teller.actor, teller.person.id, teller.business.id)
    assert after.ended


def test_a_hold_up_is_told_to_who_chose_so_at_any_hour_and_to_no_other_who_is_off(zone: Zone, binz: Network) -> None:
    bar = keeper(binz, open_now(), name="Bar Centraal")
    always, off = keeper(binz, closed_now(), beyond_hours=True), keeper(binz, closed_now())
    alert = judged_and_warned(zone, bar, "hold-up")
    assert warned(alert) == {bar.point.id, always.point.id}
    assert off.point.id not in warned(alert)
