"""A page that stays open hears what changes, says when it is cut off, and misses nothing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from playwright.sync_api import Page, expect

from nabij.audit.actions import record
from nabij.people.tests import factories
from nabij.site import processes, serving
from nabij.tenants.actor import system_actor

LISTEN = """document.body.addEventListener("live:tests.thing", (event) => {
  document.body.dataset.heard = `${document.body.dataset.heard ?? ""} ${event.detail.id}`;
})"""
PATIENCE_MS = 15_000


class Stream:
    """The process of the live stream on a port of its own, started and killed at will."""

    def __init__(self, site: str) -> None:
        self.port = serving.free_port(0)
        self.url = f"http://localhost:{self.port}"
        self.environment = os.environ | {"NABIJ_SITE_URL": site, "NABIJ_LIVE_URL": self.url}

    def start(self) -> None:
        command = processes.commands(0, self.port)["live"]
        self.process = subprocess.Popen(command, env=self.environment)
        processes.Processes({}, {}, Path()).wait_until_ready(f"{self.url}/live/health")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(15)


@pytest.fixture
def stream(site: str, settings: Any) -> Iterator[Stream]:
    running = Stream(site)
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"connect-src": ["'self'", running.url]}
    settings.LIVE_URL = running.url
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
    running.start()
    yield running
    running.stop()


def happens(tenant_id: UUID) -> UUID:
    thing = uuid4()
    with transaction.atomic():
        record(system_actor(), tenant_id=tenant_id, verb="tests.change", target="tests.thing", target_id=thing)
    return thing


def test_a_page_hears_says_it_is_cut_off_and_catches_up(site: str, stream: Stream, page: Page, client: Client) -> None:
    zone = factories.make_tenant()
    factories.sign_in(client, factories.make_staff(zone, "dispatcher"))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/stijl/?office=1")
    page.wait_for_selector("html[data-ready]")
    page.evaluate(LISTEN)
    said = page.locator('[data-island="live"]')
    expect(said).to_have_text("Live", timeout=PATIENCE_MS)

    heard = happens(zone.id)
    expect(page.locator("body")).to_have_attribute("data-heard", f" {heard}", timeout=PATIENCE_MS)

    stream.stop()
    expect(said).to_have_text("Verbinding weg, we proberen opnieuw", timeout=PATIENCE_MS)
    missed = happens(zone.id)
    stream.start()
    expect(said).to_have_text("Live", timeout=40_000)
    expect(page.locator("body")).to_have_attribute("data-heard", f" {heard} {missed}", timeout=PATIENCE_MS)
