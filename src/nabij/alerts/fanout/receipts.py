"""What providers told later: applied to deliveries, forward only, as often as it is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from nabij.alerts.fanout import rules
from nabij.alerts.fanout.database import Cursor
from nabij.alerts.fanout.journal import tell_progress
from nabij.alerts.fanout.log import count, lock_plan, standings_of, write
from nabij.alerts.fanout.rules import Numbered, Standing, State
from nabij.channels.actions import InDoubt, Match, Submitted, copy_submissions, match_in_doubt, match_receipts

AT_A_TIME: Final = 5000
DOUBTS_LOOKED_AT: Final = timedelta(hours=96)
"""Since planning. No receipt comes later: a message is valid for 72 hours at most, and leaves after the night at the latest."""


@dataclass(frozen=True, slots=True)
class _Plan:
    id: int
    part: int
    alert_id: UUID
    tenant_id: UUID


@transaction.atomic
def take_receipts(limit: int = AT_A_TIME) -> int:
    """Matches receipts that wait, also with deliveries in doubt, and applies them. Returns how many were taken."""
    matches = match_receipts(limit)
    doubts = _open_doubts()
    settled = match_in_doubt(doubts) if doubts else []
    apply([*matches, *settled])
    if settled:
        _remember(settled, doubts)
    return len(matches) + len(settled)


def apply(matches: Iterable[Match]) -> int:
    """Moves deliveries forward by what was told of them, in the caller's transaction. Returns how many moved.

    Repeatable: what was applied before changes nothing. One notice per alert tells live pages.
    """
    by_plan: dict[int, list[Numbered]] = {}
    for match in sorted(matches, key=lambda match: match.received_at):
        plan_id, n = rules.number_of_key(match.delivery_id)
        by_plan.setdefault(plan_id, []).append(_told(n, match))
    plans = _plans(by_plan)
    return sum(_apply_to(plans[plan_id], by_plan[plan_id]) for plan_id in sorted(plans))


def _told(n: int, match: Match) -> Numbered:
    return Numbered(n, State(match.state), match.error, "", match.provider_message_id)


def _apply_to(plan: _Plan, told: Sequence[Numbered]) -> int:
    cursor = _cursor()
    lock_plan(cursor, plan.id)
    before = standings_of(cursor, plan.part, plan.id, [row.n for row in told])
    forward: list[Numbered] = []
    standing = dict(before)
    for row in told:
        if rules.RANK[row.state] > rules.RANK[standing.get(row.n, rules.NOTHING).state]:
            forward.append(row)
            standing[row.n] = row.standing
    if forward:
        write(cursor, part=plan.part, plan=plan.id, chunk=None, outcomes=forward)
        channels = _channels(cursor, plan, [row.n for row in forward])
        count(cursor, plan.id, _changes_by_channel(before, forward, channels))
        tell_progress(connection.connection, plan.tenant_id, plan.alert_id)
    return len(forward)


def _changes_by_channel(
    before: dict[int, Standing], forward: Sequence[Numbered], channels: dict[int, str]
) -> dict[str, dict[Standing, int]]:
    return {
        channel: rules.changes(before, [row for row in forward if channels[row.n] == channel])
        for channel in set(channels.values())
    }


def _channels(cursor: Cursor, plan: _Plan, numbers: list[int]) -> dict[int, str]:
    cursor.execute(
        "select n, channel from fanout.delivery where part = %s and plan = %s and n = any(%s)",
        [plan.part, plan.id, numbers],
    )
    return dict(cursor.fetchall())


def _plans(ids: Iterable[int]) -> dict[int, _Plan]:
    cursor = _cursor()
    cursor.execute("select id, part, alert_id, tenant_id from fanout.plan where id = any(%s)", [list(ids)])
    return {row[0]: _Plan(*row) for row in cursor}


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


def _remember(settled: Sequence[Match], doubts: Sequence[InDoubt]) -> None:
    """Later receipts about the same message find their delivery like any other, where one provider only can have it."""
    providers: dict[UUID, set[str]] = {}
    for doubt in doubts:
        providers.setdefault(doubt.delivery_id, set()).add(doubt.provider)
    now = timezone.now()
    rows = {
        Submitted(provider, match.provider_message_id, match.delivery_id, match.alert_id, now)
        for match in settled
        for provider in providers[match.delivery_id]
        if len(providers[match.delivery_id]) == 1
    }
    copy_submissions(_cursor(), sorted(rows, key=lambda row: row.provider_message_id))


def _cursor() -> Cursor:
    """A cursor of the driver itself on Django's connection, inside the caller's transaction."""
    connection.ensure_connection()
    return connection.connection.cursor()  # type: ignore[no-any-return]
