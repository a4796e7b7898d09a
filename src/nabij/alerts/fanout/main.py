"""The process behind `nabij worker`."""

from __future__ import annotations

import signal
import threading
from uuid import UUID

from nabij.alerts.fanout.orders import Order
from nabij.alerts.fanout.receipts import take_receipts
from nabij.alerts.fanout.worker import run_worker
from nabij.channels.routes import close_drivers, driver_for, served_channels, tend_routes
from nabij.tenants.clock import database_now


def run(stop: threading.Event | None = None) -> None:
    """Sends and takes receipts until SIGTERM or SIGINT; the open window of each channel is finished first."""
    from nabij.alerts.orders import load_order

    def order_now(alert_id: UUID) -> Order | None:
        return load_order(alert_id, database_now())

    stop = stop or _stopped_by_signals()
    tend_routes()
    try:
        run_worker(stop, [driver_for(channel) for channel in served_channels()], order_now, take_receipts=take_receipts)
    finally:
        close_drivers()


def _stopped_by_signals() -> threading.Event:
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop
