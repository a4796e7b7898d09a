"""An alert whose network merged before it was told how it ended: the members who moved hear it, and the new network shows it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from nabij.alerts import actions, audience, contents
from nabij.alerts.tests.factories import Zone, deliver, join, make_zone, sent
from nabij.networks.founding import actions as founding
from nabij.networks.founding.actions.changing import Seats
from nabij.networks.models import LogEntry, Mandate, MandateRole, MemberPoint, Network
from nabij.networks.tests.factories import LON, at_hand, make_network, mandate
from nabij.networks.todo import todo_of
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db


def merged(zone: Zone) -> Network:
    """The network of the zone and one beside it as one, with the officer and coordinator of before."""
    beside = make_network(zone.tenant, LON + 0.01, name="BIN ernaast")
    join(zone, network=beside)
    for role in MandateRole.values:
        if not Mandate.objects.filter(network=zone.network, role=role, deputy=False).exists():
            mandate(zone.network, role, new_id())
    held = {one.role: one.account_id for one in Mandate.objects.filter(network=zone.network, deputy=False)}
    return founding.merge_networks(
        zone.system, network_ids=[zone.network.id, beside.id], name="BIN Samen", plan_from=zone.network.id,
        seats=Seats(officer=held["officer"], coordinator=held["coordinator"]),
    )  # fmt: skip


def owed(network: Network) -> list[str]:
    found = todo_of(at_hand(network.id).values(), timezone.now())
    return [one.owner for one in found if "terugkoppeling" in one.url]


def test_feedback_reaches_who_moved_and_stands_in_the_log_of_the_new_network() -> None:
    zone = make_zone(members=4)
    alert = sent(zone)
    points = deliver(alert, "handed_over", "delivered", "failed_for_good", "held")
    network = merged(zone)
    moved = set(MemberPoint.objects.filter(network=network).values_list("contact_point_id", flat=True))
    assert set(points) <= moved
    assert owed(network) == ["officer"]
    feedback = actions.send_feedback(zone.writing, alert_id=alert.id, template="caught")
    assert feedback.state == "sent"
    with connection.cursor() as cursor:
        cursor.execute(audience.select(contents.aim_of(feedback, timezone.now())))
        assert {row[0] for row in cursor.fetchall()} == set(points[:2])
    assert owed(network) == []
    assert LogEntry.objects.filter(network=network, kind="feedback", alert_id=feedback.id).exists()
    assert not LogEntry.objects.filter(network=zone.network, kind="feedback").exists()
