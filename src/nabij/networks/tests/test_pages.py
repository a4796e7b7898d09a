"""The pages of networks by real requests: staff, coordinators, and nobody of another zone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nabij.audit.models import AuditRow
from nabij.networks.models import MandateRole, Network
from nabij.networks.tests.factories import make_member, make_network, mandate, square
from nabij.people.models import AccountKind
from nabij.people.tests.factories import grant, make_account, make_staff, make_tenant, sign_in
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind

pytestmark = pytest.mark.django_db


def staff(tenant: Any, role: str = "mandated_officer") -> Client:
    return sign_in(Client(), make_staff(tenant, role))


def content(response: Any) -> str:
    return str(response.content.decode())


def test_an_officer_founds_a_network_and_writes_its_plan() -> None:
    zone = make_tenant()
    officer = staff(zone)
    assert officer.post(reverse("networks:new"), {"name": "x", "kind": "bin", "area": "{"}).status_code == 422
    answer = officer.post(reverse("networks:new"), {"name": "BIN Tuilt", "kind": "bin", "area": json.dumps(square())})
    network = Network.objects.get(name="BIN Tuilt")
    assert answer["Location"] == reverse("networks:network", args=[network.id])
    change = reverse("networks:change", args=[network.id])
    plan = {"deed": "plan", "plan-category": "", "plan-priority": "urgent", "plan-channels": ["sms"]}
    assert officer.post(change, plan).status_code == 302
    assert officer.post(change, plan | {"plan-channels": []}).status_code == 422
    assert (
        officer.post(change, {"deed": "route", "route-alert_kind": "urgent", "route-route": "be_alert"}).status_code
        == 302
    )
    assert officer.post(change, {"deed": "log", "log-text": "Infoavond"}).status_code == 302
    assert officer.post(change, {"deed": "area", "area": json.dumps(square(half=0.002))}).status_code == 302
    assert officer.post(change, {"deed": "nothing"}).status_code == 404
    page = content(officer.get(reverse("networks:network", args=[network.id])))
    assert "Infoavond" in page
    assert "BE-Alert" in page


def test_members_show_only_after_a_reason_and_to_who_leads() -> None:
    zone = make_tenant()
    network = make_network(zone)
    make_member(network)
    account = make_account(AccountKind.RESIDENT)
    grant(account, zone, "coordinator")
    mandate(network, MandateRole.COORDINATOR, account.id)
    coordinator = sign_in(Client(), account)
    url = reverse("networks:members", args=[network.id])
    assert coordinator.get(url).context["members"] is None
    assert not AuditRow.objects.filter(verb="consult").exists()
    assert len(coordinator.post(url, {"reason": "jaarlijkse controle"}).context["members"]) == 1
    assert AuditRow.objects.get(verb="consult").reason == "jaarlijkse controle"
    assert coordinator.get(reverse("networks:list")).status_code == 200
    assert coordinator.get(reverse("networks:network", args=[network.id])).status_code == 200
    assert staff(zone).post(url, {"reason": "x"}).status_code == 404


def test_the_city_sees_its_network_and_cannot_change_it() -> None:
    zone = make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    network = make_network(zone, municipality_id=city.id)
    prevention = staff(city, "prevention")
    assert prevention.get(reverse("networks:network", args=[network.id])).status_code == 200
    change = reverse("networks:change", args=[network.id])
    assert prevention.post(change, {"deed": "area", "area": json.dumps(square())}).status_code == 404


def test_what_is_of_another_zone_is_as_unknown_as_what_does_not_exist() -> None:
    network = make_network(make_tenant())
    stranger = staff(make_tenant())
    for name in ("network", "members", "change"):
        ask = stranger.post if name == "change" else stranger.get
        for unknown in (network.id, new_id()):
            assert ask(reverse(f"networks:{name}", args=[unknown])).status_code == 404
    assert network.name not in content(stranger.get(reverse("networks:list")))
    assert stranger.get(reverse("networks:geojson")).json()["features"] == []


def test_visitors_sign_in_and_residents_without_a_mandate_find_nothing() -> None:
    assert Client().get(reverse("networks:list")).status_code == 302
    resident = sign_in(Client(), make_account(AccountKind.RESIDENT))
    assert resident.get(reverse("networks:list")).status_code == 404
