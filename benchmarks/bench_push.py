"""Notifications a second on one core: encrypted for each browser, over connections that stay open, to a push service on another.

Ours: the driver, with one token per push service and 64 connections. Beside it the way of the examples,
`pywebpush.webpush` for one subscription after the other. Both on one core; 2,000 browsers, each with its own keys.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pywebpush import webpush

from benchmarks import Result, at_least, interleaved
from nabij.channels.carriers.push import PushDriver
from nabij.channels.drivers import Message
from nabij.tenants.keys import new_id

BROWSERS: Final = 2000
ONE_AT_A_TIME: Final = 60
GOAL_PER_S: Final = 2000.0
TEXT: Final = "Politie Zandekerke: er is ingebroken in de Kerkstraat. Zag je iets? Bel 101."
CONTACT: Final = "mailto:techniek@zandekerke.example"
AUTH: Final = base64.urlsafe_b64encode(b"a" * 16).decode().rstrip("=")


def measure() -> Result:
    """Medians of five interleaved pairs."""
    cores = os.sched_getaffinity(0)
    with _service() as port:
        os.sched_setaffinity(0, {min(cores)})
        try:
            window = [_message(port) for _ in range(BROWSERS)]
            key = _packed(ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32))
            ours, plain = interleaved(lambda: _ours(window, key), lambda: _one_at_a_time(window, key))
        finally:
            os.sched_setaffinity(0, cores)
    return Result(
        name="push", value=ours, unit="messages/s", reference="pywebpush, one after the other", reference_value=plain,
        ratio=ours / plain, goal=f">= {GOAL_PER_S:.0f}", met=at_least(ours, GOAL_PER_S),
    )  # fmt: skip


def _ours(window: Sequence[Message], key: str) -> float:
    driver = PushDriver("push", {"contact": CONTACT, "title": "Zandekerke", "allow_private": True}, vapid_key=key)
    start = time.perf_counter()
    for first in range(0, len(window), driver.window):
        if any(answer.state != "handed_over" for answer in driver.send(window[first : first + driver.window])):
            raise RuntimeError("Not every notification was taken.")
    taken = time.perf_counter() - start
    driver.close()
    return len(window) / taken


def _one_at_a_time(window: Sequence[Message], key: str) -> float:
    start = time.perf_counter()
    for message in window[:ONE_AT_A_TIME]:
        content = json.dumps({"title": "Zandekerke", "body": message.text})
        webpush(json.loads(message.to), content, vapid_private_key=key, vapid_claims={"sub": CONTACT}, ttl=60)
    return ONE_AT_A_TIME / (time.perf_counter() - start)


def _message(port: int) -> Message:
    point = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    keys = {"p256dh": _packed(point), "auth": AUTH}
    to = json.dumps({"endpoint": f"http://127.0.0.1:{port}/wpush/v2/{new_id()}", "keys": keys})
    return Message(new_id(), to, TEXT, "Let op")


def _packed(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


@contextmanager
def _service() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.push_sink"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        if len(os.sched_getaffinity(0)) > 1:
            os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
