"""Meetings in a real browser: called at a desk, ticked at the door on a phone, and a quiz where scripts are off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from nabij.meetings import actions
from nabij.meetings.models import Meeting, Registration
from nabij.meetings.tests.factories import make_meeting
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import LAT, LON, make_network, mandate
from nabij.networks.training.quiz import questions
from nabij.people.tests.factories import make_staff, make_tenant, sign_in
from nabij.reports.tests.factories import make_address
from nabij.reports.where import Place
from nabij.tenants.actor import system_actor
from nabij.tenants.working_days import BRUSSELS

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
FINGER_PX = 44


def enter(page: Page, site: str, account: Any) -> None:
    client = sign_in(Client(), account)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


def test_an_officer_plans_the_evening_of_a_network_from_its_own_page(
    page: Page, site: str, faults: list[str], violations: Callable[[], list[str]]
) -> None:
    zone = make_tenant()
    network, officer = make_network(zone, name="BIN Molenveld"), make_staff(zone, "mandated_officer")
    mandate(network, MandateRole.OFFICER, officer.id)
    make_address("Molenstraat", "4", Place(LON, LAT))
    enter(page, site, officer)
    page.goto(f"{site}/netwerken/{network.id}/bijeenkomsten/")
    assert violations() == []
    page.get_by_role("link", name="Plan de infoavond").click()
    expect(page.get_by_label("Titel")).to_have_value("Infoavond BIN Molenveld")
    expect(page.get_by_label("Wie vertelt")).to_have_value(f"{officer.name} (gemandateerd politieambtenaar)")
    starts = (timezone.now() + timedelta(days=30)).astimezone(BRUSSELS).replace(hour=19, minute=30)
    page.get_by_label("Van", exact=True).fill(f"{starts:%Y-%m-%dT%H:%M}")
    page.get_by_label("Tot", exact=True).fill(f"{starts:%Y-%m-%dT21:30}")
    page.get_by_label("Zaal").fill("Buurthuis")
    page.get_by_role("combobox", name="Adres").fill("Molenstraat 4")
    page.get_by_role("option", name="Molenstraat 4").first.click()
    page.evaluate("scrollTo(0, 0)")
    assert violations() == []
    page.get_by_role("button", name="Deze bijeenkomst plannen").click()
    expect(page.get_by_role("heading", name="Infoavond BIN Molenveld")).to_be_visible()
    assert violations() == []
    made = Meeting.objects.get()
    assert made.address.startswith("Buurthuis, Molenstraat 4")
    assert (made.about, made.starts_at.astimezone(BRUSSELS).hour) == ([network.id], 19)
    assert faults == []


def test_who_stands_at_the_door_ticks_names_on_a_phone(
    page: Page, site: str, faults: list[str], violations: Callable[[], list[str]]
) -> None:
    zone = make_tenant()
    system = system_actor([zone.id])
    meeting = make_meeting(zone, starts_at=timezone.now() + timedelta(minutes=30), with_registration=True)
    for name in ("An Peeters", "Jean-Baptiste Vandenbroucke-Van Cauwenberghe", "Rita Goossens"):
        actions.register_by_name(system, meeting_id=meeting.id, name=name, registered_by="phone")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    enter(page, site, make_staff(zone, "wijkagent"))
    page.goto(f"{site}/agenda/{meeting.id}/")
    rows = page.locator(".mt-door__label")
    assert [box["height"] >= FINGER_PX for row in rows.all() if (box := row.bounding_box())] == [True] * 3
    rows.nth(0).click()
    rows.nth(2).click()
    page.get_by_role("button", name="Lijst bewaren").click()
    expect(page.get_by_role("checkbox", name="An Peeters")).to_be_checked()
    assert sorted(row.attended is True for row in Registration.objects.all()) == [False, True, True]
    page.get_by_label("Kwamen zonder inschrijving").fill("12")
    page.get_by_role("button", name="Ze is gehouden").click()
    expect(page.get_by_text("14", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations() == []
    assert faults == []


def test_the_quiz_is_done_on_a_phone_where_scripts_are_off(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-BE", viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site}/quiz/")
    page.get_by_role("link", name="Beginnen").click()
    asked = questions("nl")
    for number, question in enumerate(asked, 1):
        expect(page.get_by_role("heading", name=question.words)).to_be_visible()
        page.get_by_role("button", name=question.options[number % 2].words).click()
        expect(page.get_by_text(question.why)).to_be_visible()
        page.get_by_role("link", name="Klaar" if number == len(asked) else "Volgende vraag").click()
    expect(page.get_by_role("heading", name="Je weet wat te doen")).to_be_visible()
    context.close()
