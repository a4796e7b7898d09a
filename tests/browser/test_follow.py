"""Somebody follows their report on a phone: reads, rates, says it is not solved, and leaves; each page fits and is accessible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from nabij.people.models import Person
from nabij.people.tests import factories as people
from nabij.reports.answers.models import Rating
from nabij.reports.answers.tests.factories import by_mail, ended
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


def test_my_page_by_one_thumb_and_a_screen_reader(
    site: str, phone: Page, faults: list[str], violations: Check, town: Town
) -> None:
    person = people.make_resident("An Peeters")
    people.make_contact_point(person, "email", "an@example.org")
    made = by_mail()
    _signed_in(phone, site, person)
    open_page(phone, f"{site}/mijn/")
    fits(phone, violations)
    _is_read_well(phone)
    phone.get_by_text("Voeg een plaats toe").click()
    fits(phone, violations)
    open_page(phone, f"{site}/mijn/meldingen/")
    phone.get_by_text("Voeg een melding toe met haar code").click()
    phone.get_by_label("Jouw code").fill(made.code)
    fits(phone, violations)
    phone.get_by_role("button", name="Voeg ze toe").click()
    expect(phone.get_by_role("link", name="Volg deze melding")).to_be_visible()
    fits(phone, violations)
    open_page(phone, f"{site}/mijn/wissen/")
    fits(phone, violations)
    phone.get_by_role("button", name="Wis alles").click()
    expect(phone.get_by_text("Vink dit eerst aan").first).to_be_visible()
    phone.get_by_label("Ja, wis alles.").check()
    phone.get_by_role("button", name="Wis alles").click()
    expect(phone.get_by_role("heading", name="Gewist")).to_be_visible()
    assert not Person.objects.exists()
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


def _signed_in(page: Page, site: str, person: Person) -> None:
    client = people.sign_in(Client(), person.account)  # type: ignore[arg-type]
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


def _is_read_well(page: Page) -> None:
    """As a screen reader goes through it: one heading of the page, its parts in order, landmarks and a name on each control."""
    tree: Any = page.locator("body").aria_snapshot()
    for landmark in ("banner", "main", "contentinfo", "navigation"):
        assert f"- {landmark}" in tree, landmark
    assert tree.count("[level=1]") == 1
    for part in ("Hoe we je bereiken", "Waar", "Andere plaatsen waar je om geeft", "Naam en taal", "Je gegevens"):
        assert f'heading "{part}" [level=2]' in tree, part
    bare = [
        line.strip() for line in tree.splitlines() if line.strip() in ("- button", "- link", "- textbox", "- combobox")
    ]
    assert bare == []
