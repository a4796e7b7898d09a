"""Processes of the fan-out benchmark: our workers, and the same work as one procrastinate job per message.

Both decrypt, render, send to the same sink, keep the outcome and the provider's id, store the receipt and apply it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from nabij.channels.carriers.sink import SinkDriver
from nabij.channels.drivers import Answer, Message, Receipt

TEXT = "Inbraak in de Kerkstraat rond 14 uur. Sluit ramen en deuren. Zag je iets? Bel 101. Volg of hou niemand tegen."
PROVIDER = "sink"
CHANNELS = ("sms", "voice")


class ReceiptedSink:
    """The sink, whose receipts come in as those of a provider do: stored in the inbox by a thread beside the sender."""

    name = PROVIDER

    def __init__(self, channel: str, port: int, window: int) -> None:
        self.channel = channel
        self.window = window
        self._line = SinkDriver(channel, PROVIDER, {"port": port, "window": window})

    def send(self, window: Sequence[Message]) -> list[Answer]:
        from nabij.channels.actions import store_receipts

        answers = self._line.send(window)
        store_receipts(PROVIDER, [Receipt(answer.provider_message_id, "delivered") for answer in answers])
        return answers

    def close(self) -> None:
        self._line.close()


def order_of(alert_id: UUID, channels: tuple[str, ...] = CHANNELS) -> Any:
    """The order of any alert of the benchmark."""
    from nabij.alerts.fanout.orders import Order, Text

    texts = {"nl": Text("", TEXT), "fr": Text("", TEXT)}
    until = timezone.now() + timedelta(hours=1)
    return Order(alert_id, UUID(int=1), "urgent", True, texts, channels, until, night_allowed=True)


def start(work: Callable[[], None]) -> int:
    """Forks a process for `work`; gives its id. The caller holds no connections and no threads."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def stop(workers: Sequence[int]) -> None:
    """Ends processes that were started here: asked first, then not."""
    for pid in workers:
        os.kill(pid, signal.SIGTERM)
    time.sleep(1)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def fan_out(port: int, window: int, channels: tuple[str, ...] = CHANNELS) -> None:
    """One worker of ours until SIGTERM."""
    from nabij.alerts.fanout.receipts import take_receipts
    from nabij.alerts.fanout.worker import run_worker

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    drivers = [ReceiptedSink(channel, port, window) for channel in channels]
    run_worker(stop, drivers, order_of, take_receipts=take_receipts)


def one_by_one(port: int) -> None:
    """One procrastinate worker until no job is left."""
    app = jobs(port)
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(
            queues=["benchmark"],
            wait=False,
            listen_notify=False,
            concurrency=1,
            delete_jobs="successful",
            install_signal_handlers=False,
        )


@cache
def jobs(port: int) -> Any:
    """Procrastinate with its one task: a message to one contact point."""
    from procrastinate.contrib.django import app

    line = SinkDriver("sms", PROVIDER, {"port": port})

    @app.task(name="benchmark_message", queue="benchmark", pass_context=False)
    def message(plan: int, n: int, contact_point_id: str) -> None:
        _send_one(line, plan, n, UUID(contact_point_id))

    return app


def _send_one(line: SinkDriver, plan: int, n: int, contact_point_id: UUID) -> None:
    from nabij.alerts.fanout.rules import delivery_key
    from nabij.channels.actions import Submitted, copy_submissions, store_receipts
    from nabij.people.reach import reachable

    order = order_of(UUID(int=plan))
    person = reachable([contact_point_id], tenant_id=order.tenant_id, message_kind=order.kind)[contact_point_id]
    key = delivery_key(order.alert_id, plan, n)
    text = order.text_for("nl")
    (answer,) = line.send([Message(key, person.value, text.body, text.subject)])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_OUTCOME, [plan, n, answer.state, answer.provider_message_id])
        copy_submissions(
            connection.connection.cursor(),
            [Submitted(PROVIDER, answer.provider_message_id, key, order.alert_id, timezone.now())],
        )
    store_receipts(PROVIDER, [Receipt(answer.provider_message_id, "delivered")])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_MATCH, [PROVIDER, answer.provider_message_id])
        cursor.execute(_OUTCOME, [plan, n, "delivered", answer.provider_message_id])


_OUTCOME = (
    "insert into bench_outcome (plan, n, state, provider_message_id) values (%s, %s, %s, %s)"
    " on conflict (plan, n) do update set state = excluded.state"
)
_MATCH = "delete from channels_receiptinbox where provider = %s and provider_message_id = %s"
