"""Composing by hand: a template with its fields, languages in tabs, dear characters, warnings to answer, an exercise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from nabij.alerts.models import Alert
from nabij.alerts.tests.factories import Zone, make_incident, make_zone
from nabij.alerts.wording.actions import seed_templates
from tests.browser.test_reports import open_page, take_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def zone(transactional_db: None, settings: Any) -> Zone:
    found = make_zone(members=4, caught_in_act_allowed=True, night_from="00:00", night_until="00:00")
    seed_templates(found.system, tenant_id=found.tenant.id)
    return found


def write(page: Page, site: str, zone: Zone, *, incident: bool = True) -> None:
    take_session(page, site, zone.officer)
    about = f"?incident={make_incident(zone).id}" if incident else ""
    open_page(page, f"{site}{reverse('alerts:new')}{about}")


def test_a_template_asks_its_fields_and_fills_in_four_languages(
    site: str, zone: Zone, page: Page, violations: Callable[[], list[str]], faults: list[str]
) -> None:
    write(page, site, zone, incident=False)
    page.get_by_label("Sjabloon").select_option("danger")
    page.get_by_role("button", name="Gebruik").click()
    expect(page.locator("#measure")).to_contain_text("Vul {gevaar} in")
    page.get_by_label("Wat is het gevaar?").select_option(label="Rook")
    page.get_by_label("Straat, zonder nummer").fill("Kerkstraat")
    page.get_by_label("Wijk", exact=True).fill("Centrum")
    page.get_by_label("Wanneer", exact=True).fill("2026-11-22T14:05")
    page.get_by_role("button", name="Zet in elke taal").click()
    for name, language, words in (
        ("Nederlands", "nl", "Rook in de omgeving van Kerkstraat"), ("Français", "fr", "Fumée près de Kerkstraat"),
        ("English", "en", "Smoke near Kerkstraat"), ("Deutsch", "de", "Rauch in der Nähe von Kerkstraat"),
    ):  # fmt: skip
        page.get_by_role("tab", name=name).click()
        field = page.locator(f"#id_body_{language}")
        expect(field).to_be_visible()
        assert words in field.input_value()
    expect(page.locator("#measure")).not_to_contain_text("Vul {gevaar} in")
    assert violations() == []
    assert faults == []


def test_tabs_go_by_arrow_keys_and_the_preview_follows(site: str, zone: Zone, page: Page) -> None:
    write(page, site, zone)
    page.get_by_role("tab", name="Nederlands").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Français")).to_be_focused()
    expect(page.locator("#id_body_nl")).to_be_hidden()
    expect(page.locator(".al-preview[lang=fr]")).to_be_visible()
    expect(page.locator(".al-preview[lang=nl]")).to_be_hidden()


def test_a_dear_character_is_named_and_one_tap_replaces_it(site: str, zone: Zone, page: Page) -> None:
    write(page, site, zone)
    page.locator("#id_body_nl").fill("Inbraak… in de “Kerkstraat”")
    counter = page.locator(".al-language[data-language=nl] .nb-counter")
    expect(counter).to_contain_text("passen er maar 70")
    page.get_by_role("button", name="Vervang … door ...").click()
    expect(page.locator("#id_body_nl")).to_have_value("Inbraak... in de “Kerkstraat”")
    page.get_by_role("button", name="Vervang alle").click()
    expect(page.locator("#id_body_nl")).to_have_value('Inbraak... in de "Kerkstraat"')
    expect(counter).not_to_contain_text("passen er maar 70")
    expect(counter).to_contain_text("per ontvanger")


def test_a_warning_is_answered_on_the_page_and_what_is_typed_stays(site: str, zone: Zone, page: Page) -> None:
    write(page, site, zone)
    page.locator("#id_body_nl").fill(
        "Inbraak in de Kerkstraat, nu, bij de familie Peeters. Sluit ramen en deuren. Bel 101."
    )
    measure = page.locator("#measure")
    expect(measure).to_contain_text("één persoon herkennen")
    page.get_by_role("button", name="Leg voor aan een collega").click()
    expect(page.get_by_role("alert").first).to_contain_text("zeg waarom het zo blijft")
    measure.get_by_label("Ik laat dit zo, want").check(force=True)
    measure.get_by_label("Waarom blijft dit zo?").fill("De familie vroeg het zelf")
    page.wait_for_timeout(1500)
    expect(measure.get_by_label("Waarom blijft dit zo?")).to_have_value("De familie vroeg het zelf")
    page.get_by_role("button", name="Leg voor aan een collega").click()
    page.wait_for_url("**/waarschuwingen/*-*/")
    alert = Alert.objects.get()
    assert (alert.state, alert.answers[0]["reason"]) == ("submitted", "De familie vroeg het zelf")


def test_an_exercise_looks_different_from_the_first_tick_on(site: str, zone: Zone, page: Page) -> None:
    write(page, site, zone)
    band = page.locator(".al-drill")
    expect(band).to_be_hidden()
    page.get_by_text("Nacht, oefening, later").click()
    page.locator("[name=training]").check(force=True)
    expect(band).to_contain_text("OEFENING")
    page.get_by_role("button", name="Leg voor aan een collega").click()
    page.wait_for_url("**/waarschuwingen/*-*/")
    expect(page.locator(".al-drill")).to_be_visible()
    open_page(page, f"{site}{reverse('alerts:list')}?view=exercises")
    expect(page.get_by_role("row").filter(has_text="OEFENING")).to_have_count(1)
    open_page(page, f"{site}{reverse('alerts:list')}")
    expect(page.get_by_role("row").filter(has_text="OEFENING")).to_have_count(0)
