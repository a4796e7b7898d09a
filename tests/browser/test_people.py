"""Signing in and one's own page in a browser: accessible, on a phone too, and with a real passkey."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from nabij.people.models import Account, Person
from nabij.people.tests import factories
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "een lange zin voor mij"
Check = Callable[[], list[str]]


@pytest.fixture
def zone() -> Tenant:
    return factories.make_tenant()


@pytest.fixture
def clerk(zone: Tenant) -> Account:
    account = factories.make_staff(zone, "desk_clerk", "administrator")
    account.set_password(PASSWORD)
    account.save()
    return account


def take_session(page: Page, site: str, account: Account) -> None:
    session = factories.sign_in(Client(), account).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready]")


def resident() -> Person:
    person = factories.make_resident("An Peeters")
    factories.make_contact_point(person)
    factories.make_contact_point(person, kind="email", verified=False)
    return person


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_a_resident_are_accessible_and_fit(
    site: str, page: Page, violations: Check, zone: Tenant, width: int
) -> None:
    person = resident()
    page.set_viewport_size({"width": width, "height": 800})
    addresses = ["/mijn/aanmelden/", "/aanmelden/"]
    assert_fits(page, site, addresses, violations, width)
    assert person.account
    take_session(page, site, person.account)
    first = person.contact_points.earliest("id")
    assert_fits(page, site, ["/mijn/", f"/mijn/gegeven/{first.id}/", "/mijn/wissen/"], violations, width)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_staff_are_accessible_and_fit(
    site: str, page: Page, violations: Check, zone: Tenant, clerk: Account, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    take_session(page, site, clerk)
    assert_fits(
        page,
        site,
        ["/hulp/", "/rechten/", "/account/tweede-stap/", "/account/tweede-stap/webauthn/"],
        violations,
        width,
    )


def assert_fits(page: Page, site: str, addresses: list[str], violations: Check, width: int) -> None:
    for address in addresses:
        open_page(page, site + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert violations() == [], address


def test_a_passkey_is_all_that_staff_needs(
    site: str, page: Page, settings: Any, clerk: Account, faults: list[str]
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    plug_in_authenticator(page)
    open_page(page, f"{site}/aanmelden/")
    page.get_by_label("Naam om mee aan te melden").fill(clerk.username)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    page.get_by_role("link", name="Een toegangssleutel toevoegen").click()
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/account/tweede-stap/recovery-codes/")
    open_page(page, f"{site}/hulp/")
    page.get_by_role("button", name="Afmelden").click()
    open_page(page, f"{site}/aanmelden/?next=/hulp/")
    page.get_by_role("button", name="Aanmelden met een toegangssleutel").click()
    expect(page.get_by_role("heading", name="Een bewoner helpen")).to_be_visible()
    assert faults == []


def plug_in_authenticator(page: Page) -> None:
    """A passkey device of the browser's own, always willing."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
