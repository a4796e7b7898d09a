"""The hand-over to BE-Alert by keyboard: copied is exactly what was approved, and fields come in the order of the work."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from nabij.alerts.models import Handover
from nabij.alerts.tests.factories import GOOD_TEXT, Zone, make_zone, sent
from nabij.networks.actions import set_route
from nabij.people.tests.factories import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def zone() -> Zone:
    made = make_zone(members=1)
    set_route(made.approving, network_id=made.network.id, alert_kind="urgent", route="be_alert")
    return made


@pytest.fixture
def screen(zone: Zone, site: str, page: Page, context: BrowserContext) -> Page:
    """The hand-over as the officer sees it."""
    handover = Handover.objects.get(alert_id=sent(zone).id)
    client = sign_in(Client(), zone.officer)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(site + reverse("alerts:handover", args=[handover.id]))
    page.wait_for_selector("html[data-ready]")
    return page


def test_what_is_copied_is_what_was_approved(
    screen: Page, zone: Zone, context: BrowserContext, faults: list[str]
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    for place, expected in enumerate((zone.network.be_alert_group, "Inbraak in je buurt", GOOD_TEXT)):
        button = screen.locator(".al-copy__button:visible").nth(place)
        button.click()
        button.get_by_text("Gekopieerd").wait_for()
        assert screen.evaluate("navigator.clipboard.readText()") == expected
    assert faults == []


def test_the_keys_follow_the_work(screen: Page) -> None:
    screen.locator("main .al-copy__button:visible").first.focus()
    names = []
    for _ in range(8):
        names.append(screen.evaluate("(document.activeElement.name || document.activeElement.textContent).trim()"))
        screen.keyboard.press("Tab")
    assert names == [
        "Kopieer de naam", "Kopieer het onderwerp", "Kopieer de tekst", "Kopieer het onderwerp", "Kopieer de tekst",
        "Open BE-Alert", "count", "sent_at",
    ]  # fmt: skip


def test_a_number_that_is_not_near_ours_is_asked_about(screen: Page) -> None:
    screen.get_by_label("Aantal mensen dat BE-Alert toont").fill("8612")
    screen.get_by_role("button", name="Ik verstuurde het in BE-Alert").click()
    screen.get_by_text("Dit ligt ver van ons aantal").wait_for()
    assert Handover.objects.get().state == "waiting"
    screen.get_by_label("Het was de juiste groep; dit aantal klopt").check()
    screen.get_by_role("button", name="Ik verstuurde het in BE-Alert").click()
    screen.get_by_text("Verstuurd in BE-Alert", exact=True).wait_for()
    assert Handover.objects.get().sent_count == 8612
