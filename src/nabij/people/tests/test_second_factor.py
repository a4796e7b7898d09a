"""Staff gets in with two factors only, and loses what is withdrawn at once."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.people import actions, demo
from nabij.people.models import Account, RoleGrant
from nabij.people.second_factor import SET_UP_AT
from nabij.people.tests import factories
from nabij.tenants.actor import Actor
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db(transaction=True)  # a new second factor counts once it is committed
PASSWORD = "een lange zin voor mij"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def zone() -> Tenant:
    return factories.make_tenant()


@pytest.fixture
def officer(zone: Tenant) -> Account:
    account = factories.make_staff(zone, "desk_clerk")
    account.set_password(PASSWORD)
    account.save()
    return account


def password_step(client: Client, account: Account) -> object:
    return client.post("/aanmelden/", {"login": account.username, "password": PASSWORD})


def set_up_app(client: Client) -> str:
    page = client.get("/account/tweede-stap/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret
    client.post("/account/tweede-stap/totp/activate/", {"code": demo.totp(secret[1], time.time())})
    cache.clear()
    return secret[1]


def confirm_again(client: Client) -> None:
    session = client.session
    session[SET_UP_AT] = 0.0
    session.save()
    assert (
        client.get("/account/tweede-stap/recovery-codes/generate/")
        .headers["Location"]
        .startswith("/account/bevestigen/")
    )
    client.post("/account/bevestigen/", {"password": PASSWORD})


def test_the_sign_in_page_opens(client: Client) -> None:
    page = client.get("/aanmelden/")
    assert page.status_code == 200
    assert b"passkey_login" in page.content


def test_a_password_alone_opens_nothing_until_a_second_step_stands(client: Client, officer: Account) -> None:
    password_step(client, officer)
    for address in ("/hulp/", "/mijn/", "/rechten/"):
        assert client.get(address).headers["Location"] == "/account/tweede-stap/"
    secret = set_up_app(client)
    assert client.get("/hulp/").status_code == 200
    stored = Authenticator.objects.get(user=officer, type="totp").data["secret"]
    assert secret not in stored


def test_the_next_time_the_code_is_asked(officer: Account) -> None:
    first = Client()
    password_step(first, officer)
    secret = set_up_app(first)
    later = Client()
    assert password_step(later, officer).headers["Location"] == "/account/tweede-stap/authenticate/"  # type: ignore[attr-defined]
    assert later.get("/hulp/").headers["Location"].startswith("/aanmelden/")
    assert later.get("/account/tweede-stap/authenticate/").status_code == 200
    assert later.post("/account/tweede-stap/authenticate/", {"code": "000000"}).status_code == 200
    assert later.get("/hulp/").status_code == 302
    later.post("/account/tweede-stap/authenticate/", {"code": demo.totp(secret, time.time())})
    assert later.get("/hulp/").status_code == 200


def test_the_only_second_step_cannot_be_taken_away(client: Client, officer: Account) -> None:
    password_step(client, officer)
    set_up_app(client)
    confirm_again(client)
    client.post("/account/tweede-stap/totp/deactivate/")
    assert Authenticator.objects.filter(user=officer, type="totp").exists()


@pytest.mark.parametrize(
    "address", ["", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/", "webauthn/", "webauthn/add/"]
)
def test_the_pages_of_the_second_step_open(client: Client, officer: Account, address: str) -> None:
    password_step(client, officer)
    set_up_app(client)
    assert client.get("/account/bevestigen/").status_code == 200
    confirm_again(client)
    assert client.get(f"/account/tweede-stap/{address}").status_code == 200
    assert client.get("/account/wachtwoord/").status_code == 200
    assert client.get("/afmelden/").status_code == 200


def test_a_withdrawn_role_counts_at_the_next_request(client: Client, zone: Tenant) -> None:
    admin = factories.staff_actor(zone, "administrator")
    account = factories.make_account()
    grant = actions.ask_role(admin, account_id=account.id, tenant_id=zone.id, role="desk_clerk")
    factories.sign_in(client, account)
    assert client.get("/hulp/").status_code == 200
    actions.withdraw_role(admin, grant_id=grant.id)
    assert client.get("/hulp/").status_code == 404


def test_a_role_ends_at_its_moment_though_the_session_remembers_it(client: Client, zone: Tenant) -> None:
    account, now = factories.make_account(), timezone.now()
    factories.grant(account, zone, "desk_clerk", valid_until=now + timedelta(hours=1))
    factories.sign_in(client, account)
    assert client.get("/hulp/").status_code == 200
    with time_machine.travel(now + timedelta(hours=1, seconds=1)):
        assert client.get("/hulp/").status_code == 404


def test_knowing_the_actor_takes_one_query_more_than_the_account(client: Client, zone: Tenant) -> None:
    factories.sign_in(client, factories.make_staff(zone, "desk_clerk"))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/hulp/")
        counts.append(sum("people_rolegrant" in query["sql"] for query in asked))
    assert counts == [1, 0]


def test_signing_out_closes_live_pages(client: Client, zone: Tenant) -> None:
    account = factories.make_staff(zone, "desk_clerk")
    factories.sign_in(client, account)
    client.post("/afmelden/")
    with connection.cursor() as cursor:
        cursor.execute("select tenant_id, verb, target_id from audit_event")
        assert cursor.fetchall() == [(zone.id, "people.sign_out", account.id)]
    assert client.get("/hulp/").status_code == 302


def test_a_key_is_an_actor_on_a_request(zone: Tenant, rf: object) -> None:
    from django.contrib.auth.models import AnonymousUser

    from nabij.people.middleware import actor as middleware

    account, secret = actions.make_key(
        factories.staff_actor(zone, "administrator"), tenant_id=zone.id, name="CIC", role="control_room"
    )
    actions.confirm_role(
        factories.staff_actor(zone, "administrator"), grant_id=RoleGrant.objects.get(account=account).id
    )
    seen: list[Actor] = []
    for presented in (secret, secret + "x"):
        request = rf.post("/", HTTP_AUTHORIZATION=f"Bearer {presented}")  # type: ignore[attr-defined]
        request.user, request.session = AnonymousUser(), {}
        middleware(lambda asked: seen.append(asked.actor))(request)  # type: ignore[attr-defined,arg-type,return-value,func-returns-value]
    assert [one.kind for one in seen] == ["key", "public"]
    assert seen[0].may("reports.post", zone.id)


def test_demo_codes_open_the_demo_accounts(client: Client, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    zone, city = factories.make_tenant(), factories.make_tenant("municipality")
    accounts = demo.make_accounts(zone, city)
    assert demo.make_accounts(zone, city).keys() == accounts.keys()
    role, username, password, code, left_s = demo.demo_codes()[0]
    assert (role, username) == ("dispatcher", "dispatcher") and 0 < left_s <= 30
    client.post("/aanmelden/", {"login": username, "password": password})
    client.post("/account/tweede-stap/authenticate/", {"code": code})
    assert client.get("/binnen/").headers["Location"] == "/meldkamer/"


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, last six digits."""
    import base64

    secret = base64.b32encode(b"12345678901234567890").decode()
    assert [demo.totp(secret, moment) for moment in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]
