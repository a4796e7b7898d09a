"""Planning 100,000 deliveries against a bare INSERT ... SELECT of the same audience."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from benchmarks import Result, at_least, at_most, interleaved
from benchmarks.neighbours import settle
from nabij.alerts.audience import Aim, select
from nabij.alerts.fanout.orders import Order, Text
from nabij.alerts.fanout.plan import plan
from nabij.tenants.keys import new_id

PEOPLE: Final = 100_000
WARNED: Final = sql.SQL("select contact_point_id from people_reachable")
RATIO_GOAL: Final = 0.4
SECONDS_GOAL: Final = 1.0


def seed() -> None:
    settle(PEOPLE)


def measure() -> Result:
    """Rows, deduplicated, numbered, indexed and attached; the audience is that of feedback to everybody who was warned."""
    aim = Aim(new_id(), "urgent", ("sms", "voice"), timezone.now(), answers_to=WARNED, wakes=True)
    audience = select(aim)
    seconds, bare_s = interleaved(lambda: _plan_s(audience), lambda: _bare_s(audience))
    ratio = bare_s / seconds
    return Result(
        name="plan", value=seconds, unit="s", reference="bare INSERT ... SELECT of the same audience into an empty table",
        reference_value=bare_s, ratio=ratio, goal=f"ratio >= {RATIO_GOAL} and < {SECONDS_GOAL:.0f} s",
        met=at_least(ratio, RATIO_GOAL) and at_most(seconds, SECONDS_GOAL),
    )  # fmt: skip


def _plan_s(audience: sql.Composable) -> float:
    order = Order(
        new_id(),
        new_id(),
        "urgent",
        True,
        {"nl": Text("", "Test")},
        ("sms",),
        timezone.now() + timedelta(hours=1),
        True,
    )
    started = time.perf_counter()
    planned = plan(order, audience, expected=PEOPLE)
    seconds = time.perf_counter() - started
    assert planned.deliveries == PEOPLE
    return seconds


def _bare_s(audience: sql.Composable) -> float:
    with connection.cursor() as cursor:
        cursor.execute(
            "create table fanout.bare (contact_point_id uuid, lookup bytea, channel text, language text, not_before timestamptz)"
        )
        started = time.perf_counter()
        with transaction.atomic():
            cursor.execute(sql.SQL("insert into fanout.bare {}").format(audience))
        seconds = time.perf_counter() - started
        cursor.execute("drop table fanout.bare")
    return seconds
