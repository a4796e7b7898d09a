"""A worker's own connection to the database, and patience while there is none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

import django.db
import psycopg
import structlog
from django.conf import settings

Connection = psycopg.Connection[tuple[Any, ...]]
Cursor = psycopg.Cursor[tuple[Any, ...]]
Result = TypeVar("Result")

AWAY: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.IdleInTransactionSessionTimeout,
    django.db.OperationalError,
    django.db.InterfaceError,
)
STALLED_AFTER_MS: Final = 10_000
"""A worker that stands still inside a transaction loses it, and with it the lock that keeps others from its chunk."""
FIRST_PAUSE_S: Final = 0.2
LONGEST_PAUSE_S: Final = 2.0
CONNECT_WITHIN_S: Final = 5
NAME: Final = "nabij-fanout"

_log = structlog.get_logger("nabij.alerts.fanout")


class Stopped(Exception):
    """The worker was asked to stop while it waited for the database."""


class Database:
    """One connection, made again whenever it is lost. For one thread."""

    def __init__(self, stop: threading.Event, channels: tuple[str, ...] = ()) -> None:
        self._stop = stop
        self._listens_to = channels
        self._connection: Connection | None = None

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """Does `work` in a transaction, as often as it takes while the database is away; `work` must bear being repeated.

        Raises Stopped when the worker is to stop and the database is still away.
        """
        return self.patiently(lambda: self._transaction(work))

    def patiently(self, work: Callable[[], Result]) -> Result:
        """The same for work that has a connection of its own, such as Django's."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                return work()
            except AWAY as error:
                _log.warning("database_away", reason=type(error).__name__)
                self.close()
                django.db.close_old_connections()
                if self._stop.wait(pause_s):
                    raise Stopped from error
                pause_s = min(LONGEST_PAUSE_S, pause_s * 2)

    def wait_for_notice(self, seconds: float) -> None:
        """Returns at the first notice on the channels listened to, or after `seconds`."""
        try:
            for _notice in self._connected().notifies(timeout=seconds, stop_after=1):
                return
        except AWAY:
            self.close()
            self._stop.wait(FIRST_PAUSE_S)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _transaction(self, work: Callable[[Connection], Result]) -> Result:
        connection = self._connected()
        with connection.transaction():
            return work(connection)

    def _connected(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = connect()
            for channel in self._listens_to:
                self._connection.execute(f"listen {channel}")
        return self._connection


def connect() -> Connection:
    """A connection of the serving role outside Django's; each statement is its own transaction unless one is opened."""
    return psycopg.connect(
        settings.DATABASE_URL,
        autocommit=True,
        connect_timeout=CONNECT_WITHIN_S,
        application_name=NAME,
        options=f"-c idle_in_transaction_session_timeout={STALLED_AFTER_MS}",
    )


def end_stalled(connection: Connection, after_ms: int = STALLED_AFTER_MS) -> int:
    """Ends connections of workers that stand still amid a COPY, where no timeout of PostgreSQL reaches; how many there were."""
    ended = connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where application_name = %s and usename = current_user and state = 'active' and wait_event = 'ClientRead'"
        " and query_start < clock_timestamp() - make_interval(secs => %s / 1000.0)",
        [NAME, after_ms],
    )
    return len(ended.fetchall())
