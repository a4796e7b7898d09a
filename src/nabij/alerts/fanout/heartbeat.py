"""Signs of life of those who send: each promises when it will be heard of again, so that silence shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection as django_connection

from nabij.alerts.fanout.database import Connection

BEAT_EVERY_S: Final = 5.0
PROMISE_S: Final = 15.0
FORGOTTEN_AFTER: Final = "1 day"
"""How long a sender that was killed is remembered."""


@dataclass(frozen=True, slots=True)
class Senders:
    """How many senders of a channel keep their promise, and when one was heard of last (None: never)."""

    alive: int
    heard_at: datetime | None


def beat(connection: Connection, *, owner: str, channel: str, promise_s: float) -> None:
    """Says that `owner` is there, and will say so again within `promise_s` seconds."""
    connection.execute(
        "insert into fanout.sender (owner, channel, promised_until)"
        " values (%s, %s, clock_timestamp() + make_interval(secs => %s)) on conflict (owner) do update"
        " set beat_at = clock_timestamp(), promised_until = excluded.promised_until",
        [owner, channel, promise_s],
    )


def arrive(connection: Connection, *, owner: str, channel: str) -> None:
    """The first sign of life; forgets those who were killed long ago."""
    connection.execute(
        "delete from fanout.sender where promised_until < clock_timestamp() - %s::interval", [FORGOTTEN_AFTER]
    )
    beat(connection, owner=owner, channel=channel, promise_s=PROMISE_S)


def leave(connection: Connection, owner: str) -> None:
    """Says goodbye: who leaves is not missed."""
    connection.execute("delete from fanout.sender where owner = %s", [owner])


def senders() -> dict[str, Senders]:
    """Per channel who sends (one query)."""
    with django_connection.cursor() as cursor:
        cursor.execute(
            "select channel, count(*) filter (where promised_until > clock_timestamp())::int, max(beat_at)"
            " from fanout.sender group by channel"
        )
        return {channel: Senders(alive, heard_at) for channel, alive, heard_at in cursor.fetchall()}
