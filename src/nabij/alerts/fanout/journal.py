"""The journal of a chunk: written as a barrier before each window leaves, so that a kill leaves at most one window in doubt.

Each step is one transaction and starts at the fence: the chunk is still this owner's, in this epoch. Each may be repeated after
a lost connection: a step that was committed without our hearing of it is recognised by where the chunk then stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from django.utils import timezone

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.database import Connection, Cursor
from nabij.alerts.fanout.lease import Chunk
from nabij.alerts.fanout.log import append
from nabij.alerts.fanout.rules import FollowUp, Numbered, State
from nabij.audit.actions import LIVE_CHANNEL
from nabij.channels.actions import Submitted, copy_submissions

Fence = Literal["held", "done", "lost"]
CopySubmissions = Callable[[Cursor, Sequence[Submitted]], object]
PROGRESS_KIND: Final = "alerts.progress"
CHUNK_NOTICE: Final = "fanout_chunk"


@dataclass(frozen=True, slots=True)
class Journal:
    """Writes for one worker. `copy_submissions` stores where receipts will find the delivery."""

    copy_submissions: CopySubmissions = copy_submissions
    lease_s: float = rules.LEASE_S

    def barrier(self, connection: Connection, chunk: Chunk, outcomes: Sequence[Numbered], intent_to: int) -> bool:
        """Journals what is known, and that numbers up to `intent_to` may be sent from now. False: lost, do not send."""
        return self._step(
            connection, chunk, outcomes,
            "intent_to = %(intent_to)s, leased_until = clock_timestamp() + make_interval(secs => %(lease_s)s)",
            "intent_to = %(intent_to)s",
            {"intent_to": intent_to, "lease_s": self.lease_s},
        )  # fmt: skip

    def renew(self, connection: Connection, chunk: Chunk) -> bool:
        """Asks for another `lease_s`. False: the lease is lost, do not send."""
        done = connection.execute(
            "update fanout.chunk set leased_until = clock_timestamp() + make_interval(secs => %s)"
            " where id = %s and owner = %s and epoch = %s and finished_at is null returning 1",
            [self.lease_s, chunk.id, chunk.owner, chunk.epoch],
        )
        return done.fetchone() is not None

    def finish(
        self, connection: Connection, chunk: Chunk, outcomes: Sequence[Numbered], later: Sequence[FollowUp]
    ) -> bool:
        """Journals the last answers, ends the pass over the chunk and makes the chunks that follow from it."""
        held = self._step(
            connection, chunk, outcomes,
            "finished_at = clock_timestamp(), leased_until = null", "finished_at is not null", {},
            then=lambda cursor: _make_follow_ups(cursor, chunk, later),
        )  # fmt: skip
        tell_progress(connection, chunk.tenant_id, chunk.alert_id)
        return held

    def release(
        self, connection: Connection, chunk: Chunk, outcomes: Sequence[Numbered], *, intent_to: int, rest_s: float
    ) -> bool:
        """Gives the chunk back after `rest_s` seconds; nothing above `intent_to` was sent. `rest_s` 0 is no fault of a route."""
        return self._step(
            connection, chunk, outcomes,
            "intent_to = %(intent_to)s, leased_until = null, releases = releases + %(fault)s,"
            " ready_at = clock_timestamp() + make_interval(secs => %(rest_s)s)",
            "leased_until is null",
            {"intent_to": intent_to, "rest_s": rest_s, "fault": 1 if rest_s else 0},
        )  # fmt: skip

    def _step(
        self, connection: Connection, chunk: Chunk, outcomes: Sequence[Numbered], change: str, changed: str,
        values: dict[str, object], then: Callable[[Cursor], object] = lambda _cursor: None,
    ) -> bool:  # fmt: skip
        with connection.cursor() as cursor:
            fence = _pass_fence(cursor, chunk, change, changed, values)
            if fence == "done":
                return True
            fresh = fence == "held" and chunk.numbers is None and not chunk.taken_over
            append(cursor, chunk, outcomes, fresh=fresh)
            self._submit(cursor, chunk, outcomes)
            if fence == "held":
                then(cursor)
        return fence == "held"

    def _submit(self, cursor: Cursor, chunk: Chunk, outcomes: Sequence[Numbered]) -> None:
        head = rules.key_head(chunk.alert_id, chunk.plan)
        now = timezone.now()
        handed = [
            Submitted(provider, message_id, f"{head}{n:08x}", chunk.alert_id, now)
            for n, state, _error, provider, message_id in outcomes
            if state is State.HANDED_OVER and message_id
        ]
        if handed:
            self.copy_submissions(cursor, handed)


def _pass_fence(cursor: Cursor, chunk: Chunk, change: str, changed: str, values: dict[str, object]) -> Fence:
    """Locks the chunk's row and applies `change` while it is ours; "done" where a lost connection hid that it was applied."""
    mine = {"id": chunk.id, "owner": chunk.owner, "epoch": chunk.epoch, **values}
    where = "id = %(id)s and owner = %(owner)s and epoch = %(epoch)s"
    cursor.execute(
        f"update fanout.chunk set {change} where {where} and finished_at is null and not ({changed}) returning 1",
        mine, prepare=True,
    )  # fmt: skip
    if cursor.fetchone():
        return "held"
    cursor.execute(f"select 1 from fanout.chunk where {where} and {changed}", mine)
    return "done" if cursor.fetchone() else "lost"


def _make_follow_ups(cursor: Cursor, chunk: Chunk, later: Sequence[FollowUp]) -> None:
    for follow_up in later:
        cursor.execute(
            "insert into fanout.chunk"
            " (plan, channel, language, not_before, from_n, to_n, numbers, priority, attempt, resend, ready_at)"
            " select plan, channel, language, %(at)s, %(from_n)s, %(to_n)s, %(numbers)s, priority, %(attempt)s, %(resend)s,"
            " greatest(%(at)s, clock_timestamp() + make_interval(secs => %(wait_s)s)) from fanout.chunk where id = %(id)s",
            {
                "id": chunk.id, "at": follow_up.at, "numbers": list(follow_up.numbers), "from_n": follow_up.numbers[0],
                "to_n": follow_up.numbers[-1], "attempt": follow_up.attempt, "resend": follow_up.resend,
                "wait_s": follow_up.wait_s,
            },
        )  # fmt: skip


def tell_progress(connection: Connection, tenant_id: UUID, alert_id: UUID) -> None:
    """Tells live pages, when the transaction commits, that the counts of an alert moved."""
    notice = json.dumps({"tenant": str(tenant_id), "kind": PROGRESS_KIND, "id": str(alert_id)})
    connection.execute("select pg_notify(%s, %s)", [LIVE_CHANNEL, notice])
