"""100,000 deliveries with two workers to a sink in another process, against one procrastinate job per message to it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import connection, connections

from benchmarks import Result, at_least, interleaved
from benchmarks.neighbours import AUDIENCE, settle
from benchmarks.senders import fan_out, jobs, one_by_one, order_of, start, stop
from nabij.alerts.fanout.plan import plan
from nabij.tenants.keys import new_id

PEOPLE: Final = 100_000
WINDOW: Final = 1000
WORKERS: Final = 2
JOBS: Final = 1500
GOAL: Final = 100.0
PATIENCE_S: Final = 120


def seed() -> None:
    settle(PEOPLE)


def measure() -> Result:
    """Ours from planned to the last receipt applied; theirs the rate over some jobs, which does not depend on their number."""
    sink = subprocess.Popen([sys.executable, "-m", "benchmarks.sink", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert sink.stdout is not None
        port = int(sink.stdout.readline())
        with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
            owner.execute(
                "create table bench_outcome (plan integer, n integer, state text, provider_message_id text,"
                " primary key (plan, n));"
                " grant all on bench_outcome to nabij_app"
            )
        ours, theirs = interleaved(lambda: _ours(port), lambda: _theirs(port))
    finally:
        sink.kill()
    ratio = ours / theirs
    return Result(
        name="fanout", value=ours, unit="messages/s", reference="one procrastinate job per message, two workers",
        reference_value=theirs, ratio=ratio, goal=f"ratio >= {GOAL:.0f}", met=at_least(ratio, GOAL),
    )  # fmt: skip


def _ours(port: int) -> float:
    connections.close_all()
    with _running(lambda: fan_out(port, WINDOW)):
        time.sleep(1)
        planned = plan(order_of(new_id()), AUDIENCE, expected=PEOPLE)
        started = time.perf_counter()
        _wait(
            "select coalesce(sum(change), 0) >= {count} from fanout.tally where state = 'delivered'", planned.deliveries
        )
        seconds = time.perf_counter() - started
    _clear()
    return planned.deliveries / seconds


def _theirs(port: int) -> float:
    with connection.cursor() as cursor:
        cursor.execute("select contact_point_id from people_reachable limit %s", [JOBS])
        points = [str(point) for (point,) in cursor.fetchall()]
    task: Any = jobs(port).tasks["benchmark_message"]
    task.batch_defer(*({"plan": 1, "n": n, "contact_point_id": point} for n, point in enumerate(points)))
    connections.close_all()
    with _running(lambda: one_by_one(port)):
        _wait("select count(*) >= {count} from bench_outcome where state = 'delivered'", JOBS // 10)
        (before,), started = _row("select count(*) from bench_outcome where state = 'delivered'"), time.perf_counter()
        _wait("select count(*) >= {count} from bench_outcome where state = 'delivered'", JOBS)
        seconds = time.perf_counter() - started
    _clear()
    return float((JOBS - before) / seconds)


@contextmanager
def _running(work: Callable[[], None]) -> Iterator[None]:
    """So many processes that do `work`, ended with the block."""
    workers = [start(work) for _ in range(WORKERS)]
    try:
        yield
    finally:
        stop(workers)


def _row(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


def _wait(question: str, count: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while not _row(question.format(count=count))[0]:
        if time.monotonic() > end:
            raise TimeoutError(f"after {PATIENCE_S} s: {question}")
        time.sleep(0.02)


def _clear() -> None:
    connections.close_all()
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        owner.execute(
            "truncate fanout.plan, fanout.delivery, fanout.outcome, fanout.chunk, fanout.tally, channels_receiptinbox,"
            " channels_submission, bench_outcome"
        )
