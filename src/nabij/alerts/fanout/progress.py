"""How far an alert is: read from the counts that each window left, never by counting deliveries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.rules import Purpose, State

GIVEN_UP: Final = (State.FAILED_FOR_GOOD, State.NOT_DELIVERED)
FAILURES: Final = (State.FAILED_NOW, *GIVEN_UP, State.HELD)
LIST_LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """`counts` deliveries of all plans per channel and state, `by_purpose` those of the plans for one purpose.

    Times are of the first plan, and aware; `p95_s` seconds from planning until 95 % of those handed over were. `failures` counts
    per state and error code; `resent` those in doubt that were sent once more.
    """

    counts: Mapping[str, Mapping[State, int]]
    first_handed_over: datetime | None
    p95_s: float | None
    failures: Mapping[tuple[State, str], int]
    resent: int
    by_purpose: Mapping[Purpose, Mapping[str, Mapping[State, int]]] = field(default_factory=dict)

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
    by_purpose: dict[Purpose, dict[str, dict[State, int]]] = {}
    failures: dict[tuple[State, str], int] = {}
    for purpose, channel, name, error, count in _ask(_COUNTS, alert_id):
        state = State(name)
        for table in (counts, by_purpose.setdefault(purpose, {})):
            by_state = table.setdefault(channel, {})
            by_state[state] = by_state.get(state, 0) + count
        if state in FAILURES:
            failures[state, error] = failures.get((state, error), 0) + count
    first, p95_s = (_ask(_TIMES, alert_id) or [(None, None)])[0]
    ((resent,),) = _ask(_RESENT, alert_id)
    return Progress(counts, first, p95_s, failures, resent, by_purpose)


def in_doubt(alert_id: UUID, limit: int = LIST_LIMIT) -> list[Delivery]:
    """Deliveries of which nobody knows whether they left, oldest first: a receipt, a second sending or a person settles each."""
    return _listed(alert_id, [State.IN_DOUBT, State.LEFT_IN_DOUBT, State.RESENT_IN_DOUBT], limit)


def dead_letters(alert_id: UUID, limit: int = LIST_LIMIT) -> list[Delivery]:
    """Deliveries that were given up."""
    return _listed(alert_id, GIVEN_UP, limit)


def reached(alert_id: UUID) -> sql.Composable:
    """A select of the contact points to whom the alert was handed over, delivered, or is in doubt, each once: those who get
    feedback."""
    return _contact_points(alert_id, rules.REACHED)


def confirmed(alert_id: UUID) -> sql.Composable:
    """A select of the contact points of which a receipt says that the alert arrived, each once."""
    return _contact_points(alert_id, (State.DELIVERED,))


def failed(alert_id: UUID) -> sql.Composable:
    """The deliveries that were given up, as an audience for `plan_again`; without those that another delivery of the same alert
    to the same contact value reached since."""
    return sql.SQL(
        "with ended as materialized (select d.contact_point_id, d.lookup, d.channel, d.language, {latest} as state"
        "   from fanout.plan p join fanout.delivery d on d.part = p.part and d.plan = p.id where p.alert_id = {alert})"
        " select distinct on (lookup, channel) contact_point_id, lookup, channel, language, null::timestamptz as not_before"
        " from ended where state = any({given_up}::fanout.state[])"
        " and not exists (select from ended other where other.lookup = ended.lookup and other.channel = ended.channel"
        "   and (other.state is null or other.state <> all({given_up}::fanout.state[])))"
    ).format(latest=_LATEST, alert=sql.Literal(alert_id), given_up=_states(GIVEN_UP))


_LATEST: Final = sql.SQL(
    "(select max(o.state) from fanout.outcome o where o.part = d.part and o.plan = d.plan and o.n = d.n)"
)


def _contact_points(alert_id: UUID, states: Sequence[State]) -> sql.Composable:
    return sql.SQL(
        "select distinct d.contact_point_id from fanout.plan p join fanout.delivery d on d.part = p.part and d.plan = p.id"
        " where p.alert_id = {} and {} = any({}::fanout.state[])"
    ).format(sql.Literal(alert_id), _LATEST, _states(states))


def _states(states: Sequence[State]) -> sql.Composable:
    return sql.Literal([str(state) for state in states])


_COUNTS: Final = """
    select p.purpose, t.channel, t.state, t.error, sum(t.change)::int
    from fanout.plan p join fanout.tally t on t.plan = p.id where p.alert_id = %s
    group by 1, 2, 3, 4 having sum(t.change) <> 0 order by 2, 3, 4, min(p.id)
"""
_TIMES: Final = """
    with handed as (
      select t.at, sum(t.change) over (order by t.at) as so_far, sum(t.change) over () as total, p.created_at
      from fanout.tally t join fanout.plan p on p.id = t.plan
      where p.alert_id = %s and p.purpose = 'first' and t.state = 'handed_over' and t.change > 0
    )
    select min(at), extract(epoch from min(at) filter (where so_far >= 0.95 * total) - min(created_at))::float from handed
"""
_RESENT: Final = """
    select count(distinct (o.plan, o.n)) from fanout.plan p
    join fanout.outcome o on o.part = p.part and o.plan = p.id and o.state = 'resent_in_doubt' where p.alert_id = %s
"""
_LISTED: Final = """
    select distinct on (p.id, o.n) p.id, o.n, d.contact_point_id, d.channel, o.state, o.error, o.at
    from fanout.plan p
    join fanout.outcome o on o.part = p.part and o.plan = p.id and o.state = any(%s::fanout.state[])
      and o.state in ('in_doubt', 'left_in_doubt', 'resent_in_doubt', 'failed_for_good', 'not_delivered')
    join fanout.delivery d on d.part = o.part and d.plan = o.plan and d.n = o.n
    where p.alert_id = %s and not exists (select from fanout.outcome later
      where later.part = o.part and later.plan = o.plan and later.n = o.n and later.state > o.state)
    order by p.id, o.n, o.at desc limit %s
"""


def _ask(question: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


def _listed(alert_id: UUID, states: Sequence[State], limit: int) -> list[Delivery]:
    rows = _ask(_LISTED, [str(state) for state in states], alert_id, limit)
    return [
        Delivery(rules.delivery_key(alert_id, plan, n), contact_point_id, channel, State(state), error, at)
        for plan, n, contact_point_id, channel, state, error, at in rows
    ]
