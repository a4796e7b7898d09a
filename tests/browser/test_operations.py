"""The page for operators: accessible, and it turns red by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from nabij.alerts.tests.factories import make_zone
from nabij.alerts.tests.test_settling import doubtful
from nabij.people.tests.factories import make_staff, sign_in
from nabij.site.tests.test_operations import ROUTES, all_is_well, route_down
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db(transaction=True)
SEEN_WITHIN_MS = 20_000


@pytest.fixture(autouse=True)
def _routes(settings: Any) -> None:
    settings.NABIJ_ROUTES = ROUTES


def enter(page: Page, site: str, tenant: Tenant) -> None:
    client = sign_in(Client(), make_staff(tenant, "operator"))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/techniek/")
    page.wait_for_selector("html[data-ready]")


@pytest.mark.parametrize("width", [360, 1280])
def test_red_and_green_are_accessible(
    site: str, page: Page, width: int, violations: Callable[[], list[str]], faults: list[str]
) -> None:
    zone = make_zone(members=2)
    doubtful(zone)
    page.set_viewport_size({"width": width, "height": 900})
    enter(page, site, zone.tenant)
    expect(page.get_by_role("button", name="Laat het zo")).to_be_visible()
    assert violations() == [] and faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Laat het zo").click()
    expect(page.get_by_text("2 berichten blijven zoals ze zijn.")).to_be_visible()


def test_it_turns_red_while_one_looks(site: str, page: Page, faults: list[str]) -> None:
    zone = make_zone(members=0)
    all_is_well()
    enter(page, site, zone.tenant)
    expect(page.get_by_text("Alles loopt goed")).to_be_visible()
    route_down(zone)
    expect(page.get_by_text("1 route antwoordt niet.")).to_be_visible(timeout=SEEN_WITHIN_MS)
    assert faults == []
