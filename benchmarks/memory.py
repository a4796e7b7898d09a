"""The largest process of a benchmark, as Linux counts it."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg

EVERY_S: Final = 0.25


class Peak:
    """The most memory that this process, `pids`, or one process of the database held at once, while `watch` ran.

    What processes of PostgreSQL share, the buffers, is counted once and not for each: it is the same memory.
    """

    def __init__(self, pids: Sequence[int], database_url: str) -> None:
        self.megabytes = 0.0
        self.name = ""
        self._ours = [os.getpid(), *pids]
        self._stopped = threading.Event()
        with psycopg.connect(database_url) as connection:
            self._postmaster = _parent(connection.info.backend_pid)

    def watch(self) -> None:
        """Looks several times a second until `stop`."""
        while not self._stopped.wait(EVERY_S):
            for pid in self._ours:
                self._note("sender or planner", _resident(pid, ("RssAnon", "RssFile", "RssShmem")))
            for pid in _children(self._postmaster):
                self._note("process of PostgreSQL, less what all share", _resident(pid, ("RssAnon", "RssFile")))

    def stop(self) -> None:
        self._stopped.set()

    def _note(self, name: str, megabytes: float) -> None:
        if megabytes > self.megabytes:
            self.megabytes, self.name = megabytes, name


def _resident(pid: int, kinds: Sequence[str]) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.partition(":")[0] in kinds) / 1024


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
