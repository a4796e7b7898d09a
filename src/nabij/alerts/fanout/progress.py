"""How far an alert is: read from the counts that each window left, never by counting deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.rules import State

FAILURES: Final = (State.FAILED_NOW, State.FAILED_FOR_GOOD, State.NOT_DELIVERED, State.HELD)
LIST_LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """`counts` per channel and state; times are aware; `p95_s` seconds from planning until 95 % of those handed over were.

    `failures` counts per state and error code; `resent` those in doubt that were sent once more.
    """

    counts: Mapping[str, Mapping[State, int]]
    first_handed_over: datetime | None
    p95_s: float | None
    failures: Mapping[tuple[State, str], int]
    resent: int

    @property
    def total(self) -> int:
        return sum(sum(states.values()) for states in self.counts.values())

    def in_state(self, *states: State) -> int:
        return sum(counts.get(state, 0) for counts in self.counts.values() for state in states)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that somebody has to look at. `key` is its id, `error` a code of `nabij.channels.errors` or of holding."""

    key: UUID
    contact_point_id: UUID
    channel: str
    state: State
    error: str
    at: datetime


def progress(alert_id: UUID) -> Progress:
    """The counts of an alert; all empty where it was never planned. Four queries, whatever the size of the alert."""
    counts: dict[str, dict[State, int]] = {}
    failures: dict[tuple[State, str], int] = {}
    for channel, name, error, count in _ask(_COUNTS, alert_id):
        state = State(name)
        by_state = counts.setdefault(channel, {})
        by_state[state] = by_state.get(state, 0) + count
        if state in FAILURES:
            failures[state, error] = failures.get((state, error), 0) + count
    first, p95_s = (_ask(_TIMES, alert_id) or [(None, None)])[0]
    ((resent,),) = _ask(_RESENT, alert_id)
    return Progress(counts, first, p95_s, failures, resent)


def in_doubt(alert_id: UUID, limit: int = LIST_LIMIT) -> list[Delivery]:
    """Deliveries of which nobody knows whether they left, oldest first: a receipt, a second sending or a person settles each."""
    return _listed(alert_id, [State.IN_DOUBT, State.LEFT_IN_DOUBT, State.RESENT_IN_DOUBT], limit)


def dead_letters(alert_id: UUID, limit: int = LIST_LIMIT) -> list[Delivery]:
    """Deliveries that were given up."""
    return _listed(alert_id, [State.FAILED_FOR_GOOD, State.NOT_DELIVERED], limit)


def reached(alert_id: UUID) -> sql.Composable:
    """A select of the contact points to whom the alert was handed over, delivered, or is in doubt: those who get feedback."""
    return sql.SQL(
        "select d.contact_point_id from fanout.plan p join fanout.delivery d on d.part = p.part and d.plan = p.id"
        " where p.alert_id = {} and (select max(o.state) from fanout.outcome o"
        " where o.part = d.part and o.plan = d.plan and o.n = d.n) = any({}::fanout.state[])"
    ).format(sql.Literal(alert_id), sql.Literal([str(state) for state in rules.REACHED]))


_COUNTS: Final = """
    select channel, state, error, sum(change)::int from fanout.tally
    where plan = (select id from fanout.plan where alert_id = %s)
    group by channel, state, error having sum(change) <> 0 order by channel, state, error
"""
_TIMES: Final = """
    with handed as (
      select t.at, sum(t.change) over (order by t.at) as so_far, sum(t.change) over () as total, p.created_at
      from fanout.tally t join fanout.plan p on p.id = t.plan
      where p.alert_id = %s and t.state = 'handed_over' and t.change > 0
    )
    select min(at), extract(epoch from min(at) filter (where so_far >= 0.95 * total) - min(created_at))::float from handed
"""
_RESENT: Final = """
    select count(distinct o.n) from fanout.plan p
    join fanout.outcome o on o.part = p.part and o.plan = p.id and o.state = 'resent_in_doubt' where p.alert_id = %s
"""
_LISTED: Final = """
    select distinct on (o.n) p.id, o.n, d.contact_point_id, d.channel, o.state, o.error, o.at
    from fanout.plan p
    join fanout.outcome o on o.part = p.part and o.plan = p.id and o.state = any(%s::fanout.state[])
      and o.state in ('in_doubt', 'left_in_doubt', 'resent_in_doubt', 'failed_for_good', 'not_delivered')
    join fanout.delivery d on d.part = o.part and d.plan = o.plan and d.n = o.n
    where p.alert_id = %s and not exists (select from fanout.outcome later
      where later.part = o.part and later.plan = o.plan and later.n = o.n and later.state > o.state)
    order by o.n, o.at desc limit %s
"""


def _ask(question: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


def _listed(alert_id: UUID, states: list[State], limit: int) -> list[Delivery]:
    rows = _ask(_LISTED, [str(state) for state in states], alert_id, limit)
    return [
        Delivery(rules.delivery_key(alert_id, plan, n), contact_point_id, channel, State(state), error, at)
        for plan, n, contact_point_id, channel, state, error, at in rows
    ]
