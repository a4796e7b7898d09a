"""The outgoing events, as far as pages ask about them."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection


def newest_event(*, older_than: timedelta) -> int:
    """The number of the newest event that happened longer ago than this; 0 where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select seq from audit_event where at < clock_timestamp() - make_interval(secs => %s) order by seq desc limit 1",
            [older_than.total_seconds()],
        )
        row = cursor.fetchone()
    return row[0] if row else 0
