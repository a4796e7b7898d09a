"""Reporting, taking a call and judging in a browser: on a phone, without a script, and by keyboard alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from nabij.people.models import Account
from nabij.people.tests.factories import make_staff, sign_in
from nabij.reports import actions
from nabij.reports.models import Incident, Report
from nabij.reports.tests.factories import HERE, Town, make_address, make_town, report

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[], list[str]]
CALL_WITHIN_S = 20
STREET = "Dorpsstraat"


@pytest.fixture
def town(transactional_db: None, settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT = tmp_path
    settings.NABIJ_SLOTS = {}
    made = make_town()
    make_address(STREET, "12", HERE)
    return made


@pytest.fixture
def dispatcher(town: Town) -> Account:
    return make_staff(town.zone, "dispatcher")


def take_session(page: Page, site: str, account: Account) -> None:
    name = django_settings.SESSION_COOKIE_NAME
    session = sign_in(Client(), account).cookies[name].value
    page.context.add_cookies([{"name": name, "value": session, "url": site}])


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready]")


def look(page: Page, violations: Check, width: int = 360) -> None:
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert violations() == [], page.url


def test_a_burglary_is_reported_on_a_phone_and_followed(
    site: str, town: Town, page: Page, violations: Check, faults: list[str]
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_page(page, f"{site}/melden/")
    look(page, violations)
    page.get_by_label("Zoek in je eigen woorden").fill("inbraak")
    page.locator("button[value=burglary]").click()
    look(page, violations)
    page.get_by_role("button", name="Ja, nu").click()
    look(page, violations)
    expect(page.get_by_role("link", name="Bel 101", exact=True)).to_have_attribute("href", "tel:101")
    page.get_by_role("button", name="Ga verder met je melding").click()
    address = page.get_by_label("Adres of kruispunt", exact=True)
    address.fill("dorpstraat 12")
    page.get_by_role("option").first.click()
    expect(address).to_have_value(f"{STREET} 12, 8695 Zandekerke")
    look(page, violations)
    page.get_by_role("button", name="Volgende").click()
    page.get_by_label("Wat is er gebeurd?").fill("Glas gehoord aan de achterkant.")
    look(page, violations)
    page.get_by_role("button", name="Volgende").click()
    page.get_by_text("Ja, jullie mogen mij bereiken").click()
    page.get_by_label("Telefoon of e-mail").fill("0470 12 34 56")
    look(page, violations)
    page.get_by_role("button", name="Verstuur je melding").click()
    look(page, violations)
    expect(page.get_by_text("Een melding is geen aangifte")).to_be_visible()
    page.get_by_role("link", name="Volg je melding").click()
    look(page, violations)
    stored = Report.objects.get()
    assert (stored.category_id, stored.address, stored.caught_in_act) == (
        "burglary",
        f"{STREET} 12, 8695 Zandekerke",
        True,
    )
    assert faults == []


def test_without_a_script_a_report_is_sent_too(site: str, town: Town, browser: Browser) -> None:
    page = browser.new_context(
        java_script_enabled=False, locale="nl-BE", viewport={"width": 360, "height": 740}
    ).new_page()
    page.goto(f"{site}/melden/?q=sluikstort")
    page.locator("button[value=dumping]").click()
    page.get_by_label("Adres of kruispunt", exact=True).fill(STREET)
    page.get_by_role("button", name="Volgende").click()
    page.get_by_role("button", name=STREET).click()
    page.get_by_label("Wat is er gebeurd?").fill("Zes zakken puin.")
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_role("button", name="Verstuur je melding")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Wat is er gebeurd?")).to_have_value("Zes zakken puin.")
    page.get_by_role("button", name="Volgende").click()
    page.get_by_role("button", name="Verstuur je melding").click()
    expect(page.get_by_role("heading", name="Bedankt. Je melding is verstuurd.")).to_be_visible()
    page.context.close()
    assert Report.objects.get().tenant_id == town.city.id


def test_a_call_is_written_down_by_keyboard_alone_within_twenty_seconds(
    site: str, town: Town, page: Page, dispatcher: Account, violations: Check
) -> None:
    known = report(category="suspicious")
    take_session(page, site, dispatcher)
    open_page(page, f"{site}/meldkamer/nieuw")
    look(page, violations, 1280)
    began, keys = time.monotonic(), page.keyboard
    keys.type("verd", delay=20)
    expect(page.get_by_role("option", name="Verdachte situatie")).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.press("Tab")
    keys.type("dorpstr 12", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator(f"input[name=join][value='{known.incident_id}']")).to_be_visible()
    keys.press("Tab")
    keys.type("Man voelt aan deuren", delay=10)
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.type("0470 12 34 56", delay=10)
    keys.press("Enter")
    page.wait_for_url("**/incidenten/**")
    assert time.monotonic() - began < CALL_WITHIN_S
    stored = Report.objects.get(channel="call")
    assert (stored.category_id, stored.caught_in_act, stored.contact_kind) == ("suspicious", True, "sms")
    look(page, violations, 1280)


@pytest.mark.parametrize("width", [360, 1440])
def test_judging_and_ending_on_one_screen(
    site: str, town: Town, page: Page, dispatcher: Account, violations: Check, width: int
) -> None:
    made = report()
    page.set_viewport_size({"width": width, "height": 800})
    take_session(page, site, dispatcher)
    open_page(page, f"{site}/incidenten/")
    look(page, violations, width)
    page.get_by_role("link", name="Verdachte situatie").click()
    look(page, violations, width)
    page.get_by_role("button", name="Niet waarschuwen, wel opvolgen").click()
    expect(page.get_by_text("Beoordeeld.")).to_be_visible()
    page.locator("summary", has_text="Sluit af").click()
    page.get_by_label("Wat de melder en de buren lezen").select_option("found_nobody")
    look(page, violations, width)
    page.get_by_role("button", name="Sluit af").click()
    expect(page.get_by_text("De melder kan het nu lezen.")).to_be_visible()
    assert Incident.objects.get(id=made.incident_id).state == "closed"


def test_who_is_second_reads_who_was_first(site: str, town: Town, page: Page, dispatcher: Account) -> None:
    made, colleague = report(), town.dispatcher()
    take_session(page, site, dispatcher)
    open_page(page, f"{site}/incidenten/{made.incident_id}/")
    actions.judge_incident(colleague, incident_id=made.incident_id, version=1, outcome="task_only")
    page.get_by_role("button", name="Waarschuw de buurt").click()
    expect(page.get_by_role("alert")).to_contain_text(f"{colleague.name} was je voor")
    assert Incident.objects.get(id=made.incident_id).outcome == "task_only"


@pytest.mark.parametrize("width", [360, 1440])
def test_the_other_pages_are_accessible_and_fit(
    site: str, town: Town, page: Page, violations: Check, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_page(page, f"{site}/melden/?q=thuis")
    page.locator("button[value=violence-home]").click()
    look(page, violations, width)
    for address in ("/volgen/", "/volgen/?code=abc"):
        open_page(page, site + address)
        look(page, violations, width)
    take_session(page, site, make_staff(town.zone, "dispatcher", "chief"))
    for address in ("/taken/", "/van-dienst/", "/incidenten/?view=closed"):
        open_page(page, site + address)
        look(page, violations, width)
