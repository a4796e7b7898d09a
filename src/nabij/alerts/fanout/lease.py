"""Taking a chunk: for a minute it is one worker's own, with an epoch that outdates whoever held it before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.database import Connection, Cursor
from nabij.alerts.fanout.log import append, standings_of
from nabij.alerts.fanout.rules import Standing


@dataclass(frozen=True, slots=True)
class Chunk:
    """A leased chunk with what its plan says of it."""

    id: int
    plan: int
    part: int
    alert_id: UUID
    tenant_id: UUID
    kind: str
    resends: bool
    channel: str
    language: str
    from_n: int
    to_n: int
    numbers: list[int] | None
    attempt: int
    resend: bool
    releases: int
    intent_to: int
    owner: str
    epoch: int

    @property
    def taken_over(self) -> bool:
        """Somebody held it before, and may have left outcomes."""
        return self.epoch > 1


@dataclass(frozen=True, slots=True)
class Lease:
    """A chunk with the numbers that are left to send of it, and how the others stand."""

    chunk: Chunk
    numbers: Sequence[int]
    standings: dict[int, Standing] = field(default_factory=dict)


_TAKE: Final = """
    with next as (
      select id from fanout.chunk
      where finished_at is null and channel = %(channel)s and ready_at <= clock_timestamp()
        and (leased_until is null or leased_until < clock_timestamp())
      order by priority, ready_at, id limit 1 for update skip locked
    )
    update fanout.chunk c
    set owner = %(owner)s, epoch = c.epoch + 1, leased_until = clock_timestamp() + make_interval(secs => %(lease_s)s)
    from next, fanout.plan p where c.id = next.id and p.id = c.plan
    returning c.id, c.plan, p.part, p.alert_id, p.tenant_id, p.kind, p.resends, c.channel, c.language, c.from_n, c.to_n,
      c.numbers, c.attempt, c.resend, c.releases, c.intent_to, c.owner, c.epoch
"""


def lease(connection: Connection, *, owner: str, channel: str, lease_s: float = rules.LEASE_S) -> Lease | None:
    """The most urgent chunk of `channel` that is ready and nobody's, or None. Call it in a transaction of its own.

    What a gone owner may have sent without leaving its answer in the journal is recorded as in doubt, here and now.
    """
    with connection.cursor(row_factory=class_row(Chunk)) as cursor:
        values = {"channel": channel, "owner": owner, "lease_s": lease_s}
        chunk = cursor.execute(_TAKE, values, prepare=True).fetchone()
    if chunk is None:
        return None
    if not chunk.taken_over and chunk.numbers is None:
        return Lease(chunk, _numbers_of(chunk))
    with connection.cursor() as cursor:
        return _taken_over(cursor, chunk, _numbers_of(chunk))


def contact_points(chunk: Chunk, above: int) -> sql.Composable:
    """A select of (n, contact_point_id) of the deliveries of a chunk with a number greater than `above`."""
    some = sql.SQL("") if chunk.numbers is None else sql.SQL(" and n = any({})").format(sql.Literal(chunk.numbers))
    return sql.SQL(
        "select n, contact_point_id from fanout.delivery where part = {} and plan = {} and n between {} and {}"
    ).format(
        sql.Literal(chunk.part), sql.Literal(chunk.plan), sql.Literal(max(chunk.from_n, above + 1)), sql.Literal(chunk.to_n)
    ) + some  # fmt: skip


def _numbers_of(chunk: Chunk) -> Sequence[int]:
    return range(chunk.from_n, chunk.to_n + 1) if chunk.numbers is None else chunk.numbers


def _taken_over(cursor: Cursor, chunk: Chunk, numbers: Sequence[int]) -> Lease:
    answered = _answered(cursor, chunk)
    fates = {n: rules.at_take_over(n, intent_to=chunk.intent_to, answered=n in answered) for n in numbers}
    doubts = [rules.doubtful(n, resend=chunk.resend) for n, fate in fates.items() if fate == "in_doubt"]
    append(cursor, chunk, doubts, fresh=False)
    standings = standings_of(cursor, chunk.part, chunk.plan, list(fates))
    to_send = [n for n, fate in fates.items() if fate == "send"]
    if chunk.resend:
        to_send = [n for n in to_send if _still_in_doubt(standings, n)]
    return Lease(chunk, to_send, standings)


def _still_in_doubt(standings: dict[int, Standing], n: int) -> bool:
    return standings.get(n, rules.NOTHING).state in (rules.State.IN_DOUBT, rules.State.LEFT_IN_DOUBT)


def _answered(cursor: Cursor, chunk: Chunk) -> set[int]:
    cursor.execute(
        "select n from fanout.outcome where part = %s and plan = %s and n between %s and %s and chunk = %s",
        [chunk.part, chunk.plan, chunk.from_n, chunk.to_n, chunk.id],
    )
    return {n for (n,) in cursor}
