"""From an open incident to an alert that left: by hand, counted and timed; with one officer and with two; on a phone too."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Desk

MOST_ACTIONS = 6
WITHIN_S = 30
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
STATE = "select state from alerts_alert where id = %s::uuid"
LEFT = ("sent", "sent_unreviewed")


class Hand:
    """Counts every key pressed, click made and field filled in, and the seconds since the first."""

    def __init__(self, page: Page) -> None:
        self.actions, self.began = 0, time.monotonic()
        self.page = page

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)

    def click(self, name: str, role: Any = "button") -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name).first.click()

    def tick(self, words: str) -> None:
        self.actions += 1
        self.page.get_by_label(words).check(force=True)

    def consult_at_night(self, whom: str) -> None:
        asked = self.page.get_by_label("Met wie overlegde je?")
        if asked.count():
            self.actions += 1
            asked.fill(whom)

    def was_quick(self) -> bool:
        assert self.actions <= MOST_ACTIONS, f"{self.actions} actions"
        took_s = time.monotonic() - self.began
        assert took_s <= WITHIN_S, f"{took_s:.0f} s"
        return True


def reported(desk: Desk) -> str:
    """Writes a call about a burglary in the town down; the id of its incident."""
    page, _faults = desk.page_of("dispatcher")
    page.goto(f"{desk.served.address}/meldkamer/nieuw")
    page.wait_for_selector("html[data-ready]")
    page.keyboard.type("inbraak")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Waar?").press_sequentially("Markt 1")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("[name=caught_in_act]").check(force=True)
    page.locator("#intake .nb-actions button").click()
    page.wait_for_url("**/incidenten/*/")
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def open_in_console(page: Page, desk: Desk, incident_id: str) -> None:
    page.goto(f"{desk.served.address}/meldkamer/?incident={incident_id}")
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("button", name="Waarschuw de buurt").wait_for()
    expect(page.locator("#detail")).to_contain_text("Ligt in")


def judge_and_write(hand: Hand) -> None:
    """With the keyboard alone: b judges that the neighbourhood is to be warned, w opens the alert written by template."""
    hand.press("b")
    hand.page.get_by_role("link", name="Waarschuw BIN").wait_for()
    hand.press("w")


def alert_of(page: Page) -> str:
    page.wait_for_url("**/waarschuwingen/*-*/**")
    return next(part for part in page.url.split("#")[0].split("/") if part.count("-") == 4)


def test_one_officer_warns_of_what_happens_now(desk: Desk) -> None:
    incident_id = reported(desk)
    page, faults = desk.page_of("officier")
    open_in_console(page, desk, incident_id)
    hand = Hand(page)
    judge_and_write(hand)
    hand.click("Naar versturen")
    alert_id = alert_of(page)
    hand.consult_at_night("Commissaris Maes")
    hand.tick("Ik verstuur dit nu")
    hand.click("Verstuur nu")
    expect(page.get_by_text("Onderweg. Een collega kijkt het achteraf na.")).to_be_visible()
    assert desk.served.ask(STATE, alert_id) == "sent_unreviewed"
    assert hand.was_quick()
    assert faults == []


def test_two_officers_warn_together(desk: Desk) -> None:
    incident_id = reported(desk)
    page, _faults = desk.page_of("officier")
    colleague, faults = desk.page_of("officier2")
    colleague.goto(f"{desk.served.address}/waarschuwingen/?view=waiting")
    open_in_console(page, desk, incident_id)
    hand = Hand(page)
    judge_and_write(hand)
    hand.click("Leg voor aan een collega")
    alert_id = alert_of(page)
    hand.page = colleague
    colleague.goto(f"{desk.served.address}/waarschuwingen/{alert_id}/")
    hand.tick("Ik keur dit goed voor")
    hand.click("Keur goed en verstuur")
    expect(colleague.get_by_text("Goedgekeurd en onderweg")).to_be_visible()
    assert desk.served.ask(STATE, alert_id) == "sent"
    assert hand.was_quick()
    assert faults == []


def test_who_wrote_it_cannot_approve_it(desk: Desk) -> None:
    page, _faults = desk.page_of("officier")
    open_in_console(page, desk, reported(desk))
    judge_and_write(Hand(page))
    page.get_by_role("button", name="Leg voor aan een collega").click()
    alert_of(page)
    expect(page.get_by_text("Iemand anders moet")).to_be_visible()
    expect(page.get_by_role("button", name="Keur goed en verstuur")).to_have_count(0)


def test_judging_approving_and_warning_on_a_phone(desk: Desk, look: Callable[[Page], list[str]]) -> None:
    incident_id = reported(desk)
    page, faults = desk.page_of("officier", **PHONE)
    page.goto(f"{desk.served.address}/meldkamer/")
    page.wait_for_selector("html[data-ready]")
    page.locator(f"#row-{incident_id} a").click()
    page.get_by_role("button", name="Waarschuw de buurt").click()
    expect(page.get_by_text("Beoordeeld.")).to_be_visible()
    assert look(page) == []
    page.get_by_role("link", name="Waarschuw BIN").click()
    page.wait_for_selector("html[data-ready]")
    assert look(page) == []
    page.get_by_role("button", name="Leg voor aan een collega").click()
    alert_id = alert_of(page)
    colleague, complaints = desk.page_of("officier2", **PHONE)
    colleague.goto(f"{desk.served.address}/waarschuwingen/{alert_id}/")
    colleague.wait_for_selector("html[data-ready]")
    assert look(colleague) == []
    colleague.get_by_label("Ik keur dit goed voor").check(force=True)
    colleague.get_by_role("button", name="Keur goed en verstuur").click()
    expect(colleague.get_by_text("Goedgekeurd en onderweg")).to_be_visible()
    assert desk.served.ask(STATE, alert_id) in LEFT
    assert faults == complaints == []


def test_a_new_report_appears_by_itself_and_moves_nothing(desk: Desk) -> None:
    page, _faults = desk.page_of("officier", viewport={"width": 1366, "height": 768})
    first = reported(desk)
    open_in_console(page, desk, first)
    page.get_by_label("Zoek op adres of woorden").fill("half getypt")
    second = reported(desk)
    expect(page.locator(f"#row-{second}")).to_be_visible(timeout=10_000)
    expect(page.locator("#detail")).to_contain_text("Waarschuw de buurt")
    expect(page.get_by_label("Zoek op adres of woorden")).to_have_value("half getypt")
    expect(page.locator(f"#row-{first}")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("width", [1366, 1920])
def test_the_console_scrolls_inside_and_not_as_a_page(desk: Desk, width: int) -> None:
    page, _faults = desk.page_of("dispatcher", viewport={"width": width, "height": 768})
    page.goto(f"{desk.served.address}/meldkamer/")
    page.wait_for_selector(".nb-map[data-ready]")
    height, across = page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    assert (height, across) == (768, width)
