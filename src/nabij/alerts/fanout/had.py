"""Who had an alert, for the messages that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.rules import State

NOT_YET: Final = (State.WAITING, State.FAILED_NOW, State.HELD)


def had(alert_ids: Sequence[UUID], *, or_waits: bool = False) -> sql.Composable:
    """A select of the contact points, each once, to whom any of these alerts was handed over or delivered, is in doubt, or may be
    leaving at this moment: what a worker has under way. With `or_waits` also those for whom one still waited.
    """
    states = [*rules.REACHED, *(NOT_YET if or_waits else ())]
    return _HAD.format(
        alerts=sql.Literal([str(one) for one in alert_ids]),
        states=sql.Literal([str(state) for state in states]),
        unsaid=sql.Literal(or_waits),
    )


_HAD: Final = sql.SQL(
    """
    select distinct d.contact_point_id
    from fanout.plan p join fanout.delivery d on d.part = p.part and d.plan = p.id
    left join lateral (
      select max(o.state) as state from fanout.outcome o where o.part = d.part and o.plan = d.plan and o.n = d.n
    ) latest on true
    where p.alert_id = any({alerts}::uuid[]) and (
      latest.state = any({states}::fanout.state[]) or {unsaid} and latest.state is null or exists (
        select from fanout.chunk c where c.plan = p.id and c.finished_at is null and d.n between c.from_n and c.intent_to
          and (c.numbers is null or d.n = any(c.numbers))
      )
    )
    """
)


def under_way(alert_ids: Sequence[UUID]) -> bool:
    """Whether anything of these alerts may leave at this moment: a plan that is being made, or a chunk in a worker's hands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from fanout.plan p where p.alert_id = any(%(ids)s) and (p.buckets_planned < p.buckets"
            " or exists (select from fanout.chunk c where c.plan = p.id and c.finished_at is null"
            " and c.leased_until > clock_timestamp())))",
            {"ids": list(alert_ids)},
        )
        return bool(cursor.fetchone()[0])
