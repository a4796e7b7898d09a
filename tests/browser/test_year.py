"""The year of a network before real eyes: a member on a phone, the coordinator, the officer, and who helps somebody."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.people import Desk

PHONE = {"width": 390, "height": 844}
NETWORK = "select network_id::text from networks_wish limit 1"
SHOTS = os.environ.get("NABIJ_SHOTS", "")


def shot(page: Page, name: str) -> None:
    """A picture for who looks at the pages; only where NABIJ_SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS, f"{name}.png")), full_page=True)


def fits(page: Page, look: Callable[[Page], list[str]]) -> None:
    page.wait_for_selector("html[data-ready]")
    assert look(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url  # type: ignore[index]


def test_a_member_writes_a_wish_and_answers_the_survey_on_a_phone(
    desk: Desk, look: Callable[[Page], list[str]]
) -> None:
    here = f"{desk.served.address}/mijn/buurten/{desk.served.ask(NETWORK)}"
    page, faults = desk.page_of("member", viewport=PHONE)
    page.goto(f"{here}/wensen/")
    fits(page, look)
    shot(page, "wishes-phone")
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_label("een wens").check()
    page.get_by_label("Waarover gaat het?").select_option("together")
    page.get_by_label("Vertel het in je eigen woorden").fill("Een bank onder de linde, graag.")
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_text("Een bank onder de linde, graag.")).to_be_visible()
    expect(page.get_by_text("wacht op antwoord").first).to_be_visible()

    page.goto(f"{here}/vragen/")
    fits(page, look)
    shot(page, "survey-phone")
    page.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    for question in page.locator("fieldset").all():
        question.get_by_label("Eerder wel").check()
    page.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(page.get_by_text("Je huishouden heeft geantwoord.")).to_be_visible()
    assert desk.served.ask("select sum(count) from networks_surveytally") == 5
    assert faults == [] or all("422" in one for one in faults)


def test_the_coordinator_answers_and_the_officer_sees_the_year(desk: Desk, look: Callable[[Page], list[str]]) -> None:
    here = f"{desk.served.address}/netwerken/{desk.served.ask(NETWORK)}/jaar"
    page, _faults = desk.page_of("coordinator", viewport=PHONE)
    page.goto(here)
    fits(page, look)
    shot(page, "year-phone")
    expect(page.get_by_text("Te doen", exact=True)).to_be_visible()

    page, faults = desk.page_of("officier")
    for address, name in (
        ("", "year"),
        ("/wensen", "wishes"),
        ("/evaluatie", "evaluation"),
        ("/maatregelen", "measures"),
    ):
        page.goto(f"{here}{address}")
        fits(page, look)
        shot(page, name)
    page.locator("table a").first.click()
    fits(page, look)
    shot(page, "measure")
    wish = desk.served.ask(
        "select id::text from networks_wish where answered_at is null and kind = 'complaint' limit 1"
    )
    page.goto(f"{here}/wensen/{wish}")
    fits(page, look)
    shot(page, "wish")
    page.get_by_label("Je antwoord").fill("We rijden er vrijdag langs.")
    page.get_by_role("button", name="Verstuur het antwoord").click()
    expect(page.get_by_text("We rijden er vrijdag langs.")).to_be_visible()
    page.get_by_label("gepland").check()
    page.get_by_label("Gepland op").fill("2027-03-01")
    page.get_by_role("button", name="Vertel het de buur").click()
    expect(page.get_by_text("Gepland: 1 maart 2027")).to_be_visible()
    assert faults == []


def test_the_log_and_the_evaluation_are_one_click_away(desk: Desk) -> None:
    here = f"{desk.served.address}/netwerken/{desk.served.ask(NETWORK)}/jaar"
    page, _faults = desk.page_of("officier")
    page.goto(here)
    with page.expect_download() as log:
        page.get_by_role("link", name="Druk het logboek af").click()
    assert Path(log.value.path()).read_bytes().startswith(b"%PDF")
    page.goto(f"{here}/evaluatie")
    with page.expect_download() as report:
        page.get_by_role("link", name="Verslag als pdf").click()
    assert Path(report.value.path()).read_bytes().startswith(b"%PDF")
