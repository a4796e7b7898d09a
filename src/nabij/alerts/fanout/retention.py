"""Forgetting who got what: whole partitions at a time. The counts of an alert stay; they name nobody."""

from __future__ import annotations

from datetime import datetime

from nabij.alerts.fanout.database import Connection, connect
from nabij.alerts.fanout.parts import OWN_PARTS_FROM


def drop_parts(before: datetime) -> list[int]:
    """Drops deliveries and outcomes of alerts that were all planned before `before`; gives the partitions dropped.

    Detached concurrently, so that nobody who reads or sends waits. Not to be called inside a transaction.
    """
    with connect() as connection:
        parts = [
            part for (part,) in connection.execute(_ENDED, [OWN_PARTS_FROM, before.year * 100 + before.month, before])
        ]
        for part in parts:
            for table in ("delivery", "outcome"):
                _drop(connection, table, part)
    return parts


_ENDED = """
    select part from fanout.plan where part >= %s or part < %s
    group by part having max(created_at) < %s and to_regclass('fanout.delivery_' || part) is not null order by part
"""


def _drop(connection: Connection, table: str, part: int) -> None:
    attached = connection.execute(
        "select 1 from pg_inherits where inhrelid = to_regclass(%s)", [f"fanout.{table}_{part}"]
    ).fetchone()
    if attached:
        connection.execute(f"alter table fanout.{table} detach partition fanout.{table}_{part} concurrently")
    connection.execute(f"drop table if exists fanout.{table}_{part}")
