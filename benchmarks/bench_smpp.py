"""What a journal and kept receipts cost on an SMPP bind, against bare clients that have neither.

Barrier windows of 50. Ours: one PostgreSQL transaction per window (submissions by COPY, the next intent, the lease; committed
and synced) and every receipt stored in the inbox of channels before it is acknowledged; the clock stops when the last one is.
Bare: the faster of our own client and that of `smpp34`, without database and receipts. One server process for all.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final
from uuid import UUID

import psycopg
import smpp34
from django.utils import timezone

from benchmarks import Result, at_least, interleaved
from nabij.channels import actions
from nabij.channels.actions import Submitted
from nabij.channels.drivers import Receipt
from nabij.channels.smpp.account import Account
from nabij.channels.smpp.client import Client
from nabij.channels.smpp.pdu import Submission
from nabij.channels.smpp.receipts import InboundText, Unread
from nabij.tenants.keys import new_id

MESSAGES: Final = 5000
WINDOW: Final = 50
RATIO_GOAL: Final = 0.4
TEXT: Final = b"Politie Zandekerke: er is ingebroken in de Kerkstraat. Zag je iets? Bel 101."
ALERT: Final = new_id()
PROVIDER: Final = "bench"

CHUNK = """
create table bench_chunk (id int primary key, intent_to int not null, leased_until timestamptz not null);
insert into bench_chunk values (1, 0, now());
"""


class Kept:
    """Receipts in the inbox, and a bell when all of a run are there. The server numbers its messages through all runs."""

    def __init__(self, awaited: int) -> None:
        self._missing = awaited
        self.all_there = threading.Event()

    def __call__(self, rows: Sequence[Receipt | InboundText | Unread]) -> None:
        actions.keep_delivered(PROVIDER, rows)
        self._missing -= len(rows)
        if self._missing <= 0:
            self.all_there.set()


def measure() -> Result:
    """Messages per second of both, medians of five interleaved pairs."""
    url = os.environ["DATABASE_OWNER_URL"]
    with _centre() as port:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(CHUNK)
        ours, bare = interleaved(lambda: _journalled(port, url), lambda: max(_bare(port), _bare_of_smpp34(port)))
    return Result(
        name="smpp", value=ours, unit="messages/s", reference="the faster of two bare clients, no journal and no receipts",
        reference_value=bare, ratio=ours / bare, goal=f"ratio >= {RATIO_GOAL}", met=at_least(ours / bare, RATIO_GOAL),
    )  # fmt: skip


def _journalled(port: int, url: str) -> float:
    kept = Kept(MESSAGES)
    client = Client(_account(port), kept)
    client.wait_until_bound(5)
    with psycopg.connect(url) as journal:
        start = time.perf_counter()
        answered: list[str] = []
        for first in range(0, MESSAGES, WINDOW):
            _write_journal(journal, answered, first + WINDOW)
            answers = client.submit_window(_window(first, wants_receipt=True))
            answered = [answer.message_id for answer in answers]
        _write_journal(journal, answered, MESSAGES)
        if not kept.all_there.wait(60):
            raise RuntimeError("Not every receipt came within a minute.")
        taken = time.perf_counter() - start
    client.close()
    return MESSAGES / taken


def _write_journal(journal: psycopg.Connection, answered: Sequence[str], intent_to: int) -> None:
    now = timezone.now()
    with journal.transaction(), journal.cursor() as cursor:
        rows = [
            Submitted(PROVIDER, message_id, UUID(int=number), ALERT, now) for number, message_id in enumerate(answered)
        ]
        actions.copy_submissions(cursor, rows)
        cursor.execute(
            "update bench_chunk set intent_to = %s, leased_until = now() + interval '60 s' where id = 1", [intent_to]
        )


def _bare(port: int) -> float:
    client = Client(_account(port), lambda rows: None)
    client.wait_until_bound(5)
    start = time.perf_counter()
    for first in range(0, MESSAGES, WINDOW):
        client.submit_window(_window(first, wants_receipt=False))
    taken = time.perf_counter() - start
    client.close()
    return MESSAGES / taken


def _bare_of_smpp34(port: int) -> float:
    return asyncio.run(_rolling_window_of_smpp34(port))


async def _rolling_window_of_smpp34(port: int) -> float:
    client = smpp34.Client("127.0.0.1", port, "zone", "p", bind_type="TRX", window_size=WINDOW)
    smsc = await client.connect()
    numbers = iter(range(MESSAGES))

    async def one_after_another() -> None:
        for number in numbers:
            await smsc.submit_sm(f"32460{number:06d}", TEXT, source_addr="Nabij", source_addr_ton=5)

    start = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(WINDOW)))
    taken = time.perf_counter() - start
    await smsc.unbind()
    return MESSAGES / taken


def _account(port: int) -> Account:
    return Account("127.0.0.1", port, "zone", "p", window=WINDOW)


def _window(first: int, *, wants_receipt: bool) -> list[Submission]:
    numbers = range(first, first + WINDOW)
    return [Submission("Nabij", f"+32460{number:06d}", TEXT, 0, wants_receipt=wants_receipt) for number in numbers]


@contextmanager
def _centre() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.smsc", str(port)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield port
    finally:
        process.kill()
        process.wait()
