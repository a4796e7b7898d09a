"""The style guide in a browser: accessible, within its policy, usable by keyboard, on a phone, in the dark and zoomed in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

PAGES = ["/stijl/?errors=1", "/stijl/?office=1", "/stijl/meldkamer", "/er-is-hier-niets"]
LOOKS: dict[str, tuple[Literal["light", "dark"], int, int]] = {
    "wide": ("light", 1280, 900),
    "phone in the dark": ("dark", 360, 740),
    "at 200 % zoom": ("light", 640, 450),
}


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready]")


def suggestions(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggesties").get_by_role("option")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("dress", LOOKS)
def test_it_is_accessible_and_fits(
    site: str, page: Page, path: str, dress: str, violations: Callable[[], list[str]]
) -> None:
    scheme, width, height = LOOKS[dress]
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": height})
    open_page(page, site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations() == []


def test_the_policy_refuses_nothing_that_we_use(site: str, page: Page, faults: list[str]) -> None:
    open_page(page, f"{site}/stijl/")
    page.wait_for_selector('[data-island="place-picker"] .nb-map[data-ready]')
    page.wait_for_selector('[data-island="area-editor"] .nb-map[data-ready]')
    assert [fault for fault in faults if "404" not in fault] == []


def test_the_policy_is_strict(site: str, page: Page) -> None:
    response = page.goto(f"{site}/stijl/")
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "nonce" not in policy


def test_an_address_is_chosen_with_the_keyboard(site: str, page: Page) -> None:
    open_page(page, f"{site}/stijl/")
    field = page.get_by_role("combobox", name="Adres")
    field.press_sequentially("kerkstr")
    expect(suggestions(page)).to_have_count(2)
    field.press("ArrowDown")
    field.press("ArrowDown")
    active = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    expect(active).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value("Kerkstraat 12, 9999 Zandekerke")
    expect(field).to_have_attribute("aria-expanded", "false")
    assert page.locator("[name=address_id]").input_value() == "Kerkstraat 12"
    assert float(page.locator("[name=lon]").input_value()) == 4.7


def test_escape_closes_the_suggestions_and_keeps_the_words(site: str, page: Page) -> None:
    open_page(page, f"{site}/stijl/")
    field = page.get_by_role("combobox", name="Adres")
    field.press_sequentially("kerk")
    expect(suggestions(page)).to_have_count(3)
    field.press("Escape")
    expect(suggestions(page)).to_have_count(0)
    expect(field).to_have_value("kerk")


def test_a_pin_goes_where_one_taps_and_walks_with_the_arrows(site: str, page: Page) -> None:
    open_page(page, f"{site}/stijl/")
    island = page.locator('[data-island="place-picker"]')
    page.wait_for_selector('[data-island="place-picker"] .nb-map[data-ready]')
    lon = page.locator("[name=lon]")
    island.locator("canvas").click(position={"x": 120, "y": 150})
    tapped = float(lon.input_value())
    assert tapped < 4.70
    pin = island.get_by_role("button", name="Speld. Verplaats ze met de pijltjes.")
    pin.press("ArrowRight")
    assert float(lon.input_value()) > tapped


def test_an_area_is_drawn_changed_and_taken_back(site: str, page: Page) -> None:
    open_page(page, f"{site}/stijl/")
    island = page.locator('[data-island="area-editor"]')
    page.wait_for_selector('[data-island="area-editor"] .nb-map[data-ready]')
    field = page.locator("[name=area]")
    expect(field).to_be_hidden()
    page.evaluate(
        "document.querySelector('[name=area]').addEventListener('change', (e) => e.target.dataset.told = 'yes')"
    )
    before = json.loads(field.input_value())
    island.get_by_role("button", name="Vorm").click()
    canvas = island.locator("canvas")
    for x, y in ((60, 60), (200, 60), (130, 200), (60, 60)):
        canvas.click(position={"x": x, "y": y})
    expect(field).to_have_attribute("data-told", "yes")
    expect(island.get_by_role("status")).to_contain_text("2 delen")
    drawn = json.loads(field.input_value())
    assert drawn["type"] == "MultiPolygon" and len(drawn["coordinates"]) == 2
    assert all(ring[0] == ring[-1] for polygon in drawn["coordinates"] for ring in polygon)
    island.get_by_role("button", name="Ongedaan maken").click()
    expect(island.get_by_role("status")).to_contain_text("1 deel")
    assert json.loads(field.input_value()) == before
    island.get_by_role("button", name="Alles wissen").click()
    expect(field).to_have_value("")


def test_keys_walk_the_queue_and_press_its_controls(site: str, page: Page) -> None:
    open_page(page, f"{site}/stijl/meldkamer")
    page.keyboard.press("j")
    page.keyboard.press("j")
    rows = page.locator("[data-key-row]")
    expect(rows.nth(1)).to_have_attribute("data-key-current", "")
    page.keyboard.press("k")
    expect(rows.nth(0)).to_have_attribute("data-key-current", "")
    page.keyboard.press("o")
    expect(page).to_have_url(f"{site}/stijl/meldkamer#detail")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Toetsen")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Toetsen")).to_be_hidden()


def test_a_sound_for_what_is_urgent_waits_to_be_asked_for(site: str, page: Page) -> None:
    open_page(page, f"{site}/stijl/meldkamer")
    switch = page.get_by_role("button", name="Geluid bij dringend: uit")
    arrives = (
        "(id) => document.querySelector('.nb-queue').insertAdjacentHTML('beforeend', `<li data-urgent-id=${id}></li>`)"
    )
    page.evaluate(arrives, "first")
    expect(switch).not_to_have_attribute("data-played", re.compile("."))
    switch.click()
    page.evaluate(arrives, "second")
    expect(page.get_by_role("button", name="Geluid bij dringend: aan")).to_have_attribute("data-played", "3")


def test_map_and_list_know_each_other(site: str, page: Page) -> None:
    open_page(page, f"{site}/stijl/meldkamer")
    page.wait_for_selector(".nb-map[data-ready]")
    page.evaluate("document.addEventListener('map:select', (e) => document.body.dataset.chosen = e.detail.id)")
    page.get_by_role("link", name="Geluid").focus()
    expect(page.locator("body")).to_have_attribute("data-chosen", "row-1")


def test_the_chosen_theme_stays_and_comes_with_the_page(site: str, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    open_page(page, f"{site}/stijl/?office=1")
    page.get_by_role("button", name="Donker").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    response = page.reload()
    assert response is not None and 'data-theme="dark"' in response.text()


def test_errors_get_the_focus_and_lead_to_their_fields(site: str, page: Page) -> None:
    open_page(page, f"{site}/stijl/?errors=1")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Wat zag je?").click()
    expect(page.locator("#id_what")).to_be_focused()


def test_a_message_counts_itself(site: str, page: Page) -> None:
    open_page(page, f"{site}/stijl/")
    page.locator("#id_what").fill("a" * 161)
    expect(page.locator(".nb-counter")).to_contain_text("2 sms-berichten")


def test_a_refusal_is_a_sentence_and_leaves_the_page_as_it_is(site: str, page: Page) -> None:
    open_page(page, f"{site}/stijl/")
    said = page.locator("#messages")
    page.get_by_role("button", name="Lukt").click()
    expect(page.locator("#s-answer")).to_have_text("Het lukte.")
    page.get_by_role("button", name="Mag niet").click()
    expect(said).to_have_text("Een collega was je voor.")
    expect(said).to_be_in_viewport()
    page.get_by_role("button", name="Gaat stuk").click()
    expect(said).to_contain_text("Dat lukte niet, en dat is onze fout.")
    page.get_by_role("button", name="Is weg").click()
    expect(said).to_contain_text("Dat staat hier niet meer")
    expect(page.locator("#s-answer")).to_have_text("Het lukte.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Lukt").click()
    expect(said).to_contain_text("Geen verbinding.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Lukt").click()
    expect(said).to_be_empty()


def test_the_page_speaks_the_language_one_chooses(site: str, page: Page) -> None:
    open_page(page, f"{site}/stijl/")
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Go to the content")).to_be_attached()


def test_without_scripts_the_form_is_a_form(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-BE")
    page = context.new_page()
    page.goto(f"{site}/stijl/")
    page.get_by_label("Adres").fill("Kerkstraat 1")
    page.get_by_label("Wat zag je?").fill("Iets")
    page.get_by_label("Gebied als GeoJSON").fill("{}")
    page.get_by_label("Soort").select_option("noise")
    page.get_by_role("button", name="Volgende").click()
    assert "address=Kerkstraat+1" in page.url and "what=Iets" in page.url
    context.close()


def test_a_file_is_chosen_in_the_language_of_the_page(site: str, page: Page, tmp_path: Path) -> None:
    open_page(page, f"{site}/stijl/")
    field = page.locator(".nb-file").first
    expect(field).to_contain_text("Kies een bestand")
    expect(field).to_contain_text("Nog geen bestand gekozen")
    control = field.locator("input[type=file]")
    control.focus()
    expect(control).to_be_focused()
    photo = tmp_path / "sluikstort achter de kerk.jpg"
    photo.write_bytes(b"x")
    control.set_input_files(photo)
    expect(field).to_contain_text(photo.name)
    control.evaluate("input => input.form?.reset()")
    page.locator("form:has(.nb-file)").first.evaluate("form => form.reset()")
    expect(field).to_contain_text("Nog geen bestand gekozen")


def test_without_our_script_the_browsers_own_control_stands_there(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/stijl/")
    expect(page.locator(".nb-file__face").first).to_be_hidden()
    expect(page.locator(".nb-file input[type=file]").first).to_have_css("opacity", "1")
    context.close()
