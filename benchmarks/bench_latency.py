"""From approval to the first message handed over, and from a report to the console, with the real processes."""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import httpx
from django.conf import settings

from benchmarks import Result, at_most

ROUNDS: Final = 20
GOAL_S: Final = 1.0


def seed() -> None:
    from nabij.demo import world

    settings.DEMO = True
    world.build(lambda _sentence: None)


def measure() -> Iterator[Result]:
    """p95 over the rounds; the reference is the median of the same rounds."""
    import os

    os.environ["NABIJ_DEMO"] = "1"
    settings.DEMO = True
    from nabij.demo import world
    from nabij.demo.loop import Loop
    from nabij.demo.story import Story
    from nabij.site import serving

    made = world.build(lambda _sentence: None)
    processes = serving.start(serving.free_port(0))
    try:
        loop = Loop(made, Story(say=lambda _line: None))
        approvals = [_approve_to_first_s(loop) for _ in range(ROUNDS)]
        arrivals = _report_to_console_s(loop, processes.commands["live"])
    finally:
        processes.stop()
    yield _result("approve_to_first", approvals)
    yield _result("report_to_console", arrivals)


def _approve_to_first_s(loop: Any) -> float:
    from nabij.alerts.fanout.progress import progress
    from nabij.demo.story import eventually

    alert_id = loop.approved_alert()
    began = time.perf_counter()
    eventually(lambda: progress(alert_id).first_handed_over, within_s=30, every_s=0.005)
    return time.perf_counter() - began


def _report_to_console_s(loop: Any, live_command: list[str]) -> list[float]:
    """Until the page heard of it on its stream and could read the row in the queue."""
    from nabij.reports.queries import queue
    from nabij.tenants import live_tickets as tickets

    officer = loop.officer
    ticket = tickets.issue(tickets.Ticket(officer.id, "bench", frozenset(officer.rights)))
    port = live_command[live_command.index("--port") + 1]
    heard: dict[str, float] = {}
    is_open = threading.Event()
    threading.Thread(
        target=_listen, args=(f"http://127.0.0.1:{port}/live/stream?ticket={ticket}", heard, is_open), daemon=True
    ).start()
    is_open.wait(10)
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        incident_id: UUID = loop.recorded_call()
        while str(incident_id) not in heard:
            time.sleep(0.002)
        assert incident_id in {row.id for row in queue(officer).rows}
        took.append(time.perf_counter() - began)
    return took


def _listen(url: str, heard: dict[str, float], is_open: threading.Event) -> None:
    with suppress(httpx.RemoteProtocolError), httpx.stream("GET", url, timeout=60) as answer:
        for line in answer.iter_lines():
            is_open.set()
            if line.startswith("data: "):
                heard[json.loads(line[6:])["id"]] = time.perf_counter()


def _result(name: str, took_s: list[float]) -> Result:
    p95, middle = statistics.quantiles(took_s, n=20)[-1], statistics.median(took_s)
    return Result(
        name=name, value=p95, unit="s (p95)", reference="the median of the same rounds", reference_value=middle,
        ratio=p95 / middle, goal=f"p95 < {GOAL_S:.0f} s", met=at_most(p95, GOAL_S),
    )  # fmt: skip
