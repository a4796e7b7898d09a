"""The video desk and the page for victims on a telephone, as a resident and a clerk use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from nabij.desk.video.models import Ring, RingBack, RingState
from nabij.desk.video.tests.factories import on_duty, open_desk, ring
from nabij.desk.video.tokens import token_of
from nabij.desk.video.views.public import RING
from nabij.desk.waiting import keys
from nabij.desk.waiting.tests.factories import make_hall
from nabij.people.tests.factories import make_tenant, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}


def phone(browser: Browser, **more: Any) -> Page:
    return browser.new_context(locale="nl-BE", viewport=PHONE, **more).new_page()  # type: ignore[arg-type]


def test_a_resident_rings_and_a_clerk_answers(
    page: Page, browser: Browser, site: str, settings: Any, faults: list[str], look: Callable[[Page], list[str]]
) -> None:
    settings.SITE_URL = site
    zone = open_desk(server="", phone="+3250123456")
    client = sign_in(Client(), on_duty(zone))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/beeld/balie/")
    expect(page.get_by_text("Niemand belt.")).to_be_visible()
    resident = phone(browser)
    resident.goto(f"{site}/beeld/")
    assert look(resident) == []
    resident.get_by_label("Ik heb iets gezien of gehoord").check()
    resident.get_by_role("button", name="Bel nu via beeld").click()
    expect(resident.get_by_role("heading", name="We bellen nu")).to_be_visible()
    assert look(resident) == []
    page.get_by_role("button", name="Neem op").click()
    expect(page.get_by_role("link", name="Begin het gesprek")).to_be_visible()
    assert look(page) == []
    begin = resident.get_by_role("link", name="Begin het gesprek")
    expect(begin).to_be_visible()
    assert resident.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    link = begin.get_attribute("href") or ""
    begin.click()
    expect(resident.get_by_role("heading", name="In plaats van een vergaderkamer")).to_be_visible()
    page.get_by_role("button", name="Het gesprek is voorbij").click()
    expect(page.get_by_role("heading", name="Beeldbalie")).to_be_visible()
    resident.goto(link)
    expect(resident.get_by_role("heading", name="Deze link werkt niet meer")).to_be_visible()
    assert look(resident) == []
    assert Ring.objects.get().state == RingState.DONE
    assert faults == []
    resident.context.close()


def test_without_scripts_one_rings_and_asks_to_be_called_back(site: str, browser: Browser) -> None:
    on_duty(open_desk())
    resident = phone(browser, java_script_enabled=False)
    resident.goto(f"{site}/beeld/")
    resident.get_by_label("Er is mij iets overkomen").check()
    resident.get_by_role("button", name="Bel nu via beeld").click()
    expect(resident.get_by_role("heading", name="We bellen nu")).to_be_visible()
    expect(resident.get_by_label("Je telefoonnummer")).to_be_hidden()
    resident.get_by_role("link", name="Liever teruggebeld worden?").click()
    resident.get_by_label("Je telefoonnummer").fill("0470 12 34 56")
    resident.get_by_role("button", name="Bel mij terug").click()
    expect(resident.get_by_role("heading", name="We bellen je terug")).to_be_visible()
    assert RingBack.objects.count() == 1
    assert Ring.objects.get().state == RingState.CANCELLED
    resident.context.close()


def test_a_broken_line_is_said_to_who_waits_and_by_the_screen_of_the_hall_and_mends_itself(
    site: str, browser: Browser, look: Callable[[Page], list[str]]
) -> None:
    zone = open_desk(server="")
    on_duty(zone)
    hall = make_hall(make_tenant())
    screen_of = f"/wachtzaal/{hall.counter_id}/{keys.kiosk_key(hall.counter_id)}/"
    wait_of = f"/beeld/wacht/{token_of(RING, ring(zone).id)}/"
    for path, said, after_s in ((wait_of, "De verbinding is weg", 12), (screen_of, "Dit scherm loopt achter", 40)):
        page = phone(browser)
        page.clock.install()
        page.goto(f"{site}{path}")
        page.wait_for_selector("html[data-ready]")
        expect(page.get_by_text(said)).to_be_hidden()
        page.route("**/*", lambda route: route.abort())
        page.clock.run_for(after_s * 1000)
        expect(page.get_by_text(said)).to_be_visible()
        assert look(page) == []
        page.unroute("**/*")
        page.clock.run_for(6_000)
        expect(page.get_by_text(said)).to_be_hidden()
        page.context.close()


def test_who_leaves_the_page_for_victims_quickly_leaves_no_way_back(
    site: str, browser: Browser, look: Callable[[Page], list[str]]
) -> None:
    reader = phone(browser)
    reader.route("https://www.meteo.be/**", lambda route: route.fulfill(body="<h1>Weer</h1>", content_type="text/html"))
    for leave in ("click", "keys"):
        reader.goto(f"{site}/gezondheid/")
        reader.goto(f"{site}/slachtoffer/")
        reader.wait_for_selector("html[data-ready]")
        assert look(reader) == []
        assert reader.context.cookies() == []
        assert reader.evaluate("localStorage.length + sessionStorage.length") == 0
        assert reader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        if leave == "click":
            reader.get_by_role("link", name="Verlaat snel deze pagina").click()
        else:
            for _press in range(3):
                reader.keyboard.press("Escape")
        expect(reader.get_by_role("heading", name="Weer")).to_be_visible()
        reader.go_back()
        assert reader.url == f"{site}/gezondheid/", "the page is not in the history"
    reader.context.close()
