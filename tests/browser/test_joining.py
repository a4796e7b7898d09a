"""A neighbour joins a network on a phone, from an address to a member: no account before, no password ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from nabij.networks.models import MemberPoint, Membership
from nabij.networks.tests.factories import LAT, LON, make_network
from nabij.people.tests import factories, letterbox

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def letters(settings: Any) -> Iterator[list[letterbox.Letter]]:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    letterbox.letters.clear()
    yield letterbox.letters
    letterbox.letters.clear()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_neighbour_joins_on_a_phone(
    browser: Browser, site: str, letters: list[letterbox.Letter], scripts: bool
) -> None:
    network = make_network(factories.make_tenant(), name="BIN Kerkveld")
    context = browser.new_context(locale="nl-BE", viewport=PHONE, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site}/buurt/?address=Kerkstraat&lon={LON}&lat={LAT}")
    page.get_by_role("link", name="Bekijk het en doe mee").click()
    expect(page.get_by_role("heading", name="Huisregels")).to_be_visible()
    page.get_by_role("link", name="Doe mee").click()
    page.get_by_label("Telefoonnummer of e-mailadres").fill("0470 12 34 56")
    page.get_by_role("button", name="Stuur mij een code").click()
    page.get_by_label("Code van zes cijfers").fill(letters[-1].code)
    page.get_by_role("button", name="Ga verder").click()
    page.get_by_role("button", name="Word lid").click()
    expect(page.get_by_role("alert").first).to_contain_text("huisregels")
    page.get_by_label("Ik heb de huisregels gelezen en ga akkoord").check()
    page.get_by_label("Ik ben 18 of ouder, en woon of werk in dit gebied").check()
    page.get_by_role("button", name="Word lid").click()
    expect(page.get_by_text("Je bent nu lid van BIN Kerkveld.")).to_be_visible()
    member = Membership.objects.get(network=network)
    assert MemberPoint.objects.filter(membership=member).count() == 1
    page.get_by_role("button", name="Verlaat dit netwerk").click()
    expect(page.get_by_text("Nog geen netwerk")).to_be_visible()
    context.close()
