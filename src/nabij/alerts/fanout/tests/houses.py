"""A planned alert and a worker that runs in the test until nothing is ready."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg import sql

from nabij.alerts.fanout.orders import Order, Text
from nabij.alerts.fanout.worker import ChannelWorker, Habits
from nabij.channels.drivers import Answer, Message
from nabij.tenants.keys import new_id
from tests.faults.people import audience, settle

__all__ = ["audience", "settle"]


def order(**changes: Any) -> Order:
    made = Order(
        new_id(), new_id(), "urgent", False, {"nl": Text("", "Let op."), "fr": Text("", "Attention.")}, ("sms",),
        timezone.now() + timedelta(hours=1), night_allowed=True,
    )  # fmt: skip
    return replace(made, **changes)


class Provider:
    """Answers each message as `say` says, and remembers what it got."""

    name = "provider"
    channel = "sms"

    def __init__(self, say: Callable[[Message], Answer] | None = None, window: int = 4) -> None:
        self.window = window
        self.got: list[Message] = []
        self.say = say or handed_over

    def send(self, window: Sequence[Message]) -> list[Answer]:
        self.got += window
        return [self.say(message) for message in window]

    def close(self) -> None:
        """Nothing to leave."""


def handed_over(message: Message) -> Answer:
    return Answer(message.key, "handed_over", f"id-{message.key.int % 1_000_000}")


def work_off(provider: Provider, of: Order | None, habits: Habits | None = None) -> None:
    """Carries whatever is ready now."""
    stop = threading.Event()
    worker = ChannelWorker(provider, habits or Habits(lambda _id: of, guard_s=0), stop)
    while worker._carry_next():
        pass
    worker._database.close()


def ready_now() -> None:
    """As if the waiting time of every chunk had passed."""
    ask("update fanout.chunk set ready_at = now() where finished_at is null")


def ask(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall() if cursor.description else []


def few(languages: Sequence[str]) -> sql.Composable:
    """An audience with a duplicate of everybody in another language."""
    return sql.SQL(
        "select * from ({}) once union all select contact_point_id, lookup, channel, {}, not_before from ({}) twice"
    ).format(audience(), sql.Literal(languages[0]), audience())
