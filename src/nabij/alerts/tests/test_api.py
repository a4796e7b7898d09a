"""The door for machines: the same rules as the pages, for keys with their modes, and a description that tells the truth."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nabij.alerts.models import Alert, Approval
from nabij.alerts.tests.factories import GOOD_TEXT, Zone, make_incident, make_zone, neighbour_of, sent, submitted
from nabij.people import actions as people
from nabij.people.models import RoleGrant
from nabij.people.tests.factories import key_for, staff_actor
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
ALERTS = "/api/v1/alerts"


def call(key: str, method: str, path: str, given: Any = None, once: str = "") -> HttpResponse:
    headers = {"Authorization": f"Bearer {key}"} | ({"Idempotency-Key": once} if once else {})
    return getattr(Client(), method)(path, given, content_type="application/json", headers=headers)  # type: ignore[no-any-return]


def read(answer: HttpResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content.decode()
    return json.loads(answer.content)


def written(zone: Zone, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "urgent",
        "texts": {"nl": {"subject": "Inbraak", "body": GOOD_TEXT}},
        "channels": ["sms", "email"],
        "audience": {"networks": [str(zone.network.id)]},
        "incident_id": str(make_incident(zone).id),
        "ground": "threat",
        "caught_in_act": True,
    } | changes


def drafted(zone: Zone, key: str, **changes: Any) -> dict[str, Any]:
    return read(call(key, "post", ALERTS, written(zone, **changes), once=str(new_id())), 201)  # type: ignore[no-any-return]


def approval(key: str, alert_id: str) -> dict[str, Any]:
    size = read(call(key, "get", f"{ALERTS}/{alert_id}/audience"))
    return {name: size[name] for name in ("digest", "households", "cost_cents")}


def test_one_key_writes_and_another_approves() -> None:
    zone = make_zone()
    writer, approver = key_for(zone.tenant, "alert_writer"), key_for(zone.tenant, "alert_approver")
    alert = drafted(zone, writer)
    path = f"{ALERTS}/{alert['id']}"
    assert read(call(writer, "post", f"{path}/submit", {"version": 1}))["state"] == "submitted"
    size = read(call(approver, "get", f"{path}/audience"))
    assert (size["households"], size["by_channel"], size["gaps"]) == (3, {"email": 3, "sms": 3}, [])
    assert read(call(approver, "post", f"{path}/approve", approval(approver, alert["id"])))["state"] == "sent"
    assert read(call(writer, "get", f"{path}/progress"))["total"] == 0
    assert Approval.objects.get().households == 3


def test_the_key_that_wrote_never_approves() -> None:
    zone = make_zone()
    account, secret = people.make_key(
        staff_actor(zone.tenant, "administrator"), tenant_id=zone.tenant.id, name="Alles", role="alert_writer"
    )
    people.confirm_role(staff_actor(zone.tenant, "administrator"), grant_id=RoleGrant.objects.get(account=account).id)
    from nabij.people.tests.factories import grant

    grant(account, zone.tenant, "alert_approver")
    alert = drafted(zone, secret)
    path = f"{ALERTS}/{alert['id']}"
    read(call(secret, "post", f"{path}/submit", {"version": 1}))
    refused = call(secret, "post", f"{path}/approve", approval(secret, alert["id"]))
    assert refused.status_code == 422
    assert Alert.objects.get().state == "submitted"


def test_a_key_that_only_writes_or_reads_cannot_approve() -> None:
    zone = make_zone()
    alert = submitted(zone)
    for role in ("alert_writer", "alert_reader", "control_room"):
        key = key_for(zone.tenant, role)
        given = {"digest": alert.digest, "households": 3, "cost_cents": 0}
        assert call(key, "post", f"{ALERTS}/{alert.id}/approve", given).status_code == 404
    assert Alert.objects.get().state == "submitted"


def test_the_same_request_is_done_once() -> None:
    zone = make_zone()
    key, given = key_for(zone.tenant, "alert_writer"), None
    given = written(zone)
    first, again = call(key, "post", ALERTS, given, once="a-1"), call(key, "post", ALERTS, given, once="a-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert read(first, 201) == read(again, 201)
    assert again["Idempotent-Replayed"] == "true"
    assert Alert.objects.count() == 1
    other = call(key, "post", ALERTS, given | {"about_life": True}, once="a-1")
    assert other.status_code == 422
    assert "Idempotency-Key" in read(other, 422)["detail"]
    assert call(key, "post", ALERTS, given).status_code == 422, "without the header"
    assert Alert.objects.count() == 1


def test_an_edit_of_an_older_version_is_told() -> None:
    zone = make_zone()
    key = key_for(zone.tenant, "alert_writer")
    alert = drafted(zone, key)
    changed = written(zone, texts={"nl": {"body": "Zonet inbraak in de Kerkstraat. Sluit af. Bel 101."}})
    path = f"{ALERTS}/{alert['id']}"
    assert read(call(key, "put", path, changed | {"version": 1}))["version"] == 2
    assert call(key, "put", path, changed | {"version": 1}).status_code == 409


def test_a_test_key_can_make_nothing_leave_and_sees_exercises_only() -> None:
    zone = make_zone()
    real = submitted(zone)
    writer, approver = (
        key_for(zone.tenant, "alert_writer", mode="test"),
        key_for(zone.tenant, "alert_approver", mode="test"),
    )
    assert call(approver, "get", f"{ALERTS}/{real.id}").status_code == 404
    given = {"digest": real.digest, "households": 3, "cost_cents": 0}
    assert call(approver, "post", f"{ALERTS}/{real.id}/approve", given).status_code == 404
    assert call(approver, "post", f"{ALERTS}/{real.id}/return", {"reason": "x"}).status_code == 404
    alert = drafted(zone, writer, training=False)
    assert alert["training"] is True
    edited = read(call(writer, "put", f"{ALERTS}/{alert['id']}", written(zone, training=False) | {"version": 1}))
    assert edited["training"] is True
    assert [row["id"] for row in read(call(writer, "get", ALERTS))["rows"]] == [alert["id"]]


def test_a_team_key_reaches_colleagues_only() -> None:
    zone = make_zone()
    real = submitted(zone)
    key = key_for(zone.tenant, "alert_writer", mode="team")
    assert call(key, "get", f"{ALERTS}/{real.id}").status_code == 404
    refused = call(key, "post", ALERTS, written(zone), once="t-1")
    assert "team" in read(refused, 422)["detail"]
    alert = drafted(zone, key, audience={"roles": ["team"]})
    changed = written(zone) | {"version": 1}
    assert call(key, "put", f"{ALERTS}/{alert['id']}", changed).status_code == 422
    assert [row["id"] for row in read(call(key, "get", ALERTS))["rows"]] == [alert["id"]]


def test_another_zone_finds_nothing_whatever_it_asks() -> None:
    zone = make_zone()
    other = neighbour_of(zone)
    alert = sent(zone)
    key, keys = key_for(other.tenant, "alert_writer"), {}
    keys = {role: key_for(other.tenant, role) for role in ("alert_writer", "alert_approver", "alert_reader")}
    given: dict[str, Any] = {
        "submit": {"version": 1}, "approve": {"digest": alert.digest, "households": 3, "cost_cents": 0},
        "return": {"reason": "x"}, "withdraw": None, "stop": {"reason": "x"},
    }  # fmt: skip
    for key in keys.values():
        asked = [("get", ""), ("get", "/audience"), ("get", "/progress"), *(("post", f"/{step}") for step in given)]
        for method, step in asked:
            told = [
                call(key, method, f"{ALERTS}/{one}{step}", given.get(step.strip("/"))) for one in (alert.id, new_id())
            ]
            assert [one.status_code for one in told] == [404, 404], f"{method} {step}"
            assert told[0].content == told[1].content
        assert read(call(key, "get", ALERTS))["rows"] == []
    for wrong in ({"networks": [str(zone.network.id)]}, {"networks": [str(new_id())]}):
        mine = written(zone, incident_id=None, kind="non_urgent", audience=wrong)
        assert call(keys["alert_writer"], "post", ALERTS, mine, once=str(new_id())).status_code == 404
    assert call(key, "get", f"{ALERTS}/{UUID(int=0)}").status_code == 404


WRONG: list[dict[str, Any]] = [
    {"kind": "loud"}, {"kind": "feedback"}, {"texts": {}}, {"texts": {"nl": {"body": ""}}}, {"texts": {"xx": {"body": "a"}}},
    {"channels": []}, {"channels": ["fax"]}, {"ground": "because"}, {"window_from": "2026-11-22T10:00:00"},
    {"audience": {"shapes": [{"type": "Polygon", "coordinates": [[[0, 0]]]}]}},
    {"audience": {"near": [{"lon": 5, "lat": 51, "m": 0}]}},
    {"audience": {"areas": [{"kind": "planet", "code": "1"}]}},
    {"audience": {"shapes": [{"type": "Circle", "coordinates": [5, 51]}]}},
    {"valid_hours": 0}, {"incident_id": "x"}, {"texts": {"nl": {"body": "x" * 1201}}},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: json.dumps(wrong)[:40])
def test_what_is_wrong_gets_a_sentence_and_keeps_nothing(wrong: dict[str, Any]) -> None:
    zone = make_zone(members=1)
    answer = call(key_for(zone.tenant, "alert_writer"), "post", ALERTS, written(zone, **wrong), once="w-1")
    assert answer.status_code in (404, 422)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Alert.objects.exists()


def test_a_list_costs_the_same_whatever_its_length() -> None:
    zone = make_zone(members=1)
    key = key_for(zone.tenant, "alert_reader")
    incident, counts = make_incident(zone), []
    for _ in range(3):
        for _ in range(3):
            from nabij.alerts.tests.factories import drafted as draft_one

            draft_one(zone, incident)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = read(call(key, "get", f"{ALERTS}?limit=100"))
        counts.append(len(asked))
    assert len(page["rows"]) == 9
    assert max(counts) == min(counts) <= 15
    first = read(call(key, "get", f"{ALERTS}?limit=4"))
    rest = read(call(key, "get", f"{ALERTS}?limit=100&after={first['next']}"))
    assert [row["id"] for row in [*first["rows"], *rest["rows"]]] == [row["id"] for row in page["rows"]]
