"""From a text to a sent alert: who may, what is bound, what is written."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from nabij.alerts import actions, queries
from nabij.alerts.digest import Text
from nabij.alerts.models import Alert, Approval, FeedbackDuty, SentCopy
from nabij.alerts.rules.whom import Named, Near, parts
from nabij.alerts.tests.factories import (
    approve,
    draft,
    drafted,
    make_incident,
    make_zone,
    neighbour_of,
    sent,
    submitted,
)
from nabij.audit.models import AuditRow
from nabij.networks import queries as networks
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import make_network, mandate
from nabij.people.models import AccountKind
from nabij.people.queries import actor_for
from nabij.people.tests.factories import grant, make_account, staff_actor
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db


def verbs(alert: Alert) -> list[str]:
    return list(AuditRow.objects.filter(target_id=alert.id).order_by("id").values_list("verb", flat=True))


def jobs() -> list[str]:
    return [job.args["alert_id"] for job in ProcrastinateJob.objects.filter(task_name="alerts.plan_alert")]


def edited(alert: Alert, zone: Any, actor: Any = None, **changes: Any) -> Alert:
    new = draft(zone, **({"texts": {"nl": Text("x", "Zonet inbraak in de Kerkstraat. Sluit af. Bel 101.")}} | changes))
    return actions.edit_alert(actor or zone.writing, alert_id=alert.id, version=alert.version, draft=new)


def test_an_approved_alert_leaves_in_one_transaction() -> None:
    zone = make_zone(members=3)
    alert = sent(zone)
    assert alert.state == "sent"
    copy = SentCopy.objects.get(alert_id=alert.id)
    assert copy.digest == alert.digest == Approval.objects.get(alert_id=alert.id).digest
    assert copy.size["households"] == 3
    assert copy.content["texts"]["nl"]["body"] == alert.texts["nl"]["body"]
    duty = FeedbackDuty.objects.get(alert_id=alert.id)
    assert (duty.owed_by, duty.state) == (zone.officer.id, "owed")
    assert jobs() == [str(alert.id)]
    assert [entry.kind for entry in networks.log(zone.approving, zone.network.id)] == ["message"]
    assert verbs(alert) == ["alerts.draft_alert", "alerts.submit_for_approval", "alerts.approve_alert"]
    row = AuditRow.objects.get(target_id=alert.id, verb="alerts.approve_alert")
    assert row.actor_id == zone.officer.id


def test_nobody_who_wrote_any_version_approves() -> None:
    zone = make_zone()
    alert = drafted(zone)
    alert = edited(alert, zone, zone.approving)
    alert = edited(alert, zone, zone.writing)
    alert = actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)
    with pytest.raises(Refused, match=r"yourself|zelf"):
        approve(zone, alert, zone.approving)
    assert approve(zone, alert, zone.reviewing).state == "sent"


def test_what_changed_since_it_was_read_is_not_approved() -> None:
    zone = make_zone()
    alert = submitted(zone)
    read = alert.digest
    alert = edited(alert, zone)
    alert = actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)
    with pytest.raises(Stale):
        approve(zone, alert, digest=read)
    assert Alert.objects.get(id=alert.id).state == "submitted"


def test_what_was_changed_in_the_table_is_not_approved() -> None:
    zone = make_zone()
    alert = submitted(zone)
    Alert.objects.filter(id=alert.id).update(channels=["sms"])
    with pytest.raises(Stale):
        approve(zone, alert)


def test_an_edit_voids_the_approval() -> None:
    zone = make_zone()
    later = datetime.now(UTC) + timedelta(hours=2)
    alert = sent(zone, window_from=later)
    assert alert.state == "scheduled"
    alert = edited(alert, zone)
    assert alert.state == "draft"
    assert Approval.objects.get(alert_id=alert.id).voided_at is not None


def test_size_and_cost_must_be_ticked() -> None:
    zone = make_zone()
    alert = submitted(zone)
    for ticked in ({"households": None}, {"cost_cents": None}):
        with pytest.raises(Refused):
            approve(zone, alert, **ticked)


def test_an_urgent_alert_whose_audience_moved_goes_and_the_log_says_so() -> None:
    zone = make_zone(members=8)
    alert = approve(zone, submitted(zone), households=2)
    assert alert.state == "sent"
    assert "2" in SentCopy.objects.get(alert_id=alert.id).remark
    assert "8" in networks.log(zone.approving, zone.network.id)[0].text


def test_one_that_is_not_urgent_is_approved_again() -> None:
    zone = make_zone(members=8)
    alert = submitted(zone, kind="non_urgent", caught_in_act=False)
    with pytest.raises(Stale):
        approve(zone, alert, households=2)
    assert approve(zone, alert, households=3).state == "sent"


def test_two_approvers_at_once_and_one_wins(transactional_db: None) -> None:
    zone = make_zone()
    alert = submitted(zone)
    measured = queries.measure(alert)
    together, answers = threading.Barrier(2), []

    def press(actor: Any) -> None:
        together.wait()
        try:
            actions.approve_alert(
                actor,
                alert_id=alert.id,
                digest=alert.digest,
                households=measured.size.households,
                cost_cents=measured.cost_cents,
            )
            answers.append("sent")
        except Stale:
            answers.append("stale")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[actor]) for actor in (zone.approving, zone.reviewing)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["sent", "stale"]
    assert (Approval.objects.count(), SentCopy.objects.count(), len(jobs())) == (1, 1, 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"texts": {"nl": Text("", "Een meldster zag iets in de Kerkstraat. Bel 101.")}}, "meldster"),
        ({"texts": {"nl": Text("Plaat 1-ABC-123", "Bel 101.")}}, "1-ABC-123"),
        ({"texts": {"en": Text("", "Call 101.")}}, "Dutch|Nederlands"),
        ({"ground": ""}, "why|waarom"),
        ({"networks": []}, "network|netwerk"),
        ({"channels": ["voice"]}, "Nobody|Niemand"),
    ],
)
def test_what_is_not_right_does_not_leave_the_desk(change: dict[str, Any], words: str) -> None:
    zone = make_zone()
    with pytest.raises(Refused, match=words):
        submitted(zone, **change)


def test_the_name_of_who_reported_does_not_leave_the_desk() -> None:
    zone = make_zone()
    incident = make_incident(zone, name="An Peeters")
    text = {"nl": Text("", "Inbraak bij An Peeters in de Kerkstraat, nu. Sluit af en bel 101.")}
    alert = drafted(zone, incident, texts=text)
    with pytest.raises(Refused, match="An Peeters"):
        actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)


def test_rights_are_those_of_the_kind() -> None:
    zone = make_zone()
    alert = submitted(zone)
    for actor in (PUBLIC, staff_actor(zone.tenant, "desk_clerk"), staff_actor(zone.tenant, "mayor"), zone.writing):
        with pytest.raises(Missing):
            approve(zone, alert, actor)
    with pytest.raises(Missing):
        actions.draft_alert(staff_actor(zone.tenant, "desk_clerk"), tenant_id=zone.tenant.id, draft=draft(zone))


def test_another_zone_sees_and_does_nothing() -> None:
    zone = make_zone()
    other = neighbour_of(zone)
    alert = sent(zone)
    stranger, handover = other.approving, new_id()
    assert list(queries.alerts(stranger)) == []
    assert queries.alert_page(stranger).rows == []
    assert queries.owed(stranger) == []
    assert queries.of_incident(stranger, alert.incident_id) == []
    assert queries.geojson(stranger)["features"] == []
    deeds = [
        lambda id_: queries.alert(stranger, id_),
        lambda id_: actions.edit_alert(stranger, alert_id=id_, version=1, draft=draft(other)),
        lambda id_: actions.submit_for_approval(stranger, alert_id=id_, version=1),
        lambda id_: actions.return_with_reason(stranger, alert_id=id_, reason="x"),
        lambda id_: actions.approve_alert(stranger, alert_id=id_, digest=alert.digest, households=3, cost_cents=0),
        lambda id_: actions.send_caught_in_act(stranger, alert_id=id_, digest=alert.digest),
        lambda id_: actions.record_second_consultation(stranger, alert_id=id_, with_whom="x"),
        lambda id_: actions.review_afterwards(stranger, alert_id=id_),
        lambda id_: actions.stop_alert(stranger, alert_id=id_, reason="x"),
        lambda id_: actions.cancel(stranger, alert_id=id_),
        lambda id_: actions.send_feedback(stranger, alert_id=id_, template="caught"),
        lambda id_: actions.write_consequence(stranger, alert_id=id_, text="x"),
        lambda id_: actions.release_alert(stranger, alert_id=id_),
        lambda id_: queries.handover(stranger, id_),
        lambda id_: queries.handover_file(stranger, id_),
    ]
    for deed in deeds:
        for id_ in (alert.id, handover):
            with pytest.raises(Missing):
                deed(id_)


def test_networks_and_incidents_of_another_zone_do_not_exist() -> None:
    zone = make_zone()
    other = neighbour_of(zone)
    with pytest.raises(Missing):
        drafted(zone, networks=[other.network.id])
    with pytest.raises(Missing):
        actions.draft_alert(
            zone.writing, tenant_id=zone.tenant.id, draft=draft(zone), incident_id=make_incident(other).id
        )


def test_a_coordinator_writes_only_what_is_not_urgent_for_their_own_network() -> None:
    zone = make_zone()
    account = make_account(AccountKind.RESIDENT)
    grant(account, zone.tenant, "coordinator")
    mandate(zone.network, MandateRole.COORDINATOR, account.id)
    coordinator = actor_for(account)
    calm = draft(zone, kind="non_urgent", caught_in_act=False)
    alert = actions.draft_alert(coordinator, tenant_id=zone.tenant.id, draft=calm)
    alert = actions.submit_for_approval(coordinator, alert_id=alert.id, version=alert.version)
    assert approve(zone, alert).state == "sent"
    assert [one.id for one in queries.alerts(coordinator)] == [alert.id]
    elsewhere = make_network(zone.tenant)
    beside = {"area": zone.network.area, "near": [Near(650_000, 700_000, 10)], "roles": ["school"]}
    beside |= {"areas": [Named("neighbourhood", "M1-1")], "exclude": parts(networks=[zone.network.id])}
    changes: list[dict[str, Any]] = [{name: value} for name, value in beside.items()]
    for change in ({"kind": "urgent"}, {"networks": [elsewhere.id]}, {"networks": []}, *changes):
        refused = draft(zone, **({"kind": "non_urgent", "caught_in_act": False} | change))
        with pytest.raises(Missing):
            actions.draft_alert(coordinator, tenant_id=zone.tenant.id, draft=refused)


def test_a_person_in_a_crisis_is_never_an_alert() -> None:
    zone = make_zone()
    incident = make_incident(zone)
    incident.never_alert = True
    incident.save()
    with pytest.raises(Refused, match=r"care|zorg"):
        drafted(zone, incident)


def test_returned_with_a_reason_and_submitted_again() -> None:
    zone = make_zone()
    alert = submitted(zone)
    with pytest.raises(Refused):
        actions.return_with_reason(zone.approving, alert_id=alert.id, reason=" ")
    alert = actions.return_with_reason(zone.approving, alert_id=alert.id, reason="Noem het uur.")
    assert (alert.state, alert.returned_because) == ("returned", "Noem het uur.")
    with pytest.raises(Stale):
        approve(zone, alert)
    alert = actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)
    assert approve(zone, alert).state == "sent"


def test_who_edits_an_old_version_is_told() -> None:
    zone = make_zone()
    alert = drafted(zone)
    edited(alert, zone)
    with pytest.raises(Stale):
        actions.edit_alert(zone.writing, alert_id=alert.id, version=1, draft=draft(zone))
    with pytest.raises(Stale):
        actions.submit_for_approval(zone.writing, alert_id=alert.id, version=1)


def test_the_list_takes_the_same_queries_whatever_its_length(django_assert_max_num_queries: Any) -> None:
    zone = make_zone(members=1)
    incident = make_incident(zone)
    for _ in range(12):
        drafted(zone, incident)
    actor = zone.writing
    for limit in (2, 12):
        with django_assert_max_num_queries(4):
            assert len(queries.alert_page(actor, limit=limit).rows) == limit
    first = queries.alert_page(zone.writing, limit=5)
    second = queries.alert_page(zone.writing, limit=5, after=first.next_cursor)
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}


def test_no_contact_value_is_on_record() -> None:
    zone = make_zone()
    sent(zone)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(payload::text, '') from audit_detail")
        (everything,) = cursor.fetchone()
    assert "+32" not in everything
    assert "@" not in everything
