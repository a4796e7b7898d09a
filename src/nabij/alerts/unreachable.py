"""What became of deliveries, as proof that nothing arrives at a number or address any more; and stopping to use it then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import connection

from nabij.channels.errors import Policy, failure
from nabij.people import actions as people
from nabij.tenants.actor import Actor

LOOKED_BACK: Final = timedelta(days=60)
"""How far two failures may lie apart and still be one proof."""
FINAL_AT_ONCE: Final = frozenset({"push", "webhook"})
"""Families of codes that are the last word: a subscription that is gone does not come back (RFC 8030, 7.3)."""

_log = structlog.get_logger("nabij.alerts")


@dataclass(frozen=True, slots=True)
class Lost:
    """A contact point with the codes and moments of failures since the last message that went well."""

    contact_point_id: UUID
    codes: Sequence[str]
    failures: Sequence[datetime]

    @property
    def at_once(self) -> bool:
        return any(code.partition(".")[0] in FINAL_AT_ONCE for code in self.codes)


def retire_lost(actor: Actor, *, since: datetime, now: datetime) -> int:
    """Stops using what failed after `since` and is proven to be lost. Again changes nothing. Returns how many."""
    found = lost(since=since, now=now)
    retired = sum(
        people.retire_unreachable(
            actor,
            contact_point_id=one.contact_point_id,
            code=one.codes[0],
            failures=one.failures,
            at_once=one.at_once,
        )
        for one in found
    )
    if retired:
        _log.info("contact_points_lost", count=retired)
    return retired


def lost(*, since: datetime, now: datetime) -> list[Lost]:
    """Contact points of which a provider said after `since` that they do not exist, with all that was said in 60 days."""
    codes = [code for code in _codes_since(now - LOOKED_BACK) if failure(code).policy is Policy.STOP_CONTACT]
    if not codes:
        return []
    values = {"codes": codes, "since": since, "from": now - LOOKED_BACK}
    return [Lost(*row) for row in _ask(_LOST, values)]


def _codes_since(moment: datetime) -> list[str]:
    rows = _ask(
        "select distinct t.error from fanout.plan p join fanout.tally t on t.plan = p.id"
        " where p.created_at > %(moment)s and t.state in ('failed_for_good', 'not_delivered')",
        {"moment": moment},
    )
    return [code for (code,) in rows]


# What went well is the last state of a delivery; what failed before that proves nothing.
_LOST: Final = """
    with failed as materialized (
      select d.contact_point_id, o.error, o.at
      from fanout.plan p
      join fanout.outcome o on o.part = p.part and o.plan = p.id and o.state in ('failed_for_good', 'not_delivered')
      join fanout.delivery d on d.part = o.part and d.plan = o.plan and d.n = o.n
      where p.created_at > %(from)s and o.error = any(%(codes)s)),
    asked as materialized (select distinct contact_point_id from failed where at > %(since)s),
    went_well as (
      select d.contact_point_id, max(last.at) as at from fanout.plan p
      join fanout.delivery d on d.part = p.part and d.plan = p.id
      join asked using (contact_point_id)
      join lateral (select o.state, o.at from fanout.outcome o where o.part = d.part and o.plan = d.plan and o.n = d.n
        order by o.state desc, o.at desc limit 1) last on last.state in ('handed_over', 'on_its_way', 'delivered')
      where p.created_at > %(from)s group by 1)
    select contact_point_id, array_agg(distinct failed.error), array_agg(failed.at)
    from asked join failed using (contact_point_id) join people_reachable using (contact_point_id)
    left join went_well using (contact_point_id)
    where failed.at > coalesce(went_well.at, '-infinity') group by 1 order by 1
"""


def _ask(question: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())
