"""The report form on a slow telephone: how long until it can be used, and how much comes over the line before any map.

As Lighthouse throttles a phone: 4 times slower processor, 150 ms and 1.6 Mbit/s down. The reference is a bare page of one
sentence from the same server in the same run. A browser with an empty cache each time.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from benchmarks import Result, at_most
from nabij.reports import actions
from nabij.site import frontend
from nabij.site.processes import commands
from nabij.site.serving import free_port
from nabij.tenants.actor import system_actor

ROUNDS: Final = 5
SLOWER: Final = 4
LATENCY_MS: Final = 150
DOWN_BYTES_S: Final = 1.6e6 / 8
UP_BYTES_S: Final = 0.75e6 / 8
GOAL_MS: Final = 1500.0
GOAL_KB: Final = 250.0
READY_WITHIN_S: Final = 60
QUIET: Final = ("background-networking", "component-update", "sync", "quic")
USABLE: Final = "() => document.documentElement.dataset.ready !== undefined && performance.now()"


def measure() -> Iterator[Result]:
    """Medians of five openings; the size is what came over the line, compressed, until the form could be used."""
    frontend.build()
    actions.load_categories(system_actor())
    with _served() as address, sync_playwright() as tool:
        quiet = [f"--disable-{one}" for one in QUIET]
        browser = tool.chromium.launch(executable_path=shutil.which("chromium"), chromium_sandbox=False, args=quiet)
        form = [_opened(browser, f"{address}/melden/", USABLE) for _round in range(ROUNDS)]
        bare = [_opened(browser, f"{address}/gezondheid/", "() => performance.now()") for _round in range(ROUNDS)]
        browser.close()
    took, plain = (statistics.median(ms for ms, _kb in runs) for runs in (form, bare))
    size, least = (statistics.median(kb for _ms, kb in runs) for runs in (form, bare))
    yield Result(
        name="report_form_ms", value=took, unit="ms until the form can be used, slow 4G, processor 4 times slower",
        reference="a page of one sentence, same server and throttling", reference_value=plain, ratio=took / plain,
        goal=f"< {GOAL_MS:.0f}", met=at_most(took, GOAL_MS),
    )  # fmt: skip
    yield Result(
        name="report_form_kb", value=size, unit="kB over the line until the form can be used",
        reference="a page of one sentence", reference_value=least, ratio=size / least, goal=f"< {GOAL_KB:.0f}",
        met=size < GOAL_KB,
    )  # fmt: skip


def _opened(browser: Browser, address: str, usable: str) -> tuple[float, float]:
    """Milliseconds since the navigation began until `usable` says so, and kB that came over the line by then."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="nl-BE")
    page = context.new_page()
    line = context.new_cdp_session(page)
    came: list[float] = []
    line.on("Network.loadingFinished", lambda event: came.append(float(event["encodedDataLength"])))
    line.send("Network.enable")
    throttle: dict[str, Any] = {
        "offline": False, "latency": LATENCY_MS, "downloadThroughput": DOWN_BYTES_S, "uploadThroughput": UP_BYTES_S,
    }  # fmt: skip
    line.send("Network.emulateNetworkConditions", throttle)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="commit")
    took = float(page.wait_for_function(usable, polling="raf").json_value())
    size = sum(came) / 1024
    context.close()
    return took, size


@contextmanager
def _served() -> Iterator[str]:
    """The pages of the site by the server that an installation runs; gives its address."""
    port = free_port(0)
    address = f"http://localhost:{port}"
    server = subprocess.Popen(commands(port, port + 1)["pages"], env={**os.environ, "NABIJ_SITE_URL": address})
    try:
        deadline = time.monotonic() + READY_WITHIN_S
        while not _answers(f"{address}/gezondheid/"):
            if time.monotonic() > deadline:
                raise TimeoutError(address)
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
