"""What a sender may know of contact points in the moment of sending: the plain value, quiet hours, and STOP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Final
from uuid import UUID

import psycopg
from django.db import connection
from psycopg import sql

from nabij.people import vault
from nabij.people.rules import NO_CALLS


@dataclass(frozen=True, slots=True)
class Reachable:
    """A verified contact point. `value` is plain and never stored or logged; quiet hours are local; `stopped`: wants nothing.

    `no_calls`: wants no calls, while text messages may come. `id`: of the contact point, 16 bytes.
    """

    value: str = field(repr=False)
    quiet_from: time | None = None
    quiet_until: time | None = None
    stopped: bool = False
    no_calls: bool = False
    id: bytes = b""


def reachable(contact_point_ids: Sequence[UUID], *, tenant_id: UUID, message_kind: str) -> dict[UUID, Reachable]:
    """The contact points that are verified and not retired, as they stand now for messages of this kind of this sender."""
    wanted = sql.SQL("select n, id from unnest({}::uuid[]) with ordinality given (id, n)").format(
        sql.Literal(list(contact_point_ids))
    )
    found = reachable_by_number(wanted, tenant_id=tenant_id, message_kind=message_kind)
    return {one: found[n] for n, one in enumerate(contact_point_ids, 1) if n in found}


def reachable_by_number(wanted: sql.Composable, *, tenant_id: UUID, message_kind: str) -> dict[int, Reachable]:
    """The same of many: `wanted` selects (n, contact_point_id), and the answer is by that number."""
    statement = _REACHABLE.format(
        tenant=sql.Literal(tenant_id), kind=sql.Literal(message_kind), no_calls=sql.Literal(NO_CALLS), wanted=wanted
    )
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        rows = cursor.execute(statement, binary=True).fetchall()
    values = vault.open_values([(kind, row_id, sealed) for _n, kind, row_id, sealed, *_rest in rows])
    return {
        n: Reachable(value, quiet_from, quiet_until, stopped, no_calls, row_id)
        for value, (n, _kind, row_id, _sealed, quiet_from, quiet_until, stopped, no_calls) in zip(
            values, rows, strict=True
        )
    }


# One look into the index for each, also where the planner knows nothing yet of the table behind `wanted`.
_REACHABLE: Final = sql.SQL(
    """
    select wanted.n, p.kind, uuid_send(p.id), p.value, p.quiet_from, p.quiet_until,
      exists (select from people_optout o
        where o.tenant_id = {tenant} and o.contact_point_id = p.id and o.message_kind in ('', {kind})),
      exists (select from people_optout o
        where o.tenant_id = {tenant} and o.contact_point_id = p.id and o.message_kind = {no_calls})
    from ({wanted}) wanted (n, contact_point_id) cross join lateral (
      select id, kind, value, quiet_from, quiet_until from people_contactpoint point
      where point.id = wanted.contact_point_id and verified_at is not null and retired_at is null offset 0
    ) p
    """
)
