"""Neighbours hear nothing of a suspicion that the police have not judged, nor of what was judged otherwise since."""

from __future__ import annotations

import pytest

from nabij.alerts import actions
from nabij.alerts.orders import load_order
from nabij.alerts.tests.factories import Zone, approve, drafted, make_incident, make_zone
from nabij.reports import actions as reports
from nabij.reports.queries import incident_brief
from nabij.tenants.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_zone()


def test_what_nobody_judged_does_not_leave(zone: Zone) -> None:
    alert = drafted(zone, make_incident(zone, outcome=""))
    with pytest.raises(Refused, match=r"[Bb]eoordeel"):
        actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)


@pytest.mark.parametrize("outcome", ["task_only", "no_fact"])
def test_what_was_judged_otherwise_does_not_leave(zone: Zone, outcome: str) -> None:
    alert = drafted(zone, make_incident(zone, outcome=outcome))
    with pytest.raises(Refused):
        actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)


def test_an_officer_alone_may_not_send_it_either(zone: Zone) -> None:
    alert = drafted(zone, make_incident(zone, outcome=""))
    with pytest.raises(Refused):
        actions.send_caught_in_act(zone.approving, alert_id=alert.id, digest=alert.digest)


def judged_again(zone: Zone, alert_incident_id: object, outcome: str) -> None:
    incident = incident_brief(zone.writing, alert_incident_id)  # type: ignore[arg-type]
    reports.judge_incident(
        zone.writing, incident_id=incident.id, version=incident.version, outcome=outcome, reason="Toch anders."
    )


def test_a_person_in_a_crisis_stops_what_waits_for_approval(zone: Zone) -> None:
    alert = drafted(zone)
    alert = actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)
    judged_again(zone, alert.incident_id, "crisis_care")
    with pytest.raises(Refused):
        approve(zone, alert)


def test_a_person_in_a_crisis_stops_what_was_not_sent_yet(zone: Zone) -> None:
    alert = drafted(zone)
    alert = actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)
    alert = approve(zone, alert)
    assert load_order(alert.id) is not None
    judged_again(zone, alert.incident_id, "crisis_care")
    assert load_order(alert.id) is None
