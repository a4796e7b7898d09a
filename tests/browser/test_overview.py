"""All networks of a zone in a real browser: map to row, filter, the page of a chief on a phone, the page for everybody."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Desk

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}


def kept(page: Page, name: str) -> None:
    """A picture, where NABIJ_PICTURES names a folder."""
    if folder := os.environ.get("NABIJ_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def opened(desk: Desk, who: str, path: str, **how: object) -> tuple[Page, list[str]]:
    page, faults = desk.page_of(who, **how)
    answer = page.goto(f"{desk.served.address}{path}")
    assert answer is not None and answer.ok
    page.wait_for_selector("html[data-ready]")
    return page, faults


def test_a_click_on_the_map_leads_to_the_row_of_a_neighbourhood(desk: Desk, look: Callable[[Page], list[str]]) -> None:
    page, faults = opened(desk, "korpschef", "/netwerken/", viewport=WIDE)
    kept(page, "city-map")
    area = page.locator(".ov-map a[href='#wijk-39001W01']")
    assert "Binnenstad: " in (area.get_attribute("aria-label") or "")
    area.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#wijk-39001W01")).to_be_in_viewport()
    assert page.evaluate("document.querySelector(':target').id") == "wijk-39001W01"
    assert look(page) == []
    assert faults == []


def test_the_table_is_narrowed_and_taken_out(desk: Desk) -> None:
    page, faults = opened(desk, "korpschef", "/netwerken/")
    page.get_by_label("Toestand").select_option(value="resting")
    page.get_by_role("button", name="Toon").click()
    expect(page.locator(".ov-table tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Als CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
    assert faults == []


@pytest.mark.parametrize("path", ["/netwerken/", "/netwerken/vandaag", "/netwerken/doelen"])
def test_a_chief_reads_it_on_a_phone(path: str, desk: Desk, look: Callable[[Page], list[str]]) -> None:
    page, faults = opened(desk, "korpschef", path, viewport=PHONE)
    kept(page, f"phone{path.replace('/', '-')}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert look(page) == []
    assert faults == []


def test_everybody_finds_the_network_of_an_address(desk: Desk) -> None:
    page, faults = opened(desk, "", "/buurten/?address=Markt", viewport=PHONE)
    kept(page, "phone-buurten")
    page.locator("#h-all + ul a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/buurt/" in page.url
    assert faults == []
