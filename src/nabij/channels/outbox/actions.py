"""The only writer of what becomes of a message to one person: taken up by one job, settled once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic

from django.db import transaction
from django.db.models import F, QuerySet

from nabij.channels.outbox import rules
from nabij.channels.outbox.box import Outbox, Row
from nabij.channels.outbox.models import NOT_ARRIVED, MessageState

LEASE: Final = timedelta(minutes=15)
"""A message that was taken up so long ago and never settled: its sender died, and nobody knows whether it left."""
ERROR_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class Became(Generic[Row]):
    """What became of a message that was taken up. `not_before`: nobody was disturbed, it goes at that moment."""

    row: Row
    state: str
    channel: str = ""
    error: str = ""
    not_before: datetime | None = None


@transaction.atomic
def claim(box: Outbox[Row], now: datetime) -> list[Row]:
    """Takes up a window of what is due, the oldest first, so that no other job sends it too."""
    rows = box.model._default_manager.select_for_update(skip_locked=True, of=("self",)).select_related(*box.related)
    due = box.may_leave(rows.filter(state=MessageState.WAITING, due_at__lte=now), now)
    taken = list(due.order_by("due_at", "id")[: box.window])
    for row in taken:
        row.state, row.tries, row.due_at = MessageState.SENDING, row.tries + 1, now
    ids = [row.id for row in taken]
    if ids:
        box.model._default_manager.filter(id__in=ids).update(
            state=MessageState.SENDING, tries=F("tries") + 1, due_at=now
        )
    return taken


@transaction.atomic
def settle_lost(box: Outbox[Row], now: datetime) -> None:
    """What senders that died left behind. It does not go again by itself, but where the same one counts once."""
    rows = box.model._default_manager.select_for_update(skip_locked=True, of=("self",)).select_related(*box.related)
    for row in rows.filter(state=MessageState.SENDING, due_at__lt=now - LEASE):
        state = MessageState.WAITING if row.channel in box.counts_once else MessageState.DOUBT
        _settle(box, Became(row, state, row.channel), now)


@transaction.atomic
def settle(box: Outbox[Row], became: Iterable[Became[Row]], now: datetime) -> None:
    """What became of messages. Who held one longer than the lease settles nothing: it is in other hands."""
    for one in became:
        _settle(box, one, now)


def send_again(rows: QuerySet[Row], now: datetime) -> int:
    """What of these rows did not arrive goes again; how many. In the transaction of the deed, which checks rights."""
    return rows.filter(state__in=NOT_ARRIVED).update(
        state=MessageState.WAITING, tries=0, error="", due_at=now, settled_at=None
    )


def drop(rows: QuerySet[Row], now: datetime, state: str = MessageState.DROPPED) -> int:
    """What of these rows waits no longer goes; how many."""
    return rows.filter(state=MessageState.WAITING).update(state=state, settled_at=now)


def _settle(box: Outbox[Row], became: Became[Row], now: datetime) -> None:
    row = became.row
    held = box.model._default_manager.filter(
        tenant_id=row.tenant_id, id=row.id, state=MessageState.SENDING, due_at=row.due_at
    )
    row.state, row.channel, row.error = became.state, became.channel, became.error[:ERROR_LENGTH]
    if row.state == MessageState.WAITING:
        _wait(box, became, now)
    row.settled_at = None if row.state == MessageState.WAITING else now
    names = ("state", "channel", "error", "tries", "due_at", "settled_at", *box.keeps)
    if held.update(**{name: getattr(row, name) for name in names}) and row.settled_at:
        box.settled(row, now)


def _wait(box: Outbox[Row], became: Became[Row], now: datetime) -> None:
    """Until when it waits; given up where that is too late or was too often. Waiting for the end of quiet hours is no try."""
    row, until = became.row, box.of_use_until(became.row)
    if became.not_before is None:
        later = rules.next_try(row.tries, now, until, box.waits)
    else:
        row.tries -= 1
        later = became.not_before if until is None or became.not_before < until else None
    if later is None:
        row.state = MessageState.GIVEN_UP
    else:
        row.due_at = later
