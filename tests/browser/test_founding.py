"""A network begins: a neighbour shows interest on a phone, and staff walks the start-up at a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from nabij.networks.founding.models import Candidate, Interest, StartStep
from nabij.networks.founding.tests.factories import interested, make_ground, neighbour, settle, starting
from nabij.networks.models import Mandate, Network
from nabij.networks.tests.factories import LAT, LON
from nabij.people.models import Account
from nabij.people.tests import factories, letterbox

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def letters(settings: Any) -> Iterator[list[letterbox.Letter]]:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    letterbox.letters.clear()
    yield letterbox.letters
    letterbox.letters.clear()


def signed_in(browser: Browser, site: str, account: Account) -> Page:
    context = browser.new_context(locale="nl-BE", viewport={"width": 1440, "height": 900})
    session = factories.sign_in(Client(), account).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return context.new_page()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_neighbour_wants_a_network_on_a_phone(
    browser: Browser, site: str, letters: list[letterbox.Letter], scripts: bool
) -> None:
    place = make_ground(factories.make_tenant())
    context = browser.new_context(locale="nl-BE", viewport=PHONE, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site}/buurt/?address=Kerkstraat&lon={LON}&lat={LAT}")
    expect(page.get_by_role("heading", name="Start hier een BIN")).to_be_visible()
    page.get_by_role("link", name="Ik wil dit ook").click()
    page.get_by_label("Telefoonnummer of e-mailadres").fill("0470 12 34 56")
    page.get_by_role("button", name="Stuur mij een code").click()
    page.get_by_label("Code van zes cijfers").fill(letters[-1].code)
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_role("heading", name="Ik wil hier een netwerk")).to_be_visible()
    page.get_by_role("button", name="Toon mijn belangstelling").click()
    expect(page.get_by_role("alert").first).to_contain_text("volwassenen")
    page.get_by_label("Ik ben 18 of ouder en woon of werk daar").check()
    page.get_by_label("Ik wil coördinator of vervanger zijn").check()
    page.get_by_role("button", name="Toon mijn belangstelling").click()
    expect(page.get_by_role("heading", name=place.name)).to_contain_text("wil coördineren")
    assert Interest.objects.get().willing
    page.get_by_role("button", name="Ik wil het niet meer").click()
    expect(page.get_by_text("Je vroeg nog geen netwerk")).to_be_visible()
    assert not Interest.objects.exists()
    context.close()


def step(page: Page, code: str) -> Any:
    return page.locator(f"#{code}")


def test_staff_walks_a_start_up(browser: Browser, site: str, look: Callable[[Page], list[str]]) -> None:
    zone = factories.make_tenant()
    place = make_ground(zone)
    person = neighbour(name="An Peeters")
    interested(willing=True, person=person)
    officers = [factories.make_staff(zone, "mandated_officer") for _at in range(2)]
    page = signed_in(browser, site, factories.make_staff(zone, "prevention", "chief"))
    page.goto(f"{site}/netwerken/belangstelling")
    page.get_by_role("link", name="Beginnen").first.click()
    page.get_by_role("button", name="Begin deze opstart").click()
    expect(page.get_by_role("heading", name=f"BIN {place.name}")).to_be_visible()
    network = Network.objects.get()
    step(page, "interest").get_by_text("Dit is gedaan").click()
    step(page, "interest").get_by_role("button", name="Rond deze stap af").click()
    _meeting(page, "decision", 31)
    step(page, "police_start").get_by_label("Ja, het start").check()
    step(page, "police_start").get_by_label("Reden, voor de politiezone").fill("Reeks inbraken")
    step(page, "police_start").get_by_role("button", name="Bewaar deze beslissing").click()
    step(page, "officer").get_by_label("Gemandateerd politieambtenaar").select_option(str(officers[0].id))
    step(page, "officer").get_by_label("Wie vervangt").select_option(str(officers[1].id))
    step(page, "officer").get_by_role("button", name="Wijs hen aan").click()
    step(page, "screening").get_by_text("Stel iemand voor").click()
    step(page, "screening").get_by_label("Wie wil?").select_option(label="An Peeters")
    step(page, "screening").get_by_role("button", name="Stel voor").click()
    step(page, "screening").get_by_role("button", name="Geschikt", exact=True).click()
    expect(step(page, "screening")).to_contain_text("geschikt")
    _meeting(page, "coordinator", 28)
    expect(step(page, "coordinator")).to_contain_text("28 voor")
    assert look(page) == []
    assert Mandate.objects.get(network=network, role="coordinator").account_id == person.account_id
    assert Candidate.objects.get().outcome == "suitable"
    settle(network, "area", "steering", "plan", "budget", "house_rules", "charter", "federal")
    StartStep.objects.filter(network=network, code="opening").update(since=timezone.now(), due_at=timezone.now())
    page.reload()
    page.get_by_role("button", name="Open dit netwerk").click()
    expect(page.locator(".nb-pagehead")).to_contain_text("actief")
    page.context.close()


def _meeting(page: Page, code: str, votes_for: int) -> None:
    step(page, code).get_by_text("Een vergadering besliste").click()
    step(page, code).get_by_label("Dag van de vergadering").fill(timezone.localdate().isoformat())
    step(page, code).get_by_label("Voor", exact=True).fill(str(votes_for))
    step(page, code).get_by_label("Tegen").fill("2")
    step(page, code).get_by_role("button", name="Noteer deze beslissing").click()


def test_a_start_up_shows_how_far_it_is_to_everybody(page: Page, site: str, violations: Any, faults: list[str]) -> None:
    network = starting(factories.make_tenant())
    settle(network, "interest", "decision")
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/buurt/{network.id}/opstart/")
    expect(page.get_by_text("De politie start het")).to_be_visible()
    expect(page.get_by_role("link", name="Ik wil dit ook")).to_be_visible()
    assert violations() == []
    assert faults == []
