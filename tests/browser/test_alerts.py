"""From an open incident to a sent alert, against the clock; and every page of an alert on a phone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from nabij.alerts.models import Alert, Handover
from nabij.alerts.tests.factories import Zone, drafted, make_incident, make_zone, sent, submitted
from nabij.networks.actions import set_route
from nabij.people.models import Account
from tests.browser.test_reports import open_page, take_session

pytestmark = pytest.mark.django_db(transaction=True)
ACTIONS, WITHIN_S = 6, 30


@pytest.fixture
def zone(transactional_db: None, settings: Any) -> Zone:
    settings.NABIJ_SLOTS = {"incident": "/waarschuwingen/incident/{id}/paneel"}
    return make_zone(members=4, caught_in_act_allowed=True, night_from="00:00", night_until="00:00")


class Hand:
    """Counts what a person does: each click or tick is one action."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions, self.began = page, 0, time.monotonic()

    def press(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.actions += 1

    def kept_up(self) -> bool:
        return self.actions <= ACTIONS and time.monotonic() - self.began < WITHIN_S


def at(page: Page, site: str, who: Account, name: str, *parts: object) -> None:
    take_session(page, site, who)
    open_page(page, site + reverse(name, args=parts))


def test_an_urgent_alert_is_sent_by_template_in_six_actions_and_thirty_seconds(
    site: str, zone: Zone, page: Page
) -> None:
    incident = make_incident(zone, outcome="")
    at(page, site, zone.officer, "reports:incident", incident.id)
    hand = Hand(page)
    hand.press("button[value=warn]")
    hand.press("a[data-key-action=w]")
    hand.press("button[value=now]")
    hand.press("#id_now")
    hand.press("button[value=send_now]")
    expect(page.locator("#progress")).to_be_visible()
    assert hand.kept_up()
    alert = Alert.objects.get()
    assert (alert.state, alert.incident_id) == ("sent_unreviewed", incident.id)


def test_two_officers_send_one_in_six_actions_and_thirty_seconds(site: str, zone: Zone, page: Page) -> None:
    incident = make_incident(zone, outcome="")
    at(page, site, zone.second, "reports:incident", incident.id)
    hand = Hand(page)
    hand.press("button[value=warn]")
    hand.press("a[data-key-action=w]")
    hand.press("button[value=submit]")
    page.wait_for_url("**/waarschuwingen/*-*/")
    at(page, site, zone.officer, "alerts:alert", Alert.objects.get().id)
    hand.press("#id_agreed")
    hand.press("button[value=approve]")
    expect(page.locator("#progress")).to_be_visible()
    assert hand.kept_up()
    assert Alert.objects.get().state == "sent"


def test_the_audience_and_the_checks_follow_what_is_typed(site: str, zone: Zone, page: Page, faults: list[str]) -> None:
    incident = make_incident(zone)
    take_session(page, site, zone.officer)
    open_page(page, f"{site}{reverse('alerts:new')}?incident={incident.id}")
    measure = page.locator("#measure")
    expect(measure).to_contain_text("4 huishoudens")
    page.locator("#id_body_nl").fill("De meldster zag iemand met plaat 1-ABC-123.")
    expect(measure).to_contain_text("1-ABC-123")
    expect(measure).to_contain_text("meldster")
    page.locator("input[name=channels][value=email]").uncheck()
    expect(measure).not_to_contain_text("e-mail")
    page.locator("input[name=networks]").first.uncheck()
    expect(measure).to_contain_text("Kies een netwerk, een plaats of een")
    assert faults == []


def test_every_page_of_an_alert_on_a_phone(
    site: str, zone: Zone, page: Page, violations: Callable[[], list[str]], faults: list[str]
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    waits, gone, draft = submitted(zone), sent(zone), drafted(zone)
    take_session(page, site, zone.officer)
    pages = [
        reverse("alerts:list"),
        reverse("alerts:new"),
        reverse("alerts:edit", args=[draft.id]),
        reverse("alerts:alert", args=[waits.id]),
        reverse("alerts:alert", args=[gone.id]),
        reverse("alerts:feedback", args=[gone.id]),
        reverse("alerts:handover", args=[Handover.objects.get(alert_id=gone.id).id]),
        reverse("networks:list"),
        reverse("networks:network", args=[zone.network.id]),
        reverse("networks:members", args=[zone.network.id]),
    ]
    for address in pages:
        open_page(page, site + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        assert violations() == [], address
    assert faults == []
