"""What a journal and kept receipts cost on an SMPP bind, against bare clients that have neither.

Barrier windows of 50. Ours: one PostgreSQL transaction per window (answers by COPY, the next intent, the lease; committed and
synced) and every receipt stored by COPY before it is acknowledged; the clock stops when the last receipt is stored. Bare: the
faster of our own client and that of `smpp34`, without database and without receipts. One server process for all.
"""

import asyncio
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg
import smpp34

from nabij.channels.drivers import Receipt
from nabij.channels.smpp.account import Account
from nabij.channels.smpp.client import Client
from nabij.channels.smpp.pdu import Submission
from nabij.channels.smpp.receipts import InboundText
from tests.database import own_cluster

MESSAGES: Final = 5000
WINDOW: Final = 50
PAIRS: Final = 5
GOAL: Final = 0.4
TEXT: Final = b"Politie Zandekerke: er is ingebroken in de Kerkstraat. Zag je iets? Bel 101."

JOURNAL = """
create table bench_answer (number int not null, provider_message_id text not null, at timestamptz not null default now());
create table bench_chunk (id int primary key, intent_to int not null, leased_until timestamptz not null);
create table bench_receipt (provider_message_id text not null, state text not null, at timestamptz not null default now());
insert into bench_chunk values (1, 0, now());
"""


class Kept:
    """Receipts in a table, and a bell when `awaited` of them are there."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)
        self._missing = 0
        self.all_there = threading.Event()

    def expect(self, awaited: int) -> None:
        self._missing = awaited
        self.all_there.clear()

    def __call__(self, rows: Sequence[Receipt | InboundText]) -> None:
        statement = "copy bench_receipt (provider_message_id, state) from stdin"
        with self._connection.transaction(), self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                if isinstance(row, Receipt):
                    copy.write_row((row.provider_message_id, row.state))
        self._missing -= len(rows)
        if self._missing <= 0:
            self.all_there.set()


def measure() -> dict[str, Any]:
    """Median ratio of five interleaved pairs, with the messages per second of both sides."""
    with own_cluster() as cluster, _centre() as port:
        url = cluster.url("nabij_owner")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(JOURNAL)
        pairs = [(_journalled(port, url), max(_bare(port), asyncio.run(_bare_of_smpp34(port)))) for _ in range(PAIRS)]
    ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    return {
        "name": "SMPP with journal and kept receipts",
        "value": round(ours),
        "unit": "messages/s",
        "reference": "bare SMPP client without journal or receipts",
        "reference_value": round(bare),
        "ratio": round(ratio, 2),
        "goal": GOAL,
        "met": ratio >= GOAL,
    }


def _journalled(port: int, url: str) -> float:
    kept = Kept(url)
    kept.expect(MESSAGES)
    client = Client(_account(port), kept)
    client.wait_until_bound(5)
    with psycopg.connect(url) as journal:
        start = time.perf_counter()
        answered: list[tuple[int, str]] = []
        for first in range(0, MESSAGES, WINDOW):
            _write_journal(journal, answered, first + WINDOW)
            window = range(first, first + WINDOW)
            answers = client.submit_window([_submission(number, wants_receipt=True) for number in window])
            answered = [(number, answer.message_id) for number, answer in zip(window, answers, strict=True)]
        _write_journal(journal, answered, MESSAGES)
        if not kept.all_there.wait(60):
            raise RuntimeError("Not every receipt came within a minute.")
        taken = time.perf_counter() - start
    client.close()
    return MESSAGES / taken


def _write_journal(journal: psycopg.Connection, answered: Sequence[tuple[int, str]], intent_to: int) -> None:
    with journal.transaction(), journal.cursor() as cursor:
        with cursor.copy("copy bench_answer (number, provider_message_id) from stdin") as copy:
            for row in answered:
                copy.write_row(row)
        cursor.execute(
            "update bench_chunk set intent_to = %s, leased_until = now() + interval '60 s' where id = 1", [intent_to]
        )


def _bare(port: int) -> float:
    client = Client(_account(port), lambda rows: None)
    client.wait_until_bound(5)
    start = time.perf_counter()
    for first in range(0, MESSAGES, WINDOW):
        client.submit_window([_submission(number, wants_receipt=False) for number in range(first, first + WINDOW)])
    taken = time.perf_counter() - start
    client.close()
    return MESSAGES / taken


async def _bare_of_smpp34(port: int) -> float:
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


def _submission(number: int, *, wants_receipt: bool) -> Submission:
    return Submission("Nabij", f"+32460{number:06d}", TEXT, 0, wants_receipt=wants_receipt)


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


if __name__ == "__main__":
    print(measure())
