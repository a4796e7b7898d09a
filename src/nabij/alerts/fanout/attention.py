"""What waits for a person: deliveries in doubt that nothing else settles, and what was given up or parked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.database import Cursor
from nabij.alerts.fanout.journal import CHUNK_NOTICE, tell_progress
from nabij.alerts.fanout.log import count, lock_plan, standings_of, write
from nabij.alerts.fanout.rules import Numbered, State

LOOKED_AT: Final = timedelta(days=30)
"""Plans older than this are not looked at: nobody waits for their messages any longer."""

PARKED_AFTER_S: Final = 60
LIST_LIMIT: Final = 50


@dataclass(frozen=True, slots=True)
class Doubt:
    """`deliveries` of one alert of which nobody knows whether they left, and for which no receipt came in time."""

    alert_id: UUID
    tenant_id: UUID
    deliveries: int
    since: datetime


@dataclass(frozen=True, slots=True)
class GivenUp:
    """How many deliveries ended so; `error` is a code of `nabij.channels.errors`."""

    state: State
    error: str
    deliveries: int


@dataclass(frozen=True, slots=True)
class Parked:
    """Parts of alerts on this channel that could leave and that nobody takes."""

    channel: str
    chunks: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a channel still has to carry, of all tenants; `since`: when the oldest of it was ready."""

    messages: int
    ready: int
    since: datetime | None


def waiting() -> dict[str, Waiting]:
    """Per channel what its routes have before them; a channel without is missing. One query over unfinished chunks only."""
    return {channel: Waiting(messages, ready, since) for channel, messages, ready, since in _ask(_QUEUED, {})}


def waiting_doubts(tenant_ids: Sequence[UUID], now: datetime) -> list[Doubt]:
    """Per alert, oldest first. A doubt waits for a person once no worker, receipt or second sending will settle it."""
    return [Doubt(*row) for row in _ask(_WAITING + _PER_ALERT, _values(tenant_ids, now))]


def given_up(tenant_ids: Sequence[UUID], *, since: datetime) -> list[GivenUp]:
    """What could not be delivered of alerts planned after `since`, by reason, most first."""
    rows = _ask(_GIVEN_UP, {"tenants": list(tenant_ids), "since": since})
    return [GivenUp(State(state), error, deliveries) for state, error, deliveries in rows]


def parked(tenant_ids: Sequence[UUID], now: datetime) -> list[Parked]:
    """What is ready to leave and lies still, per channel."""
    late = now - timedelta(seconds=PARKED_AFTER_S)
    return [Parked(*row) for row in _ask(_PARKED, {"tenants": list(tenant_ids), "late": late, "now": now})]


def leave_in_doubt(tenant_id: UUID, alert_id: UUID) -> int:
    """Settles what waits by leaving it as it is, in the caller's transaction. Returns how many deliveries."""
    cursor = _cursor()
    rows = _locked(cursor, tenant_id, alert_id)
    for plan, part, channel, _language, numbers in rows:
        outcomes = [Numbered(n, State.LEFT_IN_DOUBT) for n in numbers]
        before = standings_of(cursor, part, plan, numbers)
        write(cursor, part=part, plan=plan, chunk=None, outcomes=outcomes)
        count(cursor, plan, {channel: rules.changes(before, outcomes)})
    tell_progress(connection.connection, tenant_id, alert_id)
    return sum(len(numbers) for *_rest, numbers in rows)


def send_once_more(tenant_id: UUID, alert_id: UUID) -> int:
    """Settles what waits by sending it a second time, in the caller's transaction. Returns how many deliveries."""
    cursor = _cursor()
    rows = _locked(cursor, tenant_id, alert_id)
    for plan, _part, channel, language, numbers in rows:
        cursor.execute(
            "insert into fanout.chunk (plan, channel, language, from_n, to_n, numbers, priority, resend, ready_at)"
            " select %s, %s, %s, %s, %s, %s, min(priority), true, clock_timestamp() from fanout.chunk where plan = %s",
            [plan, channel, language, numbers[0], numbers[-1], numbers, plan],
        )
    cursor.execute("select pg_notify(%s, '')", [CHUNK_NOTICE])
    return sum(len(numbers) for *_rest, numbers in rows)


def _locked(cursor: Cursor, tenant_id: UUID, alert_id: UUID) -> list[tuple[int, int, str, str, list[int]]]:
    cursor.execute("select id from fanout.plan where alert_id = %s and tenant_id = %s", [alert_id, tenant_id])
    for (plan,) in cursor.fetchall():
        lock_plan(cursor, plan)
    cursor.execute(_WAITING + _PER_CHUNK, {**_values([tenant_id], timezone.now()), "alert": alert_id})
    return cursor.fetchall()


def _values(tenant_ids: Sequence[UUID], now: datetime) -> dict[str, Any]:
    return {
        "tenants": list(tenant_ids),
        "since": now - LOOKED_AT,
        "doubted": now - timedelta(seconds=rules.DOUBT_S),
        "limit": LIST_LIMIT,
    }


_WAITING: Final = """
    with waiting as (
      select p.alert_id, p.tenant_id, p.id as plan, p.part, o.n, min(o.at) as at
      from fanout.plan p join fanout.outcome o on o.part = p.part and o.plan = p.id and o.state = 'in_doubt'
      where p.tenant_id = any(%(tenants)s) and p.created_at > %(since)s and o.at < %(doubted)s
        and not exists (select from fanout.outcome later where later.part = o.part and later.plan = o.plan
          and later.n = o.n and later.state > 'in_doubt')
        and not exists (select from fanout.chunk c where c.plan = p.id and c.finished_at is null
          and o.n between c.from_n and c.to_n and (c.numbers is null or o.n = any(c.numbers)))
      group by 1, 2, 3, 4, 5)
"""
_PER_ALERT: Final = """
    select alert_id, tenant_id, count(*)::int, min(at) from waiting group by 1, 2 order by 4 limit %(limit)s
"""
_PER_CHUNK: Final = """
    select w.plan, w.part, d.channel, d.language, array_agg(w.n order by w.n)
    from waiting w join fanout.delivery d on d.part = w.part and d.plan = w.plan and d.n = w.n
    where w.alert_id = %(alert)s group by 1, 2, 3, 4
"""
_QUEUED: Final = """
    with left_over as (
      select channel, ready_at, greatest(0, case when numbers is null then to_n - greatest(from_n - 1, intent_to)
        else (select count(*) from unnest(numbers) as n where n > intent_to) end) as messages
      from fanout.chunk where finished_at is null)
    select channel, sum(messages)::int, coalesce(sum(messages) filter (where ready_at <= clock_timestamp()), 0)::int,
      min(ready_at) filter (where ready_at <= clock_timestamp())
    from left_over group by channel order by channel
"""
_GIVEN_UP: Final = """
    select t.state::text, t.error, sum(t.change)::int from fanout.plan p join fanout.tally t on t.plan = p.id
    where p.tenant_id = any(%(tenants)s) and p.created_at > %(since)s and t.state in ('failed_for_good', 'not_delivered')
    group by 1, 2 having sum(t.change) > 0 order by 3 desc, 1, 2
"""
_PARKED: Final = """
    select c.channel, count(*)::int, min(c.ready_at) from fanout.chunk c join fanout.plan p on p.id = c.plan
    where c.finished_at is null and c.ready_at < %(late)s and (c.leased_until is null or c.leased_until < %(now)s)
      and p.tenant_id = any(%(tenants)s) group by 1 order by 1
"""


def _ask(question: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


def _cursor() -> Cursor:
    connection.ensure_connection()
    return connection.connection.cursor()  # type: ignore[no-any-return]
