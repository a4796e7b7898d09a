"""A dispatcher works through the list: filters, does something with two at once, and reads what became of each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from nabij.people.tests.factories import make_staff, sign_in
from nabij.reports.tests.factories import make_town, report

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_dispatcher_works_through_the_list(
    site: str, page: Page, faults: list[str], violations: Callable[[], list[object]]
) -> None:
    town = make_town()
    made = [report() for _ in range(3)]
    session = sign_in(Client(), make_staff(town.zone, "dispatcher")).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page.goto(f"{site}/incidenten/")
    assert violations() == []
    page.get_by_label("Adres, woorden of nummer").fill("kijkt")
    page.get_by_role("button", name="Filter").click()
    boxes = page.locator('input[name="chosen"]')
    expect(boxes).to_have_count(3)
    boxes.nth(0).check()
    boxes.nth(1).check()
    stood = boxes.nth(2).bounding_box()
    report()
    page.evaluate("document.body.dispatchEvent(new Event('live:reports.incident'))")
    newcomer = page.get_by_role("link", name="1 nieuwe melding, toon ze")
    expect(newcomer).to_be_visible()
    assert boxes.count() == 3 and boxes.nth(2).bounding_box() == stood
    assert violations() == []
    newcomer.click()
    expect(boxes).to_have_count(4)
    expect(boxes.nth(0)).not_to_be_checked()
    expect(boxes.nth(1)).to_be_checked()
    expect(boxes.nth(2)).to_be_checked()
    expect(page.get_by_role("link", name="Kijk opnieuw")).to_be_visible()
    page.locator("#bulk-deed").select_option("note")
    page.get_by_role("button", name="Ga verder").click()
    page.get_by_label("Alleen voor collega").fill("Samen bekeken.")
    page.locator("button[name=sure]").click()
    expect(page.get_by_text("Gedaan voor 2 feiten.")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    for address in (
        "",
        f"{made[0].incident_id}/geschiedenis/",
        f"{made[0].incident_id}/teksten/",
        "bestand/",
        "filter/",
    ):
        page.goto(f"{site}/incidenten/{address}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address
        assert violations() == [], address
    assert faults == []
