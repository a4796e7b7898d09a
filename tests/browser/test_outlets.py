"""The banner on a site that is not ours, and what came in over CAP, in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from nabij.alerts.cap.actions import receive_cap
from nabij.alerts.cap.models import BeAlertNotice
from nabij.alerts.cap.signing import sign
from nabij.alerts.cap.tests.sources import cap_source
from nabij.alerts.cap.tests.test_receiving import later, near
from nabij.alerts.models import Alert
from nabij.alerts.outlets.tests.test_publishing import left, put_out
from nabij.alerts.tests.factories import Zone, make_zone
from nabij.people.tests.factories import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


class CitySite:
    """A page of the city's own site, at another address than ours."""

    def __init__(self) -> None:
        self.html = ""
        city = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(city.html.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def embed(self, site: str, zone: Zone, language: str = "nl") -> None:
        script = f'<script src="{site}/static/alerts/banner.js" data-publisher="{zone.tenant.slug}" async></script>'
        self.html = (
            f'<!doctype html><html lang="{language}"><title>Stad</title><body><h1>Stad</h1>{script}<p>Nieuws</p>'
        )


@pytest.fixture
def city() -> Iterator[CitySite]:
    served = CitySite()
    yield served
    served.server.shutdown()
    served.server.server_close()


def frame(page: Page) -> Any:
    return page.frame_locator("iframe")


def test_the_banner_shows_an_alert_on_the_city_s_site_in_its_language(site: str, city: CitySite, page: Page) -> None:
    zone = make_zone(banner_sites=[city.address])
    put_out(left(zone))
    city.embed(site, zone)
    page.set_viewport_size(PHONE)
    page.goto(city.address)
    expect(frame(page).get_by_role("heading", name="Inbraak in je buurt")).to_be_visible()
    assert frame(page).get_by_role("alert").count() == 1
    box = page.locator("iframe").bounding_box()
    assert box is not None and 60 < box["height"] < 500
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.context.cookies() == []
    city.embed(site, zone, "en")
    page.goto(city.address)
    expect(frame(page).get_by_role("heading", name="Burglary")).to_be_visible()


def test_without_alerts_there_is_nothing_to_see_and_what_is_new_is_announced(
    site: str, city: CitySite, page: Page
) -> None:
    zone = make_zone(banner_sites=[city.address])
    city.embed(site, zone)
    page.clock.install()
    page.goto(city.address)
    frame(page).locator("#alerts").wait_for(state="attached")
    expect(page.locator("iframe")).to_have_css("height", "0px")
    expect(page.locator("iframe")).to_have_attribute("aria-hidden", "true")
    put_out(left(zone))
    page.clock.run_for(61_000)
    expect(frame(page).get_by_role("alert")).to_contain_text("Inbraak in je buurt")
    expect(page.locator("iframe")).not_to_have_attribute("aria-hidden", "true")


def test_a_site_that_the_zone_did_not_name_cannot_show_it(site: str, city: CitySite, page: Page) -> None:
    zone = make_zone(banner_sites=["https://www.zandekerke.be"])
    put_out(left(zone))
    city.embed(site, zone)
    page.goto(city.address)
    page.wait_for_timeout(500)
    expect(page.locator("iframe")).to_have_css("height", "0px")
    assert all("/banner/" not in one.url for one in page.frames)


def test_an_incoming_message_is_taken_over_in_the_composer(
    site: str, page: Page, client: Any, look: Any, faults: list[str]
) -> None:
    zone = make_zone()
    receive_cap(source := cap_source(zone), tenant_id=zone.tenant.id, content=sign(near()))
    sign_in(client, zone.writer)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/waarschuwingen/cap/")
    page.get_by_role("link", name="Brand met veel rook").click()
    page.goto(f"{site}/waarschuwingen/{Alert.objects.get().id}/tekst")
    page.wait_for_selector("html[data-ready]")
    expect(page.get_by_role("heading", name="Van Hulpverleningszone")).to_be_visible()
    expect(page.get_by_text("Ondertekend, certificaat niet gekend")).to_be_visible()
    assert look(page) == []
    receive_cap(source, tenant_id=zone.tenant.id, content=sign(later(near(), "Cancel")))
    page.reload()
    expect(page.get_by_text("De afzender nam dit terug")).to_be_visible()
    assert Alert.objects.get().state == "draft"
    assert [fault for fault in faults if "REFUSED" not in fault] == [], "the live stream has no port here"


def test_the_console_lists_what_be_alert_says(site: str, page: Page, client: Any) -> None:
    zone = make_zone()
    ends = timezone.now() + timedelta(hours=1)
    BeAlertNotice.objects.create(guid="a", title="Rookpluim", expires_at=ends, seen_at=timezone.now())
    sign_in(client, zone.writer)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/meldkamer/")
    expect(page.get_by_text("BE-Alert: Rookpluim")).to_be_visible()
