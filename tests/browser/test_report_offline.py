"""Reporting on a telephone whose network goes away and comes back; what is known nearby; and what an answer puts first."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from nabij.reports.models import Photo, Report
from nabij.reports.pictures import path_of
from nabij.reports.tests.factories import HERE, Town, make_address, make_town, report

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[], list[str]]
PHONE = {"width": 360, "height": 740}
STREET = "Dorpsstraat"
LARGE = (3200, 2400)
KEEPS_THE_FORM = """async () => {
  await navigator.serviceWorker.ready;
  for (const name of await caches.keys()) {
    const kept = (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname);
    if (kept.some((path) => path.startsWith('/melden/zonder-net/'))) return kept;
  }
  return null;
}"""

ONE_WAS_SENT = """() => new Promise((done) => {
  const asked = indexedDB.open('nabij');
  asked.onsuccess = () => {
    const rows = asked.result.transaction('sent').objectStore('sent').count();
    rows.onsuccess = () => done(rows.result === 1);
  };
})"""

NO_ROOM = """() => {
  window.putWithRoom = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (row) {
    if (row.photos?.length) throw new DOMException("full", "QuotaExceededError");
    return window.putWithRoom.call(this, row);
  };
}"""
"""No room for a photo. Stubbed: Chromium remembers for minutes how much room there was, whatever quota it is told."""


@pytest.fixture
def town(transactional_db: None, settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT = tmp_path
    settings.NABIJ_SLOTS = {}
    made = make_town()
    make_address(STREET, "12", HERE)
    return made


@pytest.fixture
def phone(page: Page, site: str, town: Town) -> Page:
    """A telephone that opened the form once, so that its service worker keeps what works without a network."""
    page.set_viewport_size(PHONE)
    open_page(page, f"{site}/melden/")
    page.wait_for_function(f"({KEEPS_THE_FORM})()")
    open_page(page, f"{site}/melden/")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready]")


def look(page: Page, violations: Check) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    assert violations() == [], page.url


def large_photo() -> dict[str, Any]:
    """A photo as a telephone takes it: far larger than what is needed, and with a maker in it."""
    exif, made = Image.Exif(), io.BytesIO()
    exif[0x010F] = "SpyPhone"
    Image.effect_noise(LARGE, 40).convert("RGB").save(made, "JPEG", quality=90, exif=exif)
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def test_what_is_written_without_a_network_waits_and_sends_itself_once(
    phone: Page, context: BrowserContext, site: str, violations: Check, settings: Any
) -> None:
    kept = phone.evaluate(KEEPS_THE_FORM)
    assert all(path.startswith(("/static/", "/melden/zonder-net/")) for path in kept)
    assert not any("map" in path or "maplibre" in path for path in kept)
    context.set_offline(True)
    phone.goto(f"{site}/melden/")
    phone.wait_for_selector("[data-island=offline][data-open]")
    expect(phone.get_by_role("heading", name="Melden zonder netwerk")).to_be_visible()
    phone.get_by_label("Wat wil je melden?").select_option("burglary")
    expect(phone.get_by_role("link", name="Bel 101").last).to_have_attribute("href", "tel:101")
    phone.get_by_label("Wat wil je melden?").select_option("violence-home")
    expect(phone.get_by_label("Wat is er gebeurd?")).to_be_hidden()
    phone.get_by_label("Wat wil je melden?").select_option("dumping")
    phone.get_by_label("Adres of kruispunt").fill(f"{STREET} 12")
    phone.get_by_label("Wat is er gebeurd?").fill("Zes zakken puin.")
    expect(phone.get_by_label("Hoeveel zakken ongeveer?")).to_be_hidden()
    phone.get_by_label("Zakken", exact=True).check()
    phone.get_by_label("Hoeveel zakken ongeveer?").fill("6")
    phone.locator("input[type=file]").set_input_files([large_photo(), large_photo()])
    phone.get_by_role("button", name="Verwijder foto 2").click()
    expect(phone.get_by_text("Foto's: 1")).to_be_visible()
    look(phone, violations)
    phone.get_by_label("Ik zie het nu gebeuren").check()
    expect(phone.get_by_role("link", name="Bel 101").last).to_be_visible()
    phone.get_by_label("Ik zie het nu gebeuren").uncheck()
    phone.evaluate(NO_ROOM)
    phone.get_by_role("button", name="Bewaar, en verstuur").click()
    expect(phone.get_by_text("geen plaats voor de foto's")).to_be_visible()
    expect(phone.get_by_label("Wat is er gebeurd?")).to_have_value("Zes zakken puin.")
    phone.evaluate("() => { IDBObjectStore.prototype.put = window.putWithRoom; }")
    phone.get_by_role("button", name="Bewaar, en verstuur").click()
    expect(phone.get_by_text("Wacht op netwerk")).to_be_visible()
    look(phone, violations)
    assert not Report.objects.exists()
    settings.NABIJ_CLAMD = "/nobody/answers.sock"
    context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.get_by_text("De site kan ze nog niet aannemen")).to_be_visible()
    assert not Report.objects.exists()
    settings.NABIJ_CLAMD = ""
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.get_by_text("Verstuurd. Je code:")).to_be_visible()
    for _turn in range(3):
        phone.evaluate("navigator.serviceWorker.controller.postMessage({send: true})")
    stored = Report.objects.get()
    assert (stored.category_id, stored.answers, stored.text) == (
        "dumping",
        {"what": "bags", "bags": "6"},
        "Zes zakken puin.",
    )
    drawn = path_of(Photo.objects.get().file).read_bytes()
    assert b"SpyPhone" not in drawn and max(Image.open(io.BytesIO(drawn)).size) == 1600
    phone.get_by_role("link", name="Volg je melding").click()
    phone.wait_for_url("**/volgen/*")
    expect(phone.get_by_role("main")).to_contain_text("Sluikstort")
    assert Report.objects.count() == 1


def test_a_network_that_goes_away_in_the_middle_loses_nothing(phone: Page, context: BrowserContext, site: str) -> None:
    phone.locator("button[value=litter]").dispatch_event("click")
    phone.get_by_label("Adres of kruispunt", exact=True).fill("dorpstraat 12")
    phone.get_by_role("option").first.click()
    phone.get_by_role("button", name="Volgende").click()
    phone.get_by_label("Wat is er gebeurd?").fill("Blikjes in de gracht.")
    context.set_offline(True)
    phone.get_by_role("button", name="Volgende").click()
    phone.wait_for_selector("[data-island=offline][data-open]")
    expect(phone.get_by_label("Wat is er gebeurd?")).to_have_value("Blikjes in de gracht.")
    expect(phone.get_by_label("Adres of kruispunt")).to_have_value(re.compile(STREET))
    phone.get_by_role("button", name="Bewaar, en verstuur").click()
    expect(phone.get_by_text("Wacht op netwerk")).to_be_visible()
    phone.get_by_role("button", name="Wijzigen").click()
    phone.get_by_label("Wat is er gebeurd?").fill("Blikjes en flessen.")
    phone.get_by_role("button", name="Bewaar, en verstuur").click()
    expect(phone.get_by_text("Wacht op netwerk")).to_be_visible()
    context.set_offline(False)
    open_page(phone, f"{site}/")
    phone.wait_for_function(ONE_WAS_SENT)
    assert Report.objects.get().text == "Blikjes en flessen."


def test_a_report_by_keyboard_alone_meets_what_is_known_and_what_comes_first(
    page: Page, site: str, town: Town, violations: Check, faults: list[str]
) -> None:
    page.set_viewport_size(PHONE)
    known = report(category="lighting")
    open_page(page, f"{site}/melden/")
    keys = page.keyboard
    tab_to(page, "#id_q")
    keys.type("straatlamp", delay=10)
    page.wait_for_selector("#kinds button[value=lighting]")
    press(page, "button[value=lighting]")
    page.wait_for_selector("[role=combobox]")
    tab_to(page, "[name=address]")
    keys.type("dorpstraat 12", delay=10)
    page.get_by_role("option").first.wait_for()
    keys.press("ArrowDown")
    keys.press("Enter")
    press(page, "main form[method=post] button:has-text('Volgende')")
    expect(page.get_by_role("heading", name="Is het een van deze?")).to_be_visible()
    look(page, violations)
    press(page, f"a[href*='{known.incident_id}']")
    expect(page.get_by_role("heading", name="Hou me op de hoogte")).to_be_visible()
    look(page, violations)
    page.go_back()
    press(page, "main form[method=post] button:has-text('Nee, bij mij is het iets anders')")
    expect(page.get_by_role("heading", name="Vertel ons meer")).to_be_visible()
    tab_to(page, "[name=text]")
    keys.type("er is een fiets gestolen aan het station", delay=5)
    expect(page.locator("button[name=switch][value=bike-theft]")).to_be_visible(timeout=30_000)
    tab_to(page, "[name=q_wires]")
    keys.press("ArrowDown")
    look(page, violations)
    press(page, "main form[method=post] button:has-text('Volgende')")
    expect(page.get_by_role("link", name="Bel 112").last).to_have_attribute("href", "tel:112")
    look(page, violations)
    press(page, "main form[method=post] button")
    press(page, "main form[method=post] button:has-text('Verstuur je melding')")
    expect(page.get_by_role("heading", name="Bedankt. Je melding is verstuurd.")).to_be_visible()
    assert Report.objects.filter(category="lighting", answers={"wires": "yes"}).count() == 1
    assert faults == []


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until this has the focus, as somebody without a mouse does."""
    for _press in range(80):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is never reached by Tab")


def press(page: Page, selector: str) -> None:
    element = page.locator(selector).first
    element.wait_for()
    for _press in range(80):
        if element.evaluate("(one) => document.activeElement === one"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is never reached by Tab")
