"""Somebody follows their report on a phone: reads, rates, says it is not solved, and leaves; each page fits and is accessible."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nabij.reports.answers.models import Rating
from nabij.reports.answers.tests.factories import ended
from nabij.reports.models import Incident, Report
from nabij.reports.tests.factories import Town, make_town

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}
SMALLEST_PX = 44
TOO_SMALL = """least => ["button", "summary", ".ams-button", ".nb-tile", "input.ams-text-input"]
  .flatMap(kind => [...document.querySelectorAll(`main ${kind}`)])
  .filter(one => one.checkVisibility() && one.closest(".ams-visually-hidden") === null)
  .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
  .filter(([, height]) => height > 0 && height < least).map(([html, height]) => `${html}: ${height}`)"""
Check = Callable[[], list[str]]


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return page


def fits(page: Page, violations: Check) -> None:
    """No sideways scrolling, nothing too small for a thumb, and axe-core has nothing to say."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    small = page.evaluate(TOO_SMALL, SMALLEST_PX)
    assert small == [], f"{page.url}: {small}"
    assert violations() == []


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready]")


def test_follow_rate_open_again_and_leave_on_a_phone(
    site: str, phone: Page, faults: list[str], violations: Check, town: Town
) -> None:
    made = ended(town)
    open_page(phone, f"{site}/volgen/")
    fits(phone, violations)
    phone.get_by_label("Jouw code").fill(made.code.lower())
    phone.get_by_role("button", name="Toon").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dit is opgelost. Bedankt voor je melding.")
    fits(phone, violations)
    phone.get_by_role("button", name="Verstuur mijn antwoord").click()
    expect(phone.get_by_text("Kies ja, gedeeltelijk of nee.").first).to_be_visible()
    fits(phone, violations)
    phone.get_by_role("group", name="Is het opgelost?").get_by_label("Nee").check()
    phone.get_by_role("group", name="Hoe hebben we je geholpen?").get_by_label("Slecht").check()
    phone.get_by_role("button", name="Verstuur mijn antwoord").click()
    expect(phone.get_by_text("Dank je. We leren ervan.")).to_be_visible()
    assert Rating.objects.get().solved == "no"
    phone.get_by_label("Wat is er nog mis?").fill("Het ligt er nog.")
    fits(phone, violations)
    phone.get_by_role("button", name="Open ze opnieuw").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("We bekijken dit opnieuw.")
    assert Incident.objects.get().state == "in_hand"
    phone.get_by_role("button", name="Stuur me geen berichten meer").click()
    expect(phone.get_by_text("Je krijgt geen berichten meer over deze melding.")).to_be_visible()
    assert Report.objects.get().muted_at is not None
    assert [one for one in faults if "422" not in one] == []


def test_pages_in_plain_words_fit_and_are_read_aloud(
    site: str, phone: Page, faults: list[str], violations: Check
) -> None:
    open_page(phone, f"{site}/makkelijk/")
    for name in ("Iets melden", "Je melding volgen", "Mijn pagina", "Meedoen met je buren"):
        phone.get_by_role("navigation", name="Meer in eenvoudige taal").get_by_role("link", name=name).click()
        expect(phone.get_by_role("heading", level=1)).to_contain_text(name)
        fits(phone, violations)
    expect(phone.get_by_role("button", name="Lees voor")).to_be_visible()
    assert faults == []
