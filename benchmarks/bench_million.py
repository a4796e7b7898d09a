"""One alert to a million people over SMS, e-mail and push: planned, handed to a sink by two workers, a receipt of each recorded.

Beside it a sender in the manner of listmonk, which reads plain addresses and keeps no row per recipient, to the same sink.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import connection, connections

from benchmarks import Result, at_least, at_most
from benchmarks.memory import Peak
from benchmarks.neighbours import AUDIENCE, settle
from benchmarks.newsletter import SUBSCRIBERS, send_half
from benchmarks.senders import fan_out, order_of, start, stop
from nabij.alerts.fanout.plan import plan
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant

PEOPLE: Final = 1_000_000
CHANNELS: Final = ("sms", "email", "push")
WINDOW: Final = 1000
PATIENCE_S: Final = 300
PLAN_GOAL_S, FIRST_GOAL_S, RATE_GOAL, MEMORY_GOAL_MB, PROMISE_S = 15.0, 2.0, 20_000.0, 400.0, 10.0
STATED: Final = "stated: BE-Alert 100 SMS/s, GOV.UK Notify at most 350/s"


def seed() -> None:
    settle(PEOPLE, CHANNELS)
    with psycopg.connect(settings.DATABASE_OWNER_URL) as owner:
        owner.execute(SUBSCRIBERS)


def measure() -> list[Result]:
    sink = subprocess.Popen([sys.executable, "-m", "benchmarks.sink", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert sink.stdout is not None
        port = int(sink.stdout.readline())
        plain = _newsletter(port)
        return _results(*_alert(port), plain)
    finally:
        sink.kill()


def _alert(port: int) -> tuple[float, Peak]:
    """Seconds of planning and the peak of memory; the journal in the database says the rest."""
    connections.close_all()
    with _running(lambda: fan_out(port, WINDOW, CHANNELS)) as workers:
        time.sleep(1)
        peak = Peak([*workers], settings.DATABASE_URL)
        watching = threading.Thread(target=peak.watch)
        watching.start()
        try:
            order = order_of(new_id(), CHANNELS)
            Tenant.objects.get_or_create(id=order.tenant_id, kind="zone", name="PZ Proef", slug="proef")
            started = time.perf_counter()
            planned = plan(order, AUDIENCE, expected=PEOPLE)
            seconds = time.perf_counter() - started
            assert planned.deliveries == PEOPLE
            _wait("select coalesce(sum(change), 0) >= {count} from fanout.tally where state = 'delivered'", PEOPLE)
        finally:
            peak.stop()
            watching.join()
    return seconds, peak


def _results(plan_s: float, peak: Peak, plain: float) -> list[Result]:
    began, first, last = _row(
        "select (select created_at from fanout.plan), min(at) filter (where state = 'handed_over'),"
        " max(at) filter (where state = 'delivered') from fanout.tally where change > 0"
    )
    first_s, rate = _seconds(first, began), PEOPLE / _seconds(last, first)
    (promised,) = _row(
        "select sum(change) from fanout.tally where state = 'handed_over' and change > 0"
        f" and at < (select created_at from fanout.plan) + interval '{PROMISE_S} seconds'"
    )
    return [
        Result(
            name="million_plan", value=plan_s, unit="s", reference="seconds until the first message left, while it was planned",
            reference_value=first_s, ratio=None, goal=f"< {PLAN_GOAL_S:.0f} s, the first < {FIRST_GOAL_S:.0f} s",
            met=at_most(plan_s, PLAN_GOAL_S) and at_most(first_s, FIRST_GOAL_S),
        ),
        Result(
            name="million_rate", value=rate, unit="messages/s",
            reference=f"a sender in the manner of listmonk, no row per recipient; {STATED}",
            reference_value=plain, ratio=rate / plain, goal=f">= {RATE_GOAL:,.0f}/s", met=at_least(rate, RATE_GOAL),
        ),
        Result(
            name="million_in_10s", value=float(promised), unit="messages",
            reference="GOV.UK Notify promises 95 % within 10 s; so many recipients can we promise that",
            reference_value=float(promised) / 0.95, ratio=None, goal=">= 95 % of 100,000", met=at_least(float(promised), 95_000),
        ),
        Result(
            name="million_memory", value=peak.megabytes, unit="MB", reference=f"the largest process ({peak.name})",
            reference_value=None, ratio=None, goal=f"any process < {MEMORY_GOAL_MB:.0f} MB",
            met=at_most(peak.megabytes, MEMORY_GOAL_MB),
        ),
    ]  # fmt: skip


def _newsletter(port: int) -> float:
    """Messages a second of the sender that keeps only counts, with two processes for half of the list each."""
    started = time.perf_counter()
    with _running(lambda: send_half(0, port), lambda: send_half(1, port)):
        _wait("select sum(sent) >= {count} from bench_campaign", PEOPLE)
        return PEOPLE / (time.perf_counter() - started)


@contextmanager
def _running(*work: Callable[[], None]) -> Iterator[list[int]]:
    connections.close_all()
    workers = [start(one) for one in (work if len(work) == 2 else work * 2)]
    try:
        yield workers
    finally:
        stop(workers)


def _seconds(later: datetime, earlier: datetime) -> float:
    return (later - earlier).total_seconds()


def _row(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


def _wait(question: str, count: int) -> None:
    end = time.monotonic() + PATIENCE_S
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as watcher:
        while not watcher.execute(question.format(count=count)).fetchone()[0]:  # type: ignore[index]
            if time.monotonic() > end:
                raise TimeoutError(f"after {PATIENCE_S} s: {question}")
            time.sleep(0.1)
