"""The client that a worker holds: plain calls outside, one thread with an event loop inside."""

import asyncio
import contextlib
import random
import threading
import time
from collections.abc import Coroutine, Sequence
from typing import Any, Final, TypeVar

import structlog

from nabij.channels.drivers import RouteDown
from nabij.channels.smpp.account import Account
from nabij.channels.smpp.desk import Desk, Store
from nabij.channels.smpp.pdu import Submission
from nabij.channels.smpp.rules import backoff_s
from nabij.channels.smpp.session import NOT_SENT, Session, SubmitAnswer

_STEADY_S: Final = 60.0
"""A session that lived this long was a good one: the next attempt starts without delay."""

_log = structlog.get_logger("nabij.channels.smpp")
_T = TypeVar("_T")


class Client:
    """Stays bound to one account. `store` keeps what the provider delivers; it is called in a thread of its own."""

    def __init__(self, account: Account, store: Store) -> None:
        self._account = account
        self._store = store
        self._session: Session | None = None
        self._trouble = "it has not answered yet"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"smpp-{account.host}", daemon=True)
        self._thread.start()
        self._closed = False
        self._call(self._start())

    def submit_window(self, submissions: Sequence[Submission]) -> list[SubmitAnswer]:
        """Sends `submissions`, at most `account.window` open at a time, and waits for all answers, in the same order.

        Raises RouteDown when the provider cannot be reached within `connect_s`; then nothing was sent.
        """
        if self._closed:
            raise RouteDown("This SMPP client was closed.")
        return self._call(self._submit(submissions))

    def is_bound(self) -> bool:
        session = self._session
        return session is not None and session.alive

    def wait_until_bound(self, seconds: float) -> bool:
        """Whether the bind stands within `seconds`."""
        return self._call(self._bound_within(seconds)) is not None

    def enquire(self) -> None:
        """Asks the provider over the bind whether it is there. Raises RouteDown when it does not answer."""
        if self._closed:
            raise RouteDown("This SMPP client was closed.")
        self._call(self._enquire())

    def close(self) -> None:
        """Unbinds and stops the thread. Deliveries not yet stored stay with the provider."""
        if self._closed:
            return
        self._closed = True
        self._call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _call(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    async def _start(self) -> None:
        self._bound = asyncio.Event()
        self._desk = Desk(self._store, receipt_ids=self._account.receipt_ids)
        self._tasks = [asyncio.create_task(self._desk.work()), asyncio.create_task(self._stay_bound())]

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.leave()
        self._desk.close()

    async def _stay_bound(self) -> None:
        """Whatever goes wrong, there is a next attempt: what it was stands in `RouteDown` and in the log."""
        attempt = 0
        while True:
            since = time.monotonic()
            try:
                await self._one_session()
            except Exception as error:
                self._trouble = str(error) or "it did not answer in time"
                _log.warning("smpp_not_bound", host=self._account.host, reason=self._trouble)
            attempt = 1 if time.monotonic() - since > _STEADY_S else attempt + 1
            await asyncio.sleep(backoff_s(attempt) * random.uniform(0.8, 1.2))

    async def _one_session(self) -> None:
        self._session = await Session.opened(self._account, self._desk.arrive)
        self._bound.set()
        try:
            await self._session.keep_alive()
        finally:
            self._bound.clear()
        self._trouble = "the connection was lost"
        _log.warning("smpp_session_ended", host=self._account.host)

    async def _bound_within(self, seconds: float) -> Session | None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bound.wait()
        return self._session if self._session is not None and self._session.alive else None

    async def _enquire(self) -> None:
        session = await self._bound_within(self._account.connect_s)
        if session is None:
            raise RouteDown(f"The SMPP provider at {self._account.host} is away: {self._trouble}.")
        if not await session.enquire():
            raise RouteDown(f"The SMPP provider at {self._account.host} does not answer on its bind.")

    async def _submit(self, submissions: Sequence[Submission]) -> list[SubmitAnswer]:
        session = await self._bound_within(self._account.connect_s)
        if session is None:
            raise RouteDown(f"The SMPP provider at {self._account.host} is away: {self._trouble}.")
        answers: list[SubmitAnswer] = []
        size = self._account.window
        for start in range(0, len(submissions), size):
            answers += await session.submit(submissions[start : start + size])
        if answers and all(answer == NOT_SENT for answer in answers):
            raise RouteDown(f"The SMPP provider at {self._account.host} went away before anything was sent.")
        return answers
