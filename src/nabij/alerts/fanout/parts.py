"""Partitions of deliveries and outcomes: one of its own for a large alert, shared ones per month for small ones.

A new partition is loaded first and indexed after; with its CHECK it is attached without being read again, and without blocking
readers of the others.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

OWN_PARTS_FROM = 1_000_000
_MAKE = """
    create table fanout.delivery_{part} (like fanout.delivery including defaults, check (part = {part}));
    create table fanout.outcome_{part} (like fanout.outcome including defaults, check (part = {part}));
"""
_ATTACH = """
    alter table fanout.delivery_{part} add primary key (plan, n, part);
    create index outcome_{part}_number on fanout.outcome_{part} (plan, n);
    create index outcome_{part}_attention on fanout.outcome_{part} (plan, state, n)
      where state in ('in_doubt', 'left_in_doubt', 'resent_in_doubt', 'failed_for_good', 'not_delivered');
    alter table fanout.delivery attach partition fanout.delivery_{part} for values in ({part});
    alter table fanout.outcome attach partition fanout.outcome_{part} for values in ({part});
"""


def new_parts(cursor: Any) -> int:
    """Makes partitions of one alert's own, to be loaded and then taken into service."""
    cursor.execute("select nextval('fanout.part_number')")
    part: int = cursor.fetchone()[0]
    cursor.execute(_MAKE.format(part=part))
    return part


def shared_parts(cursor: Any, now: datetime) -> int:
    """The partitions of this month, made where they are missing and in service already."""
    part = now.year * 100 + now.month
    cursor.execute("select to_regclass(%s)", [f"fanout.delivery_{part}"])
    if cursor.fetchone()[0] is None:
        cursor.execute("select pg_advisory_xact_lock(hashtext('fanout.parts'))")
        cursor.execute("select to_regclass(%s)", [f"fanout.delivery_{part}"])
        if cursor.fetchone()[0] is None:
            cursor.execute(_MAKE.format(part=part) + _ATTACH.format(part=part))
    return part


def take_into_service(cursor: Any, part: int) -> None:
    """Indexes and attaches loaded partitions of an alert's own."""
    if part >= OWN_PARTS_FROM:
        cursor.execute(_ATTACH.format(part=part))
