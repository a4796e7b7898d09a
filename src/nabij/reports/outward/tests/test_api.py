"""The modern door for machines: apps report and follow, systems read what their key may see, and are told of changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from nabij.audit.models import AuditRow
from nabij.people.tests.factories import key_for
from nabij.reports import actions
from nabij.reports.models import Incident, Report
from nabij.reports.outward.queries import told_of
from nabij.reports.tests.factories import ELSEWHERE, HERE, Town, make_town, report
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
LITTER = {"category": "litter", "lon": HERE.lon, "lat": HERE.lat, "text": "Twee zakken aan de bank."}


@pytest.fixture
def town() -> Town:
    return make_town()


def call(key: str, method: str, path: str, given: dict[str, Any] | None = None, once: str = "") -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    headers |= {"Idempotency-Key": once} if once else {}
    content = {"data": json.dumps(given), "content_type": "application/json"} if given is not None else {}
    return getattr(Client(), method)(f"/api/v1{path}", headers=headers, **content)


def test_an_app_reports_once_and_follows_by_the_code(town: Town) -> None:
    key = key_for(town.zone, "open311_app")
    first = call(key, "post", "/reports", LITTER, once="a1")
    again = call(key, "post", "/reports", LITTER, once="a1")
    assert (first.status_code, again.json()) == (201, first.json())
    assert Report.objects.count() == 1
    followed = call(key, "get", f"/reports/{first.json()['tracking_code']}").json()
    assert followed["category"] and followed["ended"] is False and followed["lines"]
    assert call(key, "get", "/reports/ABCD-EFGH").status_code == 404


def test_an_app_answers_what_a_kind_asks(town: Town) -> None:
    key = key_for(town.zone, "open311_app")
    kinds = {one["code"]: one for one in call(key, "get", "/categories").json()}
    asked = {one["code"]: one for one in kinds["dumping"]["questions"]}
    assert asked["bags"]["only_if"] == {"code": "what", "answers": ["bags"]} and asked["bags"]["most"] == 1000
    assert {one["code"] for one in asked["what"]["options"]} > {"bags", "tyres"} and asked["what"]["text"]["fr"]
    assert kinds["dumping"]["may_be_public"] and not kinds["burglary"]["may_be_public"]
    given = LITTER | {"category": "dumping", "answers": {"what": "tyres, bags", "bags": "2", "vehicle": "wagen"}}
    assert call(key, "post", "/reports", given, once="a2").status_code == 201
    assert Report.objects.get().answers == {"what": "tyres,bags", "bags": "2"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"category": "suspicious"}, ""),
        ({"lon": 2.35, "lat": 48.85}, "ligt"),
        ({"contact": "geen nummer"}, ""),
        ({"happened_at": "2026-11-21T14:02:00"}, "offset"),
        ({"text": "x" * 5_001}, ""),
        ({"nonsense": 1}, "nonsense"),
        ({"category": "nonsense"}, ""),
        ({"answers": {"when": "elke avond"}}, "when"),
        ({"category": "dumping", "answers": {"what": "goud"}}, "ligt"),
        ({"category": "dumping", "answers": {"what": "bags", "bags": "veel"}}, "1000"),
        ({"answers": {"when": "x" * 401}}, "when"),
    ],
)
def test_bad_input_gets_a_sentence_and_stores_nothing(town: Town, change: dict[str, Any], says: str) -> None:
    answer = call(key_for(town.zone, "open311_app"), "post", "/reports", LITTER | change, once=str(new_id()))
    assert answer.status_code in (404, 422)
    assert answer.status_code == 404 or answer.json()["detail"]
    assert says in answer.content.decode()
    assert not Report.objects.exists() and not Incident.objects.exists()


def test_a_key_sees_its_own_tenant_only_and_never_who_told_it(town: Town) -> None:
    here = report(category="litter", name="Mia", text="Mijn buurman")
    there = report(category="litter", place=ELSEWHERE)
    key = key_for(town.city, "report_reader")
    listed = call(key, "get", "/incidents").json()
    assert [one["id"] for one in listed["items"]] == [str(here.incident_id)]
    assert call(key, "get", f"/incidents/{here.incident_id}").status_code == 200
    unknown = call(key, "get", f"/incidents/{new_id()}")
    foreign = call(key, "get", f"/incidents/{there.incident_id}")
    assert (foreign.status_code, foreign.content) == (unknown.status_code, unknown.content) == (404, unknown.content)
    assert "Mia" not in json.dumps(listed)


def test_lists_lead_on_and_a_filter_that_nobody_knows_is_said(town: Town) -> None:
    made = [report(category="litter").incident_id for _ in range(5)]
    key, seen, after = key_for(town.city, "report_reader"), [], ""
    while True:
        page = call(key, "get", f"/incidents?limit=2&after={after}").json()
        seen += [one["id"] for one in page["items"]]
        if not page["next"]:
            break
        after = page["next"]
    assert seen == [str(one) for one in reversed(made)]
    assert call(key, "get", "/incidents?stat=open").status_code == 422


def test_anybody_reads_what_is_public_without_a_key(town: Town) -> None:
    shown = report(category="litter", text="Geheim van Jef")
    report(category="burglary")
    answer = call("", "get", "/public/incidents")
    assert [one["id"] for one in answer.json()["items"]] == [str(shown.incident_id)]
    assert call("", "get", "/public/incidents?since=0971-11-05T11:27:32Z").json() == answer.json()
    assert "Jef" not in answer.content.decode() and "Dorpsstraat 1" not in answer.content.decode()


def test_a_system_is_told_that_a_report_came_in_and_how_it_went_on(town: Town) -> None:
    key = key_for(town.city, "report_reader")
    asked = {"url": "https://example.org/nabij", "about": ["incident"]}
    assert call(key, "post", "/call-backs", asked, once="c1").status_code == 201
    recorded = report(category="litter")
    report(category="litter", place=ELSEWHERE)
    actions.add_note(town.city_clerk(), incident_id=recorded.incident_id, internal="Gezien.")
    jobs = [job.args for job in ProcrastinateJob.objects.filter(task_name="channels.call_back").order_by("id")]
    assert [(job["about"], job["thing_id"]) for job in jobs] == [("incident", str(recorded.incident_id))] * 2
    assert len({job["call_id"] for job in jobs}) == 2


def test_what_is_told_is_thin_and_only_for_who_may_see_it(town: Town) -> None:
    recorded = report(category="suspicious", name="Mia", text="Een man")
    said = told_of(town.dispatcher(), recorded.incident_id)
    assert said.keys() == {"incident_id", "tenant_id", "state", "version"}
    for stranger in (town.stranger(), town.city_clerk(), PUBLIC):
        with pytest.raises(Missing):
            told_of(stranger, recorded.incident_id)


def test_nobody_asks_to_be_told_of_what_a_key_may_not_see(town: Town) -> None:
    key = key_for(town.city, "open311_app")
    assert call(key, "post", "/call-backs", {"url": "https://example.org/"}, once="x").status_code == 404
    reader = key_for(town.city, "report_reader")
    wrong = {"url": "https://example.org/", "about": ["alert"]}
    assert call(reader, "post", "/call-backs", wrong, once="x").status_code == 404


def test_a_page_of_police_data_is_on_record_and_one_of_the_city_is_not(town: Town) -> None:
    """What was told stands in the list itself, so the list is a consultation too (act of 30 July 2018, art. 56)."""
    report(category="suspicious"), report(category="litter")
    for tenant in (town.zone, town.city):
        (one,) = call(key_for(tenant, "report_reader"), "get", "/incidents").json()["items"]
        assert one["summary"]
    (row,) = AuditRow.objects.filter(verb="consult", target="reports.list")
    assert (row.tenant_id, row.actor_kind, row.reason) == (town.zone.id, "key", "api")
