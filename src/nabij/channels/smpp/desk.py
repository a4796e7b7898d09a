"""Where deliveries of a provider wait until they are stored: only then does the provider hear that we have them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import structlog

from nabij.channels.drivers import Receipt
from nabij.channels.smpp import pdu
from nabij.channels.smpp.pdu import Pdu
from nabij.channels.smpp.receipts import InboundText, Unread, read_deliver
from nabij.channels.smpp.rules import IdForm, backoff_s
from nabij.channels.smpp.session import Session

Arrived = Receipt | InboundText | Unread
Store = Callable[[Sequence[Arrived]], None]

BATCH_ROWS: Final = 100
BATCH_S: Final = 0.1
QUIET_S: Final = 0.005
"""A batch also ends when nothing came for this long: a provider with a small window waits for us before it sends more."""

MAX_WAITING_ROWS: Final = 20_000
"""Beyond this the provider is told that our queue is full and keeps its receipts; submits go on."""

STORE_ATTEMPTS: Final = 5
"""Within about four seconds, under the ten that providers usually wait for an answer."""

_log = structlog.get_logger("nabij.channels.smpp")


@dataclass(frozen=True, slots=True)
class _Arrival:
    session: Session
    sequence: int
    row: Arrived


class Desk:
    """Batches arrivals, has `store` keep them, and acknowledges. `store` runs in one thread of its own."""

    def __init__(self, store: Store, *, receipt_ids: IdForm) -> None:
        self._store = store
        self._receipt_ids = receipt_ids
        self._waiting: list[_Arrival] = []
        self._some = asyncio.Event()
        self._enough = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="smpp-receipts")

    def arrive(self, session: Session, unit: Pdu) -> None:
        """Takes a `deliver_sm` in, or tells the provider at once why not."""
        if len(self._waiting) >= MAX_WAITING_ROWS:
            session.answer_deliveries([unit.sequence], pdu.QUEUE_FULL)
            return
        self._waiting.append(_Arrival(session, unit.sequence, self._read(unit)))
        self._some.set()
        if len(self._waiting) >= BATCH_ROWS:
            self._enough.set()

    def _read(self, unit: Pdu) -> Arrived:
        """What cannot be read is kept as it came: refused, it would be sent for ever or thrown away."""
        try:
            return read_deliver(unit.raw, receipt_ids=self._receipt_ids)
        except ValueError as error:
            _log.warning("unreadable_delivery", reason=str(error))
            return Unread(unit.raw, str(error))

    async def work(self) -> None:
        """Stores batch after batch until cancelled. What is not stored by then was never acknowledged."""
        while True:
            await self._some.wait()
            await self._batch_is_full()
            batch, self._waiting = self._waiting, []
            self._some.clear()
            self._enough.clear()
            _answer(batch, pdu.OK if await self._stored(batch) else pdu.TEMPORARY_APPLICATION_ERROR)

    def close(self) -> None:
        self._thread.shutdown(wait=True)

    async def _batch_is_full(self) -> None:
        end = time.monotonic() + BATCH_S
        seen = 0
        while seen < len(self._waiting) < BATCH_ROWS and time.monotonic() < end:
            seen = len(self._waiting)
            await _at_most(self._enough.wait(), QUIET_S)

    async def _stored(self, batch: Sequence[_Arrival]) -> bool:
        rows = [arrival.row for arrival in batch]
        loop = asyncio.get_running_loop()
        for attempt in range(1, STORE_ATTEMPTS + 1):
            await asyncio.sleep(backoff_s(attempt - 1) if attempt > 1 else 0)
            try:
                await loop.run_in_executor(self._thread, self._store, rows)
                return True
            except Exception as error:
                _log.error("receipts_not_stored", rows=len(rows), attempt=attempt, reason=type(error).__name__)
        return False


async def _at_most(waiting: Awaitable[object], seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await waiting
    except TimeoutError:
        return


def _answer(batch: Sequence[_Arrival], status: int) -> None:
    by_session: dict[Session, list[int]] = {}
    for arrival in batch:
        by_session.setdefault(arrival.session, []).append(arrival.sequence)
    for session, sequences in by_session.items():
        session.answer_deliveries(sequences, status)
