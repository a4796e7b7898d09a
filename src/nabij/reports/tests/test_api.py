"""The door of the control room: the same rules, errors as problem documents."""

from __future__ import annotations

import pytest
from django.test import Client

from nabij.people.models import AccountKind
from nabij.people.queries import key_digest
from nabij.people.tests.factories import grant, make_account
from nabij.reports.models import Report
from nabij.reports.tests.factories import ELSEWHERE, HERE, Town
from nabij.tenants.models import Tenant

URL = "/api/v1/control-room/reports"


def key_for(tenant: Tenant, role: str = "control_room") -> str:
    account = make_account(AccountKind.KEY)
    account.key_digest = key_digest("geheim")
    account.save()
    grant(account, tenant, role)
    return f"{account.id}.geheim"


def post(key: str, **fields: object) -> object:
    given = {
        "number": "CAD-1",
        "category": "burglary",
        "lon": HERE.lon,
        "lat": HERE.lat,
        "text": "Glas gehoord",
    } | fields
    return Client().post(URL, given, content_type="application/json", headers={"Authorization": f"Bearer {key}"})


def test_a_call_is_stored_once_whatever_is_sent_again(town: Town) -> None:
    key = key_for(town.zone)
    first, again = post(key), post(key, text="anders")
    assert (first.status_code, again.status_code) == (201, 200)  # type: ignore[attr-defined]
    made, known = first.json(), again.json()  # type: ignore[attr-defined]
    assert made["report_id"] == known["report_id"]
    assert made["is_new"]
    assert len(made["tracking_code"]) == 14
    assert (known["is_new"], known["tracking_code"]) == (False, "")
    assert Report.objects.get().text == "Glas gehoord"


@pytest.mark.parametrize("key", ["", "x", "x.y", "00000000-0000-7000-8000-000000000000.geheim"])
def test_without_a_key_nothing_goes_in(town: Town, key: str) -> None:
    answer = post(key)
    assert answer.status_code == 401  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/problem+json"  # type: ignore[index]
    assert not Report.objects.exists()


def test_a_key_of_another_zone_finds_nothing_here(town: Town) -> None:
    assert post(key_for(town.other_zone)).status_code == 404  # type: ignore[attr-defined]
    assert post(key_for(town.zone), lon=ELSEWHERE.lon, lat=ELSEWHERE.lat).status_code == 404  # type: ignore[attr-defined]
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": "nope"},
        {"category": "violence-home"},
        {"lon": 2.35, "lat": 48.85},
        {"lon": 500},
        {"number": ""},
        {"text": "x" * 5_001},
        {"caller_contact": "12"},
        {"happened_at": "2026-11-21T14:02:00"},
        {"happened_at": "2126-11-21T14:02:00Z"},
    ],
)
def test_a_bad_call_gets_a_sentence_and_stores_nothing(town: Town, wrong: dict[str, object]) -> None:
    answer = post(key_for(town.zone), **wrong)
    problem = answer.json()  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/problem+json"  # type: ignore[index]
    assert (answer.status_code, problem["status"]) == (422, 422)  # type: ignore[attr-defined]
    assert problem["detail"]
    assert not Report.objects.exists()


def test_kinds_for_machines_leave_out_what_is_never_stored(town: Town) -> None:
    answer = Client().get("/api/v1/categories", headers={"Authorization": f"Bearer {key_for(town.zone)}"})
    codes = {kind["code"] for kind in answer.json()}
    assert "burglary" in codes
    assert "violence-home" not in codes
