"""A shop on a phone: joining a BIN-Z, one tap to the police, a tap without a connection, and what the officer sees of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from nabij.alerts.models import Alert
from nabij.alerts.tests.factories import Zone, make_zone
from nabij.networks.models import MandateRole, Network
from nabij.networks.shops import hours
from nabij.networks.shops.models import Business, Tap
from nabij.networks.shops.tests.factories import Keeper, colleague, keeper, make_binz
from nabij.networks.tests.factories import mandate
from nabij.people.tests import factories, letterbox
from nabij.reports.models import Incident, Report

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
SHOTS = os.environ.get("NABIJ_SHOTS", "")


@pytest.fixture(autouse=True)
def letters(settings: Any) -> Iterator[list[letterbox.Letter]]:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    letterbox.letters.clear()
    yield letterbox.letters
    letterbox.letters.clear()


@pytest.fixture
def zone() -> Zone:
    return make_zone(members=1)


@pytest.fixture
def binz(zone: Zone) -> Network:
    return make_binz(zone.tenant, zone.place.lon, zone.place.lat, name="BIN-Z Centrum")


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="nl-BE", viewport=PHONE, has_touch=True)
    yield context
    context.close()


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def behind_the_counter(context: BrowserContext, site: str, who: Keeper) -> Page:
    context.add_cookies([{"name": "sessionid", "value": who.client().cookies["sessionid"].value, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/winkel/")
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_shop_joins_on_a_phone(
    browser: Browser, site: str, zone: Zone, binz: Network, letters: list[letterbox.Letter], scripts: bool
) -> None:
    context = browser.new_context(locale="nl-BE", viewport=PHONE, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site}/buurt/{binz.id}/?address=Winkelstraat+3&lon={zone.place.lon}&lat={zone.place.lat}")
    page.get_by_role("link", name="Doe mee").first.click()
    page.get_by_label("Telefoonnummer of e-mailadres").fill("0470 12 34 56")
    page.get_by_role("button", name="Stuur mij een code").click()
    page.get_by_label("Code van zes cijfers").fill(letters[-1].code)
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_role("heading", name="Je zaak", exact=True)).to_be_visible()
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_label("Naam van de zaak").fill("Boekhandel Theoria")
    page.get_by_label("Winkel", exact=True).check()
    page.get_by_label("Zondag").fill("10-12")
    shot(page, f"join-shop-{scripts}")
    page.get_by_role("button", name="Volgende").click()
    page.get_by_label("Ik heb de huisregels gelezen en ga akkoord").check()
    page.get_by_label("Ik ben 18 of ouder, en werk in dit gebied").check()
    page.get_by_label("Waarschuw me op elk uur bij een overval in de buurt").check()
    shot(page, f"join-me-{scripts}")
    page.get_by_role("button", name="Doe mee").click()
    expect(page.get_by_text("Boekhandel Theoria doet nu mee met BIN-Z Centrum.")).to_be_visible()
    shot(page, f"shop-{scripts}")
    assert Business.objects.get().hours == hours.read(dict.fromkeys(range(6), "9-18") | {6: "10-12"})
    context.close()


def test_one_tap_is_at_the_police_within_two_seconds(
    phone: BrowserContext, site: str, binz: Network, look: Callable[[Page], list[str]]
) -> None:
    who = keeper(binz, name="Boekhandel Theoria")
    page = behind_the_counter(phone, site, who)
    expect(page.get_by_role("button", name="Winkeldief nu")).to_be_visible()
    assert look(page) == []
    shot(page, "counter")
    started = time.monotonic()
    page.get_by_role("button", name="Winkeldief nu").tap()
    expect(page.get_by_role("heading", name="De politie heeft het")).to_be_visible()
    assert time.monotonic() - started < 2
    assert look(page) == []
    shot(page, "tap")
    assert Incident.objects.get().summary == "Winkeldief nu bij Boekhandel Theoria."
    assert not Alert.objects.exists()
    page.get_by_label("2", exact=True).check()
    page.get_by_label("met de fiets").check()
    page.get_by_label("Wat heb je gezien?").fill("Een Marokkaanse man met een rugzak")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_role("alert").first).to_contain_text("afkomst")
    page.get_by_label("Wat heb je gezien?").fill("Een man met een rode rugzak")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_text("Dank je. Weet je nog meer?")).to_be_visible()
    assert Report.objects.get().answers == {"count": "2", "moves": "met de fiets"}
    page.get_by_role("link", name="Volg deze melding").click()
    shot(page, "follow")
    expect(page.get_by_role("heading", name="We kregen je melding. Een mens leest ze.")).to_be_visible()


def test_a_mistake_is_taken_back(phone: BrowserContext, site: str, binz: Network) -> None:
    page = behind_the_counter(phone, site, keeper(binz))
    page.get_by_role("button", name="Vals geld").tap()
    page.get_by_role("button", name="Vergissing? Neem het terug").tap()
    expect(page.get_by_text("Teruggenomen")).to_be_visible()
    assert Incident.objects.get().state == "closed"


def test_of_a_hold_up_the_number_comes_first(phone: BrowserContext, site: str, binz: Network) -> None:
    page = behind_the_counter(phone, site, keeper(binz))
    page.get_by_role("button", name="Overval").tap()
    call = page.get_by_role("link", name="Bel 101", exact=True)
    expect(call).to_have_attribute("href", "tel:101")
    shot(page, "call")
    box, other = call.bounding_box(), page.get_by_role("button", name="Meld het hier ook").bounding_box()
    assert box
    assert other
    assert box["y"] < other["y"]
    assert box["width"] * box["height"] > 2 * other["width"] * other["height"], "the call dominates"
    assert not Incident.objects.exists()
    page.get_by_role("button", name="Meld het hier ook").tap()
    expect(page.get_by_role("heading", name="De politie heeft het")).to_be_visible()


def test_a_tap_without_a_connection_is_sent_once_when_it_is_back(
    phone: BrowserContext, site: str, binz: Network
) -> None:
    page = behind_the_counter(phone, site, keeper(binz))
    lost: list[Route] = []

    def cut(route: Route) -> None:
        """The first try comes through and its answer is lost; the second finds no line at all."""
        lost.append(route)
        if len(lost) == 1:
            route.fetch(max_redirects=0)
        if len(lost) <= 2:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/meld", cut)
    page.get_by_role("button", name="Wisseltruc").tap()
    expect(page.get_by_role("alert")).to_contain_text("Geen verbinding. Bel nu 101.")
    shot(page, "offline")
    expect(page.get_by_role("heading", name="De politie heeft het")).to_be_visible(timeout=15_000)
    assert len(lost) == 3
    assert Tap.objects.count() == Incident.objects.count() == 1


def test_the_officer_sees_who_can_be_warned_now(
    page: Page, site: str, zone: Zone, binz: Network, faults: list[str], violations: Callable[[], list[str]]
) -> None:
    first = keeper(binz, name="Apotheek Claes", sector="pharmacies")
    colleague(first)
    first.tap("shoplifting")
    keeper(binz, hours.NEVER, name="Boekhandel Theoria").tap("false-money")
    mandate(binz, MandateRole.OFFICER, zone.officer.id)
    client = factories.sign_in(Client(), zone.officer)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/netwerken/{binz.id}/zaken")
    expect(page.get_by_text("1 van 2 zaken bereikbaar")).to_be_visible()
    expect(page.get_by_role("link", name="Handelszaken")).to_have_attribute("aria-current", "page")
    shot(page, "overview")
    assert violations() == []
    assert faults == []
    page.set_viewport_size(PHONE)
    shot(page, "overview-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
