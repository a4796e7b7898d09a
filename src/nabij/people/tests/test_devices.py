"""This browser and systems of organisations as ways to be reached."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from nabij.people import vault
from nabij.people.application_key import application_key
from nabij.people.models import ContactPoint, Person
from nabij.people.serving import HELPING
from nabij.people.tests.factories import make_person, make_resident, make_staff, make_tenant, sign_in
from nabij.people.tests.letterbox import Letter
from nabij.site import secrets
from nabij.tenants.errors import Refused

pytestmark = pytest.mark.django_db

SECRET = "whsec_" + base64.b64encode(b"x" * 24).decode()


def subscription(
    endpoint: str = "https://fcm.googleapis.com/fcm/send/een", auth: str = "YWFhYWFhYWFhYWFhYWFhYQ"
) -> str:
    return json.dumps({"endpoint": endpoint, "expirationTime": None, "keys": {"p256dh": "BA", "auth": auth}})


@pytest.fixture
def resident(client: Client, letters: list[Letter]) -> Person:
    person = make_resident()
    assert person.account
    sign_in(client, person.account)
    return person


@pytest.fixture
def helped(client: Client) -> Person:
    """A resident at the counter, being helped by staff."""
    person = make_person()
    sign_in(client, make_staff(make_tenant(), "desk_clerk"))
    session = client.session
    session[HELPING] = {"person": str(person.id), "reason": "counter"}
    session.save()
    return person


def test_a_device_is_used_once_its_code_came_back(client: Client, resident: Person, letters: list[Letter]) -> None:
    answer = client.post("/mijn/gegeven/toestel/", {"value": subscription()})
    point = ContactPoint.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/mijn/gegeven/{point.id}/code/")
    assert (point.kind, point.verified_at) == ("push", None)
    page = client.get(answer["Location"]).content.decode()
    assert "Deze pagina vult die zelf in" in page and 'data-island="device-code"' in page
    client.post(answer["Location"], {"code": letters[-1].code})
    point.refresh_from_db()
    assert point.verified_at is not None
    assert "Chrome" in client.get("/mijn/").content.decode()


def test_the_same_device_with_fresh_keys_is_the_same_contact_point(client: Client, resident: Person) -> None:
    client.post("/mijn/gegeven/toestel/", {"value": subscription()})
    client.post("/mijn/gegeven/toestel/", {"value": subscription(auth="YmJiYmJiYmJiYmJiYmJiYg")})
    point = ContactPoint.objects.get()
    assert "YmJiYmJiYmJiYmJiYmJiYg" in vault.open_value("push", point.id, bytes(point.value))


@pytest.mark.parametrize(
    "value", ["", "[]", "{}", '{"endpoint": "http://x.example", "keys": {"p256dh": "a", "auth": "b"}}']
)
def test_what_is_no_subscription_is_refused_with_a_sentence(client: Client, resident: Person, value: str) -> None:
    page = client.post("/mijn/gegeven/toestel/", {"value": value}, follow=True).content.decode()
    assert "Deze browser gaf geen adres voor meldingen" in page
    assert not ContactPoint.objects.exists()


def test_nobody_adds_a_device_or_system_for_the_wrong_one(client: Client, helped: Person) -> None:
    assert client.post(f"/hulp/{helped.id}/gegeven/toestel/", {"value": subscription()}).status_code == 404
    other = make_person()
    assert client.post(f"/hulp/{other.id}/gegeven/systeem/", {"url": "https://a.example/"}).status_code == 404
    assert not ContactPoint.objects.exists()


def test_a_resident_adds_no_system(client: Client, resident: Person) -> None:
    assert client.post("/mijn/gegeven/systeem/", {"url": "https://a.example/"}).status_code == 404


def test_a_system_has_a_secret_shown_once_and_works_after_staff_called(client: Client, helped: Person) -> None:
    page = client.post(f"/hulp/{helped.id}/gegeven/systeem/", {"url": "https://school.example/berichten"})
    point = ContactPoint.objects.get()
    held = json.loads(vault.open_value("webhook", point.id, bytes(point.value)))
    assert held["secret"] in page.content.decode() and held["url"] == "https://school.example/berichten"
    assert len(base64.b64decode(held["secret"].removeprefix("whsec_"))) == 24
    again = client.get(f"/hulp/{helped.id}/").content.decode()
    assert held["secret"] not in again and "https://school.example/berichten" in again
    assert "Ik sprak met wie dit systeem beheert" in again
    client.post(f"/hulp/{helped.id}/gegeven/{point.id}/bevestigd/", {"how": "call"})
    point.refresh_from_db()
    assert point.verified_at is not None


@pytest.mark.parametrize("url", ["", "school", "http://school.example/", "https://", "https://u:p@school.example/"])
def test_an_address_that_is_none_is_refused(client: Client, helped: Person, url: str) -> None:
    page = client.post(f"/hulp/{helped.id}/gegeven/systeem/", {"url": url}, follow=True).content.decode()
    assert "Dit is geen adres van een systeem" in page
    assert not ContactPoint.objects.exists()


@given(
    st.one_of(
        st.text(max_size=40), st.dictionaries(st.sampled_from(["url", "secret"]), st.text(max_size=40)).map(json.dumps)
    )
)
def test_nothing_but_a_system_is_taken_for_one(raw: str) -> None:
    with pytest.raises(Refused):
        vault.normalise("webhook", raw)


def test_a_system_is_found_by_its_address_and_a_device_too() -> None:
    one = vault.normalise("webhook", json.dumps({"url": "https://a.example/x", "secret": SECRET}))
    other = vault.normalise("webhook", json.dumps({"secret": SECRET[:-4] + "eHh4", "url": "https://a.example/x"}))
    assert vault.lookup_of_normal("webhook", one) == vault.lookup_of_normal("webhook", other)
    assert vault.readable("webhook", one) == "https://a.example/x"
    assert (
        vault.readable("push", vault.normalise("push", subscription("https://wns2-par02p.notify.windows.com/w")))
        == "Edge"
    )
    assert (
        vault.readable("push", vault.normalise("push", subscription("https://push.example.net/w")))
        == "push.example.net"
    )


def test_a_browser_subscribes_with_the_public_half_of_our_key(settings: Any) -> None:
    settings.SECRETS = {**settings.SECRETS, "vapid_key": secrets._vapid_key()}
    settings.NABIJ_ROUTES = {"push": [{"driver": "push"}]}
    point = base64.urlsafe_b64decode(application_key() + "=")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    assert public.public_numbers().x
    settings.NABIJ_ROUTES = {"push": []}
    assert application_key() == ""


def test_the_button_stands_there_only_where_notifications_are_carried(
    client: Client, resident: Person, settings: Any
) -> None:
    settings.NABIJ_ROUTES = {"push": [{"driver": "push"}]}
    assert application_key() in client.get("/mijn/").content.decode()
    settings.NABIJ_ROUTES = {}
    assert "Meldingen op dit toestel" not in client.get("/mijn/").content.decode()
