"""The record of what became of deliveries: outcomes appended by COPY, and what they change in the counts of the alert."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.database import Cursor
from nabij.alerts.fanout.rules import Numbered, Standing, State
from nabij.tenants.bulk import copied, copied_again

if TYPE_CHECKING:
    from nabij.alerts.fanout.lease import Chunk

_LOCKS: Final = 7301


def append(cursor: Cursor, chunk: Chunk, outcomes: Sequence[Numbered], *, fresh: bool) -> None:
    """Journals `outcomes` of a chunk. `fresh`: its numbers were never recorded before and only the caller can record them."""
    if not outcomes:
        return
    before: dict[int, Standing] = {}
    if not fresh:
        lock_plan(cursor, chunk.plan)
        before = standings_of(cursor, chunk.part, chunk.plan, [outcome.n for outcome in outcomes])
    write(cursor, part=chunk.part, plan=chunk.plan, chunk=chunk.id, outcomes=outcomes)
    count(cursor, chunk.plan, {chunk.channel: rules.changes(before, outcomes)})


def write(cursor: Cursor, *, part: int, plan: int, chunk: int | None, outcomes: Collection[Numbered]) -> None:
    """Appends outcome rows in one COPY."""
    head = f"{part}\t{plan}\t"
    source = "\\N" if chunk is None else str(chunk)
    lines = "".join(
        [
            f"{head}{n}\t{source}\t{state}\t{copied_again(provider)}\t{copied(message_id)}\t{copied_again(error)}\n"
            for n, state, error, provider, message_id in outcomes
        ]
    )
    with cursor.copy(
        "copy fanout.outcome (part, plan, n, chunk, state, provider, provider_message_id, error) from stdin"
    ) as copy:
        copy.write(lines)


def count(cursor: Cursor, plan: int, changes: dict[str, dict[Standing, int]]) -> None:
    """Appends what changed in the counts of a plan, per channel."""
    rows = [(channel, key, change) for channel, counts in changes.items() for key, change in counts.items()]
    if rows:
        cursor.execute(
            "insert into fanout.tally (plan, channel, state, error, change)"
            " select %s, * from unnest(%s::text[], %s::fanout.state[], %s::text[], %s::integer[])",
            [
                plan,
                [channel for channel, _key, _change in rows],
                [str(key.state) for _channel, key, _change in rows],
                [key.error for _channel, key, _change in rows],
                [change for *_rest, change in rows],
            ],
            prepare=True,
        )


def lock_plan(cursor: Cursor, plan: int) -> None:
    """Until the end of the transaction nobody else changes what was recorded before of this plan."""
    cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_LOCKS, plan])


def standings_of(cursor: Cursor, part: int, plan: int, numbers: list[int]) -> dict[int, Standing]:
    """How those of `numbers` stand of which something was recorded."""
    cursor.execute(
        "select distinct on (n) n, state, error from fanout.outcome where part = %s and plan = %s and n = any(%s)"
        " order by n, state desc, at desc",
        [part, plan, numbers],
    )
    return {n: Standing(State(state), error) for n, state, error in cursor}
