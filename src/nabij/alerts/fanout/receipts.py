"""What providers told later: applied to deliveries, forward only, as often as it is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.database import Cursor
from nabij.alerts.fanout.journal import tell_progress
from nabij.alerts.fanout.log import lock_plan
from nabij.channels.actions import InDoubt, Match, Submitted, copy_submissions, match_in_doubt, match_receipts

AT_A_TIME: Final = 5000
DOUBTS_LOOKED_AT: Final = timedelta(hours=96)
"""Since planning. No receipt comes later: a message is valid for 72 hours at most, and leaves after the night at the latest."""


@transaction.atomic
def take_receipts(limit: int = AT_A_TIME) -> int:
    """Matches receipts that wait, also with deliveries in doubt, and applies them. Returns how many were taken."""
    taken = match_receipts(limit)
    doubts = _open_doubts()
    settled = match_in_doubt(doubts) if doubts else []
    if taken or settled:
        apply()
    if settled:
        _remember(settled)
    return taken + len(settled)


def apply() -> int:
    """Moves deliveries forward by the receipts that the caller's transaction matched. Returns how many rows of the journal that
    made. What was applied before changes nothing. One notice per alert tells live pages.
    """
    return sum(_apply_to(*plan) for plan in _plans())


def _plans() -> list[tuple[int, int, UUID, UUID]]:
    """Id, part, alert and tenant of the plans that were told of, in the order in which they are locked."""
    cursor = _cursor()
    cursor.execute("select distinct left(delivery_id::text, 13) from pg_temp.receipt_match")
    ids = [int(head.replace("-", ""), 16) for (head,) in cursor]
    cursor.execute("select id, part, alert_id, tenant_id from fanout.plan where id = any(%s) order by id", [ids])
    return cursor.fetchall()


def _apply_to(plan: int, part: int, alert_id: UUID, tenant_id: UUID) -> int:
    cursor = _cursor()
    lock_plan(cursor, plan)
    first, last = rules.delivery_key(alert_id, plan, 0), rules.delivery_key(alert_id, plan, (1 << 32) - 1)
    cursor.execute(_APPLY, {"plan": plan, "part": part, "first": first, "last": last})
    ((forward,),) = cursor.fetchall()
    if forward:
        tell_progress(connection.connection, tenant_id, alert_id)
    return int(forward)


# Each receipt is forward when it stands above what the journal and earlier receipts say; `fanout.state` has the order of
# `rules.State`. A delivery leaves the count in which it stood and enters that of the last receipt that is forward.
_APPLY: Final = """
    with told as materialized (
      select ('x' || right(delivery_id::text, 8))::bit(32)::integer as n, state::fanout.state as state, error,
        provider_message_id, received_at
      from pg_temp.receipt_match where delivery_id between %(first)s and %(last)s
    ), placed as materialized (
      select told.*, coalesce(stood.state, 'waiting') as old_state, coalesce(stood.error, '') as old_error,
        max(told.state) over (partition by told.n order by received_at, told.state
          rows between unbounded preceding and 1 preceding) as before
      from told left join lateral (
        select o.state, o.error from fanout.outcome o where o.part = %(part)s and o.plan = %(plan)s and o.n = told.n
        order by o.state desc, o.at desc limit 1
      ) stood on true
    ), forward as materialized (
      select * from placed where state > old_state and (before is null or state > before)
    ), journalled as (
      insert into fanout.outcome (part, plan, n, state, provider_message_id, error)
      select %(part)s, %(plan)s, n, state, provider_message_id, error from forward
    ), moved as materialized (
      select distinct on (n) (select d.channel from fanout.delivery d
          where d.part = %(part)s and d.plan = %(plan)s and d.n = forward.n) as channel,
        old_state, old_error, state, error
      from forward order by n, state desc
    ), tallied as (
      insert into fanout.tally (plan, channel, state, error, change)
      select %(plan)s, channel, state, error, sum(change) from (
        select channel, old_state, old_error, -1 from moved union all select channel, state, error, 1 from moved
      ) as one (channel, state, error, change) where channel is not null
      group by channel, state, error having sum(change) <> 0
    )
    select count(*) from forward
"""


def _open_doubts() -> list[InDoubt]:
    """Deliveries in doubt, with whoever may have taken them: a gone worker does not say over which route it sent."""
    cursor = _cursor()
    cursor.execute(
        "select p.id, o.n, p.alert_id, o.provider, d.channel, d.lookup, o.at from fanout.plan p"
        " join fanout.outcome o on o.part = p.part and o.plan = p.id and o.state = 'in_doubt'"
        " join fanout.delivery d on d.part = p.part and d.plan = o.plan and d.n = o.n"
        " where p.created_at > %s and not exists (select from fanout.outcome later"
        "   where later.part = o.part and later.plan = o.plan and later.n = o.n and later.state >= 'handed_over')",
        [timezone.now() - DOUBTS_LOOKED_AT],
    )
    return [
        InDoubt(rules.delivery_key(alert_id, plan, n), alert_id, name, bytes(lookup), _from(since))
        for plan, n, alert_id, provider, channel, lookup, since in cursor
        for name in ([provider] if provider else _providers(channel))
    ]


def _from(recorded: datetime) -> datetime:
    """The receipt may have come while the gone worker's lease still ran."""
    return recorded - timedelta(seconds=2 * rules.LEASE_S)


def _providers(channel: str) -> list[str]:
    return [str(route.get("name", route["driver"])) for route in settings.NABIJ_ROUTES.get(channel, [])]


def _remember(settled: Sequence[Match]) -> None:
    """Later receipts about the same message find their delivery like any other."""
    now = timezone.now()
    rows = {Submitted(one.provider, one.provider_message_id, one.delivery_id, one.alert_id, now) for one in settled}
    copy_submissions(_cursor(), sorted(rows))


def _cursor() -> Cursor:
    """A cursor of the driver itself on Django's connection, inside the caller's transaction."""
    connection.ensure_connection()
    return connection.connection.cursor()  # type: ignore[no-any-return]
