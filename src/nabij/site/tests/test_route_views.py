"""The page of routes: what it shows, to whom, and what an operator can do there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from nabij.alerts import tasks
from nabij.alerts.tests.factories import Zone, make_zone, sent
from nabij.channels.actions import store_receipts
from nabij.channels.drivers import Receipt
from nabij.channels.models import Route, RouteChange, RouteMinute
from nabij.channels.routing import actions
from nabij.channels.routing.rules import Manners
from nabij.channels.routing.tally import Seen
from nabij.people.tests.factories import make_staff, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

SMS = [
    {"driver": "smpp", "name": "telco", "weight": 60, "per_second": 50},
    {"driver": "smpp", "name": "tweede", "weight": 40},
]
HOMES = {"telco": 60, "tweede": 40}


@pytest.fixture(autouse=True)
def _routes(settings: Any) -> None:
    settings.NABIJ_ROUTES = {"sms": SMS, "email": [{"driver": "smtp", "name": "relay"}]}


@pytest.fixture
def zone() -> Zone:
    return make_zone(members=3)


def browser(zone: Zone, role: str = "operator") -> Client:
    return sign_in(Client(), make_staff(zone.tenant, role))


def page(client: Client) -> str:
    return client.get("/techniek/routes/").content.decode()


def refused(count: int) -> dict[str, Seen]:
    seen = Seen(bad=count, failing="smpp.58")
    seen.counts["failed_now", "smpp.58"] = count
    return {"telco": seen}


def test_weight_and_why_errors_by_sentence_receipts_and_queue(zone: Zone) -> None:
    actions.attend("sms", HOMES, refused(31), Manners())
    store_receipts("tweede", [Receipt("t1", "delivered"), Receipt("t2", "not_delivered", "receipt.undeliv")])
    store_receipts("tweede", [Receipt("t1", "delivered")])
    tasks.plan_alert(alert_id=str(sent(zone, channels=("sms",)).id))
    shown = page(browser(zone))
    assert "Van 60 naar 50 punten" in shown and "31 berichten werden binnen een halve minuut geweigerd." in shown
    assert "Neemt over van telco." in shown
    assert "De provider heeft het druk." in shown
    assert "3 berichten wachten." in shown
    assert "<svg" in shown and "50 per seconde" in shown
    counted = RouteMinute.objects.filter(provider="tweede").values_list("what", "error", "count")
    assert set(counted) == {("delivered", "", 1), ("not_delivered", "receipt.undeliv", 1)}, "twice is once"


def test_a_route_that_is_away_and_what_its_probe_found(zone: Zone) -> None:
    actions.attend("email", {"relay": 100}, {}, Manners())
    assert "nog niet gebruikt" in page(browser(zone))
    assert actions.claim_probe("relay", 30)
    actions.note_probe("relay", taken_ms=9, trouble="The mail server is away.")
    shown = page(browser(zone))
    assert "antwoordt niet" in shown and "The mail server is away." in shown
    actions.note_probe("relay", taken_ms=7, trouble="")
    assert "goed, in 7 ms" in page(browser(zone)) and "Antwoordt weer" in page(browser(zone))


def test_an_operator_drains_stops_and_resumes_with_a_reason(zone: Zone) -> None:
    actions.attend("sms", HOMES, {}, Manners())
    client = browser(zone)
    address = "/techniek/routes/wijzig?route=telco"
    assert "Laten leeglopen" in client.get(address).content.decode()
    assert client.post(address, {"mode": "draining", "reason": ""}).status_code == 422
    assert client.post(address, {"mode": "open", "reason": "x"}).status_code == 422, "it is open already"
    answer = client.post(address, {"mode": "draining", "reason": "Onderhoud"}, follow=True).content.decode()
    assert "loopt leeg" in answer and "besliste dit: Onderhoud" in answer
    client.post(address, {"mode": "stopped", "reason": "Storing"})
    client.post(address, {"mode": "open", "reason": "Hersteld"})
    assert list(RouteChange.objects.order_by("id").values_list("why", "reason")) == [
        ("draining", "Onderhoud"), ("stopped", "Storing"), ("open", "Hersteld"),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from audit_row where verb = 'channels.operate_route' and tenant_id = %s", [zone.tenant.id]
        )
        assert cursor.fetchone() == (3,)


def test_who_may(zone: Zone) -> None:
    actions.attend("sms", HOMES, {}, Manners())
    addresses = ("/techniek/routes/", "/techniek/routes/nu", "/techniek/routes/wijzig?route=telco")
    for address in addresses:
        assert browser(zone, "mandated_officer").get(address).status_code == 404
        assert Client().get(address).status_code == 302
    assert browser(zone).get("/techniek/routes/wijzig?route=elders").status_code == 404
    stranger = browser(zone, "dispatcher")
    assert stranger.post(addresses[2], {"mode": "stopped", "reason": "x"}).status_code == 404
    assert Route.objects.get(provider="telco").mode == "open"


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/techniek/routes/").status_code == 200
    return len(seen)


def test_the_number_of_queries_does_not_grow(zone: Zone, settings: Any) -> None:
    client = browser(zone)
    actions.attend("sms", HOMES, {}, Manners())
    queries_of(client)
    few = queries_of(client)
    names = [f"r{number}" for number in range(20)]
    settings.NABIJ_ROUTES = {"sms": [{"driver": "smpp", "name": name, "weight": 5} for name in names]}
    actions.attend("sms", dict.fromkeys(names, 5), {}, Manners())
    now = timezone.now().replace(second=0, microsecond=0)
    RouteMinute.objects.bulk_create(
        RouteMinute(provider=name, minute=now - timedelta(minutes=back), what="handed_over", count=3)
        for name in names
        for back in range(30)
    )
    assert queries_of(client) == few <= 15


def test_figures_for_prometheus(zone: Zone) -> None:
    actions.attend("sms", HOMES, refused(31), Manners())
    text = Client().get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()
    found = {
        (
            sample.name,
            sample.labels.get("provider"),
            sample.labels.get("what") or sample.labels.get("mode"),
        ): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["nabij_route_weight", "telco", None] == 50
    assert found["nabij_route_weight_home", "telco", None] == 60
    assert found["nabij_route_messages", "telco", "refused"] == 31
    assert found["nabij_route_limit_per_second", "telco", None] == 50
    assert found["nabij_route_open", "telco", None] == 1
    assert found["nabij_route_probe_ok", "telco", None] == 1
    assert found["nabij_queue_messages", None, None] == 0
