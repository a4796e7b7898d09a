"""A limit that all processes keep together: each window reserves its moment in one row of the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import structlog
from django.db import DatabaseError, InterfaceError, connection

from nabij.channels.routing import actions

LONGEST_WAIT_S: Final = 5.0
"""A window whose moment is further away is for another route; the lease of its chunk would run out."""

_log = structlog.get_logger("nabij.channels.routing")


def reserve(provider: str, units: int, per_second: float) -> float | None:
    """Seconds until `units` may leave over this route, whoever else sends; None when it is too long to wait for.

    Without a database each process keeps the limit for itself: an alert does not stop for a counter.
    """
    try:
        if connection.in_atomic_block:
            return _in_own_connection(provider, units, per_second)
        return actions.reserve(provider, units / per_second, LONGEST_WAIT_S)
    except (DatabaseError, InterfaceError) as error:
        _log.warning("pace_without_database", provider=provider, reason=type(error).__name__)
        return units / per_second


def _in_own_connection(provider: str, units: int, per_second: float) -> float | None:
    """A caller's transaction would keep the row, and so everybody, until it ends."""

    def work() -> float | None:
        try:
            return actions.reserve(provider, units / per_second, LONGEST_WAIT_S)
        finally:
            connection.close()

    with ThreadPoolExecutor(1, thread_name_prefix="pace") as thread:
        return thread.submit(work).result()
