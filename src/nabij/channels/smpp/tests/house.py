"""Starts SMS centres and clients for a test, and ends them."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from nabij.channels.drivers import Receipt
from nabij.channels.smpp.account import Account
from nabij.channels.smpp.client import Client
from nabij.channels.smpp.pdu import Submission
from nabij.channels.smpp.receipts import InboundText

Row = Receipt | InboundText


class Teller:
    """A process that is ready once it said so, and that tells what it sees, one JSON a line."""

    def __init__(self, module: str, port: int, *options: str) -> None:
        self.port = port or free_port()
        command = [sys.executable, "-m", module, "--port", str(self.port), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert "ready" in json.loads(self.process.stdout.readline())
        self.told: list[dict[str, Any]] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        self.told.extend(json.loads(line) for line in iter(self.process.stdout.readline, ""))

    def told_with(self, word: str) -> list[dict[str, Any]]:
        return [one for one in list(self.told) if word in one]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


class Centre(Teller):
    """A running `smsc.py`."""

    def __init__(self, *options: str, port: int = 0) -> None:
        super().__init__("nabij.channels.smpp.tests.smsc", port, *options)

    def acknowledged(self) -> set[int]:
        return {told["receipt"] for told in self.told_with("receipt") if told.get("status") == 0}

    def account(self, **changes: Any) -> Account:
        return Account(
            **{"host": "127.0.0.1", "port": self.port, "system_id": "zone", "password": "p", "connect_s": 5.0} | changes
        )


class Kept:
    """A store in memory that can be out of order."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.calls = 0
        self.broken = False

    def __call__(self, rows: Sequence[Row]) -> None:
        self.calls += 1
        if self.broken:
            raise OSError("the database is away")
        self.rows.extend(rows)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def eventually(is_so: Callable[[], bool], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()


def submissions(count: int, start: int = 0) -> list[Submission]:
    return [Submission("Nabij", f"+3246{number:07d}", b"hallo", 0) for number in range(start, start + count)]


class House:
    """Starts centres and clients for a test, and ends them."""

    def __init__(self) -> None:
        self.ends: list[Callable[[], None]] = []

    def centre(self, *options: str, port: int = 0) -> Centre:
        centre = Centre(*options, port=port)
        self.ends.insert(0, centre.end)
        return centre

    def client(self, account: Account, store: Callable[[Sequence[Row]], None] | None = None) -> Client:
        client = Client(account, store or Kept())
        self.ends.insert(0, client.close)
        return client
