"""Who stands still inside a transaction does not keep a chunk from the others, wherever it stands."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
import pytest

from nabij.alerts.fanout.database import Connection, connect, end_stalled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both() -> Iterator[tuple[Connection, Connection]]:
    with connect() as stalled, connect() as other:
        yield stalled, other


def is_locked(connection: Connection) -> bool:
    taken = connection.execute("select pg_try_advisory_xact_lock(7, 7)").fetchone()
    return taken == (False,)


def test_who_stands_still_amid_a_copy_is_ended(both: tuple[Connection, Connection]) -> None:
    stalled, other = both
    with pytest.raises(psycopg.OperationalError), stalled.transaction(), stalled.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(7, 7)")
        with cursor.copy("copy fanout.outcome (part, plan, n, state) from stdin"):
            time.sleep(0.3)
            assert is_locked(other)
            assert end_stalled(other, after_ms=60_000) == 0
            assert end_stalled(other, after_ms=200) == 1
    assert not is_locked(other)


def test_who_works_or_rests_is_left_alone(both: tuple[Connection, Connection]) -> None:
    working, other = both
    time.sleep(0.2)
    assert end_stalled(other, after_ms=100) == 0
    assert working.execute("select 1").fetchone() == (1,)
