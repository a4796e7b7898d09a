"""Notifications on this device, from the button to the notification, in a real browser with its real service worker.

`PushManager.subscribe` is a stub: it would ask a push service on the internet. The subscription that it gives holds real keys,
what we send is what the simulator kept, and Chromium's debugging protocol hands it to the service worker as a push service would.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Desk

STUB = """
PushManager.prototype.subscribe = async function (options) {
  if (!options.userVisibleOnly || !options.applicationServerKey) throw new Error("not as browsers want it");
  const keys = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  const packed = (octets) =>
    btoa(String.fromCharCode(...octets)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const auth = crypto.getRandomValues(new Uint8Array(16));
  const keys64 = { p256dh: packed(raw), auth: packed(auth) };
  const made = { endpoint: "https://updates.push.services.mozilla.com/wpush/v2/een", keys: keys64 };
  window.localStorage.setItem("subscribed", options.applicationServerKey);
  return { toJSON: () => made };
};
"""
"""What a browser answers, without the internet."""


def deliver(page: Page, registration: str, origin: str, content: dict[str, str]) -> None:
    session = page.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": registration, "data": json.dumps(content)},
    )


def registration_of(page: Page) -> str:
    """The id that Chromium gives the service worker of this page."""
    found: list[str] = []
    session = page.context.new_cdp_session(page)
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    assert found
    return found[-1]


def newest_notification(desk: Desk) -> str:
    with psycopg.connect(desk.served.database_url) as connection:
        row = connection.execute(
            "select text from channels_simulatedmessage where channel = 'push' order by sent_at desc limit 1"
        ).fetchone()
    assert row is not None
    text: str = row[0]
    return text


@pytest.fixture
def resident(desk: Desk) -> tuple[Page, list[str]]:
    page, faults = desk.page_of("resident")
    page.context.grant_permissions(["notifications"], origin=desk.served.address)
    page.add_init_script(STUB)
    return page, faults


def test_a_resident_turns_notifications_on_and_the_page_fills_in_the_code(
    desk: Desk, resident: tuple[Page, list[str]], look: Callable[[Page], list[str]]
) -> None:
    page, faults = resident
    page.goto(f"{desk.served.address}/mijn/")
    page.get_by_role("button", name="Zet meldingen aan").click()
    page.wait_for_url("**/code/")
    expect(page.get_by_text("Deze pagina vult die zelf in")).to_be_visible()
    assert look(page) == []
    assert len(page.evaluate("localStorage.getItem('subscribed')")) == 87
    said = {"title": "Je code", "body": newest_notification(desk), "lang": "nl", "tag": "1", "url": "/mijn/"}
    deliver(page, registration_of(page), desk.served.address, said)
    page.wait_for_url("**/mijn/")
    expect(page.get_by_role("heading", name="Firefox in gebruik")).to_be_visible()
    assert look(page) == []
    assert faults == []


def test_who_refuses_notifications_reads_what_to_do(desk: Desk) -> None:
    page, faults = desk.page_of("resident")
    page.add_init_script("Notification.requestPermission = async () => 'denied';" + STUB)
    page.goto(f"{desk.served.address}/mijn/")
    page.get_by_role("button", name="Zet meldingen aan").click()
    expect(page.get_by_text("Sta ze toe in de instellingen van je browser")).to_be_visible()
    assert faults == []


def test_a_browser_without_notifications_says_so(desk: Desk) -> None:
    page, faults = desk.page_of("resident")
    page.add_init_script("delete window.PushManager;")
    page.goto(f"{desk.served.address}/mijn/")
    expect(page.get_by_text("Deze browser kan geen meldingen tonen")).to_be_visible()
    expect(page.get_by_role("button", name="Zet meldingen aan")).to_be_hidden()
    assert faults == []


def test_a_link_in_a_mail_leads_to_a_button_that_stops_it(desk: Desk, look: Callable[[Page], list[str]]) -> None:
    """Without signing in, on a telephone, by keyboard."""
    page, faults = desk.page_of("", viewport={"width": 390, "height": 844})
    page.goto(desk.served.address + _link(desk))
    assert look(page) == []
    page.get_by_role("button", name="Ja, schrijf me uit").press("Enter")
    expect(page.get_by_role("heading", name="Je bent uitgeschreven")).to_be_visible()
    assert look(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert desk.served.ask("select count(*)::text from people_optout where message_kind = 'prevention'") != "0"
    assert faults == []


def _link(desk: Desk) -> str:
    """As it stands under a mail of the demo town, made with the keys of that installation."""
    point = desk.served.ask(
        "select id::text from people_contactpoint where kind = 'email' and retired_at is null limit 1"
    )
    zone = desk.served.ask("select id::text from tenants_tenant where kind = 'zone' limit 1")
    code = (
        "from uuid import UUID; from nabij.channels.unsubscribing import Subscription, token_for;"
        f"print(token_for(Subscription(UUID('{point}'), UUID('{zone}'), 'prevention')))"
    )
    setup = f"import django; django.setup(); {code}"
    token = subprocess.run(
        [sys.executable, "-c", setup], env=desk.served.environment, capture_output=True, text=True, check=True
    )
    return f"/uitschrijven/{token.stdout.strip()}/"
