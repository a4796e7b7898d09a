"""Every operation of the API with a key of another zone: what is not yours is as if it were not there."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nabij.alerts.tests.factories import Zone, make_incident, make_zone, neighbour_of, sent
from nabij.channels.call_backs.models import CallBack
from nabij.people.models import AccountKind
from nabij.people.queries import key_digest
from nabij.people.roles import roles
from nabij.people.tests.factories import grant, make_account
from nabij.reports.models import Task
from nabij.reports.routing.tests.factories import make_team
from nabij.site.api import api
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant as Owner
from nabij.tenants.models import TenantKind

pytestmark = pytest.mark.django_db
WRITTEN = {"kind": "non_urgent", "texts": {"nl": {"body": "De Kerkstraat is vandaag dicht."}}, "channels": ["sms"]}
# What an operation on one row is sent, so that nothing but the row itself can be wrong with it.
GIVEN: dict[str, dict[str, Any] | None] = {
    "get /api/v1/alerts/{alert_id}": None,
    "put /api/v1/alerts/{alert_id}": WRITTEN | {"audience": {}, "version": 1},
    "get /api/v1/alerts/{alert_id}/audience": None,
    "post /api/v1/alerts/{alert_id}/submit": {"version": 1},
    "post /api/v1/alerts/{alert_id}/approve": {"digest": "0" * 64, "households": 1, "cost_cents": 0},
    "post /api/v1/alerts/{alert_id}/return": {"reason": "x"},
    "post /api/v1/alerts/{alert_id}/withdraw": None,
    "post /api/v1/alerts/{alert_id}/stop": {"reason": "x"},
    "post /api/v1/alerts/{alert_id}/follow-ups": {"message_type": "update"},
    "get /api/v1/alerts/{alert_id}/progress": None,
    "delete /api/v1/call-backs/{call_back_id}": None,
    "get /api/v1/incidents/{incident_id}": None,
    "get /api/v1/tasks/{task_id}": None,
    "post /api/v1/tasks/{task_id}/accept": None,
    "post /api/v1/tasks/{task_id}/finish": {"text": "x"},
    "post /api/v1/tasks/{task_id}/comments": {"text": "x"},
}
OPERATIONS = [f"{method} {path}" for path, known in api.get_openapi_schema()["paths"].items() for method in known]
BY_CODE = {"get /api/v1/reports/{code}"}
"""Whoever has the code of a report may read what its reporter may, whoever answers for it."""
WITHOUT_KEY = {"get /api/v1/public/incidents"}
ON_ONE = [operation for operation in OPERATIONS if "{" in operation and operation not in BY_CODE]
LISTS = [
    operation.removeprefix("get ") for operation in OPERATIONS if operation.startswith("get ") and "{" not in operation
]


def key_of(tenant: Owner) -> str:
    """A key with every role that a key can hold there."""
    account = make_account(AccountKind.KEY)
    account.key_digest = key_digest("geheim")
    account.save()
    for role in roles().values():
        if role.holder == "key" and TenantKind.ZONE in role.rights:
            grant(account, tenant, role.name)
    return f"{account.id}.geheim"


def things_of(zone: Zone) -> dict[str, Any]:
    alert = sent(zone)
    row = CallBack.objects.create(tenant=zone.tenant, account_id=new_id(), value=b"", created_at=alert.created_at)
    incident = make_incident(zone)
    outside = make_team(zone.tenant, outside="email", contact_value=b"sealed")
    task = Task.objects.create(tenant=zone.tenant, incident=incident, team=outside, what="x", given_at=alert.created_at)
    return {"alert_id": alert.id, "call_back_id": row.id, "incident_id": incident.id, "task_id": task.id}


def ask(key: str, operation: str, ids: dict[str, Any]) -> HttpResponse:
    method, path = operation.format(**ids).split(" ")
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": str(new_id())}
    return getattr(Client(), method)(path, GIVEN[operation], content_type="application/json", headers=headers)  # type: ignore[no-any-return]


def test_every_operation_on_one_row_stands_in_the_table() -> None:
    assert set(ON_ONE) == set(GIVEN)


def test_what_is_of_another_zone_does_not_exist() -> None:
    zone = make_zone(members=1)
    key, foreign = key_of(neighbour_of(zone).tenant), things_of(zone)
    unknown = {name: new_id() for name in foreign}
    for operation in ON_ONE:
        answers, asked = [], []
        for ids in (foreign, unknown):
            with CaptureQueriesContext(connection) as queries:
                answers.append(ask(key, operation, ids))
            asked.append(len(queries))
        assert [answer.status_code for answer in answers] == [404, 404], operation
        assert answers[0].content == answers[1].content, operation
        assert asked[0] == asked[1], operation


def test_what_is_of_another_zone_is_not_listed() -> None:
    zone = make_zone(members=1)
    key, foreign = key_of(neighbour_of(zone).tenant), things_of(zone)
    words = [*map(str, foreign.values()), str(zone.network.id), zone.network.name, str(zone.tenant.id)]
    for path in LISTS:
        answer = Client().get(path, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 200, path
        assert [word for word in words if word in answer.content.decode()] == [], path


def test_the_walk_uses_things_that_are_there() -> None:
    """At home the alert is found by every operation; otherwise the tests above would prove nothing."""
    zone = make_zone(members=1)
    key, things = key_of(zone.tenant), things_of(zone)
    statuses = {operation: ask(key, operation, things).status_code for operation in ON_ONE if "alert_id" in operation}
    assert 404 not in statuses.values(), json.dumps(statuses)


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - WITHOUT_KEY))
def test_without_a_key_no_door_opens(operation: str) -> None:
    method, path = re.sub(r"\{\w+\}", str(new_id()), operation).split(" ")
    assert getattr(Client(), method)(path, {}, content_type="application/json").status_code == 401
