"""A stage for faults: a durable database of its own, an SMS centre in another process, and workers to kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from nabij.channels.smpp.tests.house import Centre
from nabij.site.postgres import Cluster
from tests import database

WINDOW = 20
CHECKOUT = Path(__file__).resolve().parents[2]


class Stage:
    """`centre` knows independently what was received; `cluster` can be stopped."""

    def __init__(self, cluster: Cluster, centre: Centre, withdrawn: Path, second: Centre | None = None) -> None:
        self.cluster = cluster
        self.centre = centre
        self.second = second
        self.withdrawn = withdrawn
        route = {"driver": "smpp", "host": "127.0.0.1", "system_id": "zone", "password": "p", "source": "Nabij"}
        route |= {"window": WINDOW, "connect_s": 5, "weight": 1}
        centres = {"centre": centre} | ({"second": second} if second else {})
        routes = {"sms": [route | {"name": name, "port": one.port} for name, one in centres.items()]}
        urls = {"DATABASE_URL": cluster.url("nabij_app"), "DATABASE_OWNER_URL": cluster.url("nabij_owner")}
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=CHECKOUT,
            env=os.environ | urls | {"NABIJ_TEST_ROUTES": json.dumps(routes), "NABIJ_TEST_WITHDRAWN": str(withdrawn)},
        )  # fmt: skip
        self.pids: list[int] = []
        self._database = psycopg.connect(cluster.url("nabij_app"), autocommit=True)

    def ask(self, command: str, **words: Any) -> dict[str, Any]:
        assert self._nursery.stdin and self._nursery.stdout
        self._nursery.stdin.write(json.dumps({"do": command, **words}) + "\n")
        self._nursery.stdin.flush()
        answer: dict[str, Any] = json.loads(self._nursery.stdout.readline())
        return answer

    def start_worker(self, lease_s: float = 3.0, doubt_s: float = 60.0) -> int:
        pid: int = self.ask("worker", lease_s=lease_s, doubt_s=doubt_s)["pid"]
        self.pids.append(pid)
        return pid

    def kill(self, pid: int, how: int = signal.SIGKILL) -> None:
        os.kill(pid, how)
        while how in (signal.SIGKILL, signal.SIGTERM) and is_alive(pid):
            time.sleep(0.005)

    def received(self) -> Counter[str]:
        """How often the centre received a message for each number."""
        return Counter(told["to"] for told in self.centre.told_with("to"))

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        return self._database.execute(question).fetchall()

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """The server is gone, and comes back where it was."""
        port = self._database.info.port
        self.cluster.stop("immediate")
        yield
        replace(self.cluster, settings=(*self.cluster.settings, f"port={port}")).start()
        self._database = psycopg.connect(self.cluster.url("nabij_app"), autocommit=True)

    def all_chunks_finished(self) -> bool:
        return self.rows("select count(*) from fanout.chunk where finished_at is null and ready_at < now()") == [(0,)]

    def end(self) -> None:
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._nursery.kill()
        self._nursery.wait()
        self._database.close()


SetUp = Callable[..., Stage]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until(is_so: Callable[[], bool], seconds: float) -> bool:
    """Whether it becomes so within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.01)
    return is_so()


@contextmanager
def stage(cluster: Cluster, tmp_path: Path, *centre_options: str) -> Iterator[Stage]:
    database.clone(cluster, "nabij")
    centre = Centre(*centre_options)
    built = Stage(cluster, centre, tmp_path / "withdrawn")
    try:
        yield built
    finally:
        built.end()
        centre.end()
