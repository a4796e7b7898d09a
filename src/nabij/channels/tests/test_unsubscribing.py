"""The way out of mails: one click of a mail program, never the look of a scanner, and only what the link says."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from nabij.audit.models import AuditRow
from nabij.channels import unsubscribing
from nabij.channels.unsubscribing import Subscription
from nabij.people import reach
from nabij.people.models import ContactPoint, OptOut
from nabij.people.tests.factories import make_contact_point, make_tenant
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Tenant:
    return make_tenant()


@pytest.fixture
def point() -> ContactPoint:
    return make_contact_point(kind="email", value="an@example.be")


def path(point: ContactPoint, zone: Tenant, kind: str = "prevention") -> str:
    return f"/uitschrijven/{unsubscribing.token_for(Subscription(point.id, zone.id, kind))}/"


def test_one_click_of_a_mail_program_is_enough(client: Client, zone: Tenant, point: ContactPoint) -> None:
    """RFC 8058: a POST of exactly this form, from elsewhere, without cookies, and no redirect."""
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = strict.post(path(point, zone), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    row = OptOut.objects.get()
    assert (row.tenant_id, row.contact_point_id, row.message_kind) == (zone.id, point.id, "prevention")
    for kind, stopped in (("prevention", True), ("urgent", False)):
        assert reach.reachable([point.id], tenant_id=zone.id, message_kind=kind)[point.id].stopped is stopped
    assert AuditRow.objects.filter(verb="people.opt_out").count() == 1
    assert not client.cookies


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_that_follows_the_link_unsubscribes_nobody(
    client: Client, zone: Tenant, point: ContactPoint, method: str
) -> None:
    getattr(client, method)(path(point, zone))
    assert not OptOut.objects.exists()


def test_the_page_says_what_stops_and_not_whose_address_it_is(
    client: Client, zone: Tenant, point: ContactPoint
) -> None:
    page = client.get(path(point, zone)).content.decode()
    assert zone.name in page and "Preventietips" in page and "Ja, schrijf me uit" in page
    assert "an@example.be" not in page
    done = client.post(path(point, zone)).content.decode()
    assert "Je bent uitgeschreven" in done and "/mijn/" in done


def test_a_link_stops_nothing_of_another_sender(client: Client, zone: Tenant, point: ContactPoint) -> None:
    other = make_tenant()
    client.post(path(point, zone))
    assert not reach.reachable([point.id], tenant_id=other.id, message_kind="prevention")[point.id].stopped


def test_an_address_that_is_gone_gets_the_same_answer(client: Client, zone: Tenant, point: ContactPoint) -> None:
    link = path(point, zone)
    point.delete()
    assert client.post(link).status_code == client.get(link).status_code == 200
    assert client.post(path(ContactPoint(id=new_id()), zone)).status_code == 200


def test_a_link_that_we_did_not_make_does_not_exist(client: Client, zone: Tenant, point: ContactPoint) -> None:
    good = path(point, zone)
    for changed in ("/uitschrijven/x/", f"{good[:-2]}A/" if good[-2] != "A" else f"{good[:-2]}B/", f"{good[:-1]}AAAA/"):
        assert client.get(changed).status_code == 404
        assert client.post(changed).status_code == 404
    assert not OptOut.objects.exists()


@given(st.text(max_size=120))
def test_no_token_is_guessed(token: str) -> None:
    with pytest.raises(Missing):
        unsubscribing.read_token(token)


@given(st.uuids(), st.uuids(), st.sampled_from(["", "urgent", "non_urgent"]))
def test_a_token_reads_as_it_was_made(contact: object, tenant: object, kind: str) -> None:
    wanted = Subscription(contact, tenant, kind)  # type: ignore[arg-type]
    token = unsubscribing.token_for(wanted)
    assert unsubscribing.read_token(token) == wanted
    assert len(f"List-Unsubscribe: <https://nabij.zandekerke.example/uitschrijven/{token}/>") < 200
