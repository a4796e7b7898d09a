"""A real browser before the real site. NABIJ_BROWSER=skip leaves these tests out where there is no chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from nabij.site import frontend, messages
from tests.browser.people import Desk
from tests.served import Served, demo_town, furnish

QUIET = ("background-networking", "component-update", "sync", "quic")
AXE = frontend.SOURCES / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

expect.set_options(timeout=20_000)  # what comes is seen at once; this is for a machine that does much besides


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if os.environ.get("NABIJ_BROWSER") == "skip":
                item.add_marker(pytest.mark.skip(reason="NABIJ_BROWSER=skip"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's chromium, which runs as root in CI and calls nobody."""
    return {
        "executable_path": shutil.which("chromium"),
        "chromium_sandbox": False,
        "args": [*(f"--disable-{name}" for name in QUIET), "--no-first-run"],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "nl-BE", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def built() -> None:
    """Scripts, styles and Dutch as a visitor gets them."""
    frontend.build()
    messages.compile_all()


@pytest.fixture
def site(built: None, live_server: LiveServer, settings: Any) -> str:
    """The address of the running site, with the pages of the demo."""
    settings.DEMO = True
    return str(live_server.url)


@pytest.fixture
def faults(page: Page) -> list[str]:
    """What the browser complained about: scripts that failed, and what the content security policy refused.

    Not that nobody answers the live stream: it is a process of its own, which is not part of this site.
    """
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "ERR_CONNECTION_REFUSED" not in message.text:
            heard.append(message.text)

    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", hear)
    return heard


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """The whole installation as real processes, with the demo town and the main job played in it; shared by all tests."""
    with demo_town() as town:
        furnish(town)
        yield town


@pytest.fixture(scope="session")
def people(browser: Browser, served: Served) -> Desk:
    return Desk(browser, served)


@pytest.fixture
def desk(people: Desk) -> Iterator[Desk]:
    """Pages of the people of the demo town; closed after each test."""
    yield people
    people.close()


@pytest.fixture
def violations(page: Page, look: Callable[[Page], list[str]]) -> Callable[[], list[str]]:
    """Runs axe-core on the open page."""
    return lambda: look(page)


@pytest.fixture(scope="session")
def look() -> Callable[[Page], list[str]]:
    """Runs axe-core on a page: each broken rule with the elements that break it."""

    def check(page: Page) -> list[str]:
        script = f"{AXE.read_text()};axe.run(document, {{runOnly: {RULES}}})"
        found = page.evaluate(script)
        assert found["passes"], "axe-core checked nothing"
        return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]

    return check
