"""What fails shows on the page for operators, to them only, and to Prometheus."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from procrastinate.contrib.django import app
from prometheus_client.parser import text_string_to_metric_families

from nabij.alerts import tasks
from nabij.alerts.models import FeedbackDuty, Handover
from nabij.alerts.tests.factories import Zone, make_incident, make_zone, neighbour_of, sent
from nabij.alerts.tests.test_settling import doubtful, run_sql
from nabij.audit import retention
from nabij.channels.routing.actions import attend
from nabij.channels.routing.rules import Manners
from nabij.channels.routing.tally import Seen
from nabij.people.tests.factories import make_staff, sign_in, staff_actor
from nabij.reports.answers.tests import factories as answers
from nabij.reports.models import Incident
from nabij.site.operations_checks import Check, checks
from nabij.site.operations_figures import figures
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db(transaction=True)


ROUTES = {channel: [{"driver": "simulator"}] for channel in ("sms", "email", "voice")}


@pytest.fixture(autouse=True)
def _english(settings: Any) -> Any:
    settings.NABIJ_ROUTES = ROUTES
    with translation.override("en"):
        yield


@pytest.fixture
def zone() -> Zone:
    return make_zone(members=2)


def seen(zone: Zone) -> dict[str, Check]:
    return {check.name: check for check in checks(figures(staff_actor(zone.tenant, "operator"), timezone.now()))}


def states(zone: Zone) -> dict[str, str]:
    return {name: check.state for name, check in seen(zone).items()}


def all_is_well() -> None:
    """Processes that run, and a night in which terms were applied."""
    run_sql(
        "insert into fanout.sender (owner, channel, promised_until)"
        " select channel, channel, clock_timestamp() + interval '1 hour' from unnest(array['sms', 'email', 'voice']) as channel"
    )
    run_sql("insert into procrastinate_workers (last_heartbeat) values (clock_timestamp())")
    retention.retain_all(timezone.now())


def browser(zone: Zone, role: str = "operator") -> Client:
    return sign_in(Client(), make_staff(zone.tenant, role))


def test_green_when_all_is_well(zone: Zone) -> None:
    all_is_well()
    assert set(states(zone).values()) == {"good"}
    assert "Alles loopt goed" in browser(zone).get("/techniek/").content.decode()


def test_a_house_without_processes_is_red_and_says_what_to_start(zone: Zone) -> None:
    found = seen(zone)
    assert {name for name, check in found.items() if check.state == "bad"} == {"senders", "jobs"}
    assert "nabij worker" in found["senders"].advice and "nabij jobs" in found["jobs"].advice


def route_down(zone: Zone) -> None:
    attend("sms", {"simulator": 100}, {"simulator": Seen(trouble="The provider hung up.")}, Manners())


def sender_killed(zone: Zone) -> None:
    run_sql("update fanout.sender set promised_until = clock_timestamp() - interval '1 s' where channel = 'sms'")


def message_parked(zone: Zone) -> None:
    tasks.plan_alert(alert_id=str(sent(zone).id))
    run_sql("update fanout.chunk set ready_at = ready_at - interval '2 minutes'")


def in_doubt(zone: Zone) -> None:
    doubtful(zone)


def feedback_late(zone: Zone) -> None:
    sent(zone)
    FeedbackDuty.objects.update(due_at=timezone.now() - timedelta(hours=1))


def handover_late(zone: Zone) -> None:
    alert = sent(zone)
    Handover.objects.create(
        tenant=zone.tenant, alert=alert, groups=[], households=3, prepared_at=timezone.now() - timedelta(minutes=6)
    )


def report_unread(zone: Zone) -> None:
    incident = make_incident(zone)
    Incident.objects.filter(id=incident.id).update(state="new", reported_at=timezone.now() - timedelta(minutes=11))


def job_failed(zone: Zone) -> None:
    number = app.configure_task("tests.job", allow_unknown=True).defer()
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'failed' where id = %s", [number])


def row_unsealed(zone: Zone) -> None:
    run_sql(
        "insert into audit_row (tenant_id, id, at, actor_kind, verb, target, target_id)"
        f" values ('{zone.tenant.id}', '{new_id()}', now() - interval '6 minutes', 'system', 'tests.do', 'x', '{new_id()}')"
    )


FAULTS: dict[str, Callable[[Zone], None]] = {
    "routes": route_down,
    "senders": sender_killed,
    "parked": message_parked,
    "doubts": in_doubt,
    "feedback": feedback_late,
    "handovers": handover_late,
    "unread": report_unread,
    "jobs": job_failed,
    "sealing": row_unsealed,
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_turns_its_own_check_red_with_something_to_do(zone: Zone, name: str) -> None:
    all_is_well()
    FAULTS[name](zone)
    found = seen(zone)
    assert [one.name for one in found.values() if one.state == "bad"] == [name]
    assert found[name].sentence and found[name].advice


OF_A_TENANT = sorted({"parked", "doubts", "feedback", "handovers", "unread"})


@pytest.mark.parametrize("name", OF_A_TENANT)
def test_another_tenant_sees_nothing_of_it(zone: Zone, name: str) -> None:
    all_is_well()
    FAULTS[name](zone)
    assert states(neighbour_of(zone))[name] == "good"


def test_retention_that_did_not_run_shows(zone: Zone) -> None:
    all_is_well()
    actor = staff_actor(zone.tenant, "operator")
    late = {check.name: check for check in checks(figures(actor, timezone.now() + timedelta(hours=37)))}
    assert late["retention"].state == "bad"


def test_a_house_without_routes_is_red(zone: Zone, settings: Any) -> None:
    all_is_well()
    settings.NABIJ_ROUTES = {}
    assert [name for name, state in states(zone).items() if state == "bad"] == ["routes"]


def test_what_did_not_arrive_asks_for_a_look_not_for_haste(zone: Zone) -> None:
    all_is_well()
    sent(zone)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into fanout.plan (alert_id, tenant_id, kind, resends, part, buckets) values (%s, %s, 'urgent', false, 1, 1)"
            " returning id",
            [new_id(), zone.tenant.id],
        )
        values = "values (%s, 'sms', 'failed_for_good', 'smpp.11', 2)"
        cursor.execute(f"insert into fanout.tally (plan, channel, state, error, change) {values}", cursor.fetchone())
    found = seen(zone)["given_up"]
    assert (found.state, found.sentence) == ("look", "2 messages of the last seven days did not arrive.")
    assert len(found.lines) == 1


def test_an_answer_to_a_reporter_that_did_not_arrive_asks_for_a_look(zone: Zone) -> None:
    all_is_well()
    answers.things_of(zone)
    found = seen(zone)["answers"]
    assert (found.state, found.sentence) == ("look", "1 message to who reported did not arrive in the last seven days.")
    assert states(neighbour_of(zone))["answers"] == "good"


def test_an_operator_settles_a_doubt_by_a_button(zone: Zone) -> None:
    alert = doubtful(zone)
    operator = browser(zone)
    page = operator.get("/techniek/").content.decode()
    address = f"/techniek/in-twijfel/{alert.id}"
    assert address in page
    answer = operator.post(address, {"again": "0"}, follow=True).content.decode()
    assert "2 berichten blijven zoals ze zijn." in answer and address not in answer
    assert operator.post(address, {"again": "0"}).status_code == 409


@pytest.mark.parametrize("address", ["/techniek/", "/techniek/nu"])
def test_only_operators_come_in(zone: Zone, address: str) -> None:
    assert Client().get(address).status_code == 302
    assert browser(zone, "dispatcher").get(address).status_code == 404
    assert browser(zone).get(address).status_code == 200
    with pytest.raises(Missing):
        figures(staff_actor(zone.tenant, "mandated_officer"), timezone.now())


def test_another_zones_operator_cannot_settle(zone: Zone) -> None:
    alert = doubtful(zone)
    stranger = browser(neighbour_of(zone))
    for one in (alert.id, new_id()):
        assert stranger.post(f"/techniek/in-twijfel/{one}", {"again": "1"}).status_code == 404
    assert seen(zone)["doubts"].state == "bad"


def test_the_number_of_queries_does_not_grow(zone: Zone, django_assert_max_num_queries: Any) -> None:
    operator = browser(zone)
    for name in ("doubts", "handovers", "unread", "jobs", "sealing", "routes"):
        FAULTS[name](zone)
    with django_assert_max_num_queries(25):
        operator.get("/techniek/nu")
    with django_assert_max_num_queries(16):
        figures(zone.system, timezone.now())


def families(client: Client, **headers: str) -> dict[str, Any]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {family.name: family for family in text_string_to_metric_families(answer.content.decode())}


def test_figures_for_prometheus_say_the_same(zone: Zone) -> None:
    all_is_well()
    doubtful(zone)
    route_down(zone)
    found = families(Client())
    ok = {sample.labels["check"]: sample.value for sample in found["nabij_check_ok"].samples}
    assert {name for name, value in ok.items() if not value} == {"doubts", "routes"}
    assert found["nabij_deliveries_in_doubt"].samples[0].value == 2
    down = [sample.labels["channel"] for sample in found["nabij_route_up"].samples if not sample.value]
    assert "sms" in down


def test_figures_are_for_this_machine_or_the_token_only(zone: Zone, settings: Any) -> None:
    outside = Client(REMOTE_ADDR="192.0.2.7")
    assert outside.get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    assert outside.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = "a long word"
    assert outside.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    assert "nabij_check_ok" in families(outside, Authorization="Bearer a long word")
