"""Planning: who gets what over which channel, as numbered rows and chunks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.orders import Order
from nabij.alerts.fanout.parts import new_parts, shared_parts, take_into_service

CHUNK_NOTICE: Final = "fanout_chunk"
SORT_MEMORY: Final = "64MB"


@dataclass(frozen=True, slots=True)
class Planned:
    """Deliveries per channel, and the number of chunks. The same when planned again."""

    counts: Mapping[str, int]
    chunks: int

    @property
    def deliveries(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class _Key:
    """What a plan is one of: made once, however often it is asked for."""

    alert_id: UUID
    purpose: rules.Purpose = "first"
    number: int = 1


@dataclass(frozen=True, slots=True)
class _Plan:
    id: int
    part: int
    buckets: int
    buckets_planned: int
    planned_to: int


def plan(order: Order, audience: sql.Composable, *, expected: int | None = None) -> Planned:
    """Plans the deliveries of `order` to `audience`, each value once per channel. What is planned may leave at once.

    `audience` selects (contact_point_id uuid, lookup bytea, channel text, language text, not_before timestamptz or null) and must
    give the same rows when asked again. `expected` is about how many there are, as the approver was told; it is counted where
    absent. Repeatable: what a killed planner left is completed, nothing is planned twice.
    Call it outside a transaction: an audience above 100,000 is committed in buckets.
    """
    return _planned_as(_Key(order.alert_id), order, audience, _count(audience) if expected is None else expected)


def plan_again(
    order: Order, audience: sql.Composable, *, purpose: rules.Purpose, expected: int, number: int = 1
) -> Planned:
    """Plans more deliveries of an alert that was planned before: to whom it did not arrive, or over another channel.

    The same promises as `plan`. `number` tells the plans for one purpose apart: take `next_number` in the moment it is decided
    and keep it with the job, so that the job can run again; a number that was planned is planned no second time. Each delivery
    of another plan is a message of its own, with its own key. Raises ValueError for an alert that was never planned.
    """
    with connection.cursor() as cursor:
        cursor.execute("select 1 from fanout.plan where alert_id = %s", [order.alert_id])
        if cursor.fetchone() is None:
            raise ValueError(f"Alert {order.alert_id} was never planned.")
    return _planned_as(_Key(order.alert_id, purpose, number), order, audience, expected)


def next_number(alert_id: UUID, purpose: rules.Purpose) -> int:
    """The number of the next plan of this alert for `purpose`, from 1. Ask it with the alert locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(max(number), 0) + 1 from fanout.plan where alert_id = %s and purpose = %s",
            [alert_id, purpose],
        )
        return int(cursor.fetchone()[0])


def _planned_as(key: _Key, order: Order, audience: sql.Composable, expected: int) -> Planned:
    while True:
        with transaction.atomic():
            started = _started(key, order, expected)
            if started.buckets_planned >= started.buckets:
                return planned(started.id)
            _plan_bucket(started, order, audience, expected)


def planned(plan_id: int) -> Planned:
    """What was planned so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select channel, sum(to_n - from_n + 1), count(*) from fanout.chunk where plan = %s and numbers is null"
            " group by channel order by channel",
            [plan_id],
        )
        rows = cursor.fetchall()
    return Planned({channel: int(count) for channel, count, _chunks in rows}, sum(chunks for *_rest, chunks in rows))


def _count(audience: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("select count(*) from ({}) audience").format(audience))
        return int(cursor.fetchone()[0])


def _started(key: _Key, order: Order, expected: int) -> _Plan:
    with connection.cursor() as cursor:
        found = _locked(cursor, key)
        if found is None:
            _start(cursor, key, order, expected)
            found = _locked(cursor, key)
        assert found is not None
        return found


def _locked(cursor: Any, key: _Key) -> _Plan | None:
    cursor.execute(
        "select id, part, buckets, buckets_planned, planned_to from fanout.plan"
        " where alert_id = %s and purpose = %s and number = %s for update",
        astuple(key),
    )
    row = cursor.fetchone()
    return _Plan(*row) if row else None


def _start(cursor: Any, key: _Key, order: Order, expected: int) -> None:
    part = new_parts(cursor) if expected >= rules.OWN_PART_FROM else shared_parts(cursor, timezone.now())
    cursor.execute(
        "insert into fanout.plan (alert_id, purpose, number, tenant_id, kind, resends, part, buckets)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
        [*astuple(key), order.tenant_id, order.kind, order.about_life, part, len(rules.bucket_edges(expected))],
    )


def _plan_bucket(started: _Plan, order: Order, audience: sql.Composable, expected: int) -> None:
    groups = _load(started, _bucket(audience, started))
    with connection.cursor() as cursor:
        if started.buckets_planned == 0:
            take_into_service(cursor, started.part)
        for channel, language, not_before, first, count in groups:
            _make_chunks(cursor, started.id, order, (channel, language, not_before), first, count)
        planned_to = max((first + count - 1 for *_group, first, count in groups), default=started.planned_to)
        cursor.execute(
            "update fanout.plan set buckets_planned = buckets_planned + 1, planned_to = %s where id = %s",
            [planned_to, started.id],
        )
        cursor.execute("select pg_notify(%s, '')", [CHUNK_NOTICE])


def _bucket(audience: sql.Composable, started: _Plan) -> sql.Composable:
    if started.buckets == 1:
        return audience
    edges = [*rules.bucket_edges(started.buckets * rules.BUCKET_SIZE), b"\xff" * 33]
    return sql.SQL("select * from ({}) everybody where lookup >= {} and lookup < {}").format(
        audience, sql.Literal(edges[started.buckets_planned]), sql.Literal(edges[started.buckets_planned + 1])
    )


_LOAD: Final = sql.SQL(
    """
    insert into {table} (part, plan, n, contact_point_id, lookup, channel, language, not_before)
    select {part}, {plan}, {base} + row_number() over (order by channel, language, not_before nulls first),
      contact_point_id, lookup, channel, language, not_before
    from (
      select distinct on (lookup, channel) contact_point_id, lookup, channel, language, not_before
      from ({audience}) audience order by lookup, channel, not_before nulls first, contact_point_id
    ) once
    """
)
_GROUPS: Final = sql.SQL(
    """
    select channel, language, not_before, min(n), count(*)::integer from {table}
    where plan = {plan} and n > {base} group by channel, language, not_before order by min(n)
    """
)


def _load(started: _Plan, audience: sql.Composable) -> list[tuple[str, str, datetime | None, int, int]]:
    """Loads a bucket; gives the groups that chunks may not mix, with their first number and size."""
    names: dict[str, sql.Composable] = {
        "table": sql.Identifier("fanout", f"delivery_{started.part}"),
        "part": sql.Literal(started.part),
        "plan": sql.Literal(started.id),
        "base": sql.Literal(started.planned_to),
    }
    with connection.cursor() as cursor:
        cursor.execute(f"set local work_mem = '{SORT_MEMORY}'")
        cursor.execute(_LOAD.format(audience=audience, **names))
        cursor.execute(_GROUPS.format(**names))
        return cursor.fetchall()  # type: ignore[no-any-return]


def _make_chunks(
    cursor: Any, plan_id: int, order: Order, group: tuple[str, str, datetime | None], first: int, count: int
) -> None:
    channel, language, not_before = group
    cursor.execute(
        "insert into fanout.chunk (plan, channel, language, not_before, from_n, to_n, priority, ready_at)"
        " select %s, %s, %s, %s, n, least(n + %s, %s), %s, coalesce(%s, clock_timestamp())"
        " from generate_series(%s, %s, %s) n",
        [
            plan_id, channel, language, not_before, rules.CHUNK_SIZE - 1, first + count - 1, 0 if order.about_life else 1,
            not_before, first, first + count - 1, rules.CHUNK_SIZE,
        ],
    )  # fmt: skip
    cursor.execute(
        "insert into fanout.tally (plan, channel, state, change) values (%s, %s, %s, %s)",
        [plan_id, channel, rules.State.WAITING, count],
    )
