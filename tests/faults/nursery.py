"""A process that has Django loaded and forks workers on demand, so that a test can kill many of them quickly.

Reads one JSON command a line on stdin and answers each with one JSON line: `make`, `worker`, `progress`, `doubts`, `operate`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import django

ORDERS: dict[UUID, Any] = {}
WITHDRAWN_FILE = os.environ.get("NABIJ_TEST_WITHDRAWN", "")


def make(count: int, languages: int, about_life: bool) -> dict[str, Any]:
    """An alert to `count` people with a telephone, in so many languages (and so chunks), planned."""
    from django.utils import timezone

    from nabij.alerts.fanout.orders import Order, Text
    from nabij.alerts.fanout.plan import plan
    from nabij.tenants.keys import new_id
    from tests.faults.people import audience, settle

    settle(count, languages)
    order = Order(
        new_id(), new_id(), "urgent", about_life, {"nl": Text("", "Inbraak in de Kerkstraat. Bel 101 als je iets zag.")},
        ("sms",), timezone.now() + timedelta(hours=1), night_allowed=True,
    )  # fmt: skip
    ORDERS[order.alert_id] = order
    planned = plan(order, audience(), expected=count)
    return {"alert": str(order.alert_id), "planned": planned.deliveries, "chunks": planned.chunks}


def worker(lease_s: float, doubt_s: float) -> dict[str, Any]:
    """Forks a worker and tells its process id."""
    pid = os.fork()
    if pid:
        return {"pid": pid}
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    try:
        _work(lease_s, doubt_s)
    finally:
        os._exit(0)


def _work(lease_s: float, doubt_s: float) -> None:
    from nabij.alerts.fanout.receipts import take_receipts
    from nabij.alerts.fanout.worker import Habits, run_worker
    from nabij.channels.routes import close_drivers, driver_for, tend_routes

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    tend_routes()
    habits = Habits(_load_order, lease_s=lease_s, doubt_s=doubt_s)
    run_worker(stop, [driver_for("sms")], _load_order, take_receipts=take_receipts, habits=habits)
    close_drivers()


def _load_order(alert_id: UUID) -> Any:
    return None if WITHDRAWN_FILE and os.path.exists(WITHDRAWN_FILE) else ORDERS.get(alert_id)


def progress(alert: str) -> dict[str, Any]:
    from nabij.alerts.fanout.progress import progress

    found = progress(UUID(alert))
    counts = {str(state): found.in_state(state) for channel in found.counts.values() for state in channel}
    return {"counts": counts, "total": found.total, "resent": found.resent}


def operate(provider: str, mode: str) -> dict[str, Any]:
    """What an operator decides about a route."""
    from uuid import uuid4

    from nabij.channels.routing.actions import operate
    from nabij.tenants.actor import Actor

    operator = Actor("staff", uuid4(), rights={uuid4(): frozenset({"channels.operate"})})
    operate(operator, provider=provider, mode=mode, reason="Storing")
    return {}


def doubts(alert: str) -> dict[str, Any]:
    from nabij.alerts.fanout.progress import in_doubt

    return {"doubts": [str(delivery.contact_point_id) for delivery in in_doubt(UUID(alert), limit=10_000)]}


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    from django.conf import settings
    from django.db import connections

    settings.NABIJ_ROUTES = json.loads(os.environ["NABIJ_TEST_ROUTES"])
    commands = {function.__name__: function for function in (make, worker, progress, doubts, operate)}
    for line in sys.stdin:
        words = json.loads(line)
        answer = commands[words.pop("do")](**words)
        connections.close_all()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
