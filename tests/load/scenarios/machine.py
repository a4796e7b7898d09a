"""The machine fails: the database stops, the disk is full, the clock jumps."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import psycopg

from nabij.site import postgres
from tests import database
from tests.load.result import CannotMake, Result, judged
from tests.load.town import Foundry, Overdue, Town, database_away, until

PROCESSES: Final = ("jobs", "worker1", "worker2")
AWAY_S: Final = 5.0
TMPFS: Final = "700m"
LEFT_FREE: Final = 24 << 20
PIECE: Final = 1 << 16
PER_SECOND: Final = 1000
LIBRARIES: Final = ("/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime")
JUMPS: Final = ("+3600", "-3600", "+86400", "+0")
"""Seconds by which the clock of worker and pages differs, one after the other, from one moment to the next."""


def postgres_restarted(foundry: Foundry) -> Result:
    """PostgreSQL is stopped as by a power failure and started five seconds later. Recovered: a message leaves again."""
    with foundry.town() as town:
        town.work(*PROCESSES)
        town.send()
        town.wait_sent(town.people // 4)
        with database_away(town):
            time.sleep(AWAY_S)
            before = town.count()
        began = time.monotonic()
        town.wait_sent(before + 1)
        recovered = time.monotonic() - began
        town.wait_done()
        return judged("postgres_restarted", town.seen(), planned=town.people, seconds_to_recover=recovered)


def disk_full(foundry: Foundry) -> Result:
    """The disk under the database fills up; it is freed, and PostgreSQL started again. Recovered: a message leaves."""
    with _tmpfs() as disk:
        cluster = database.start_copy(disk / "postgres", (*postgres.SAFE, "max_wal_size=64MB", "wal_keep_size=0"))
        try:
            database.clone(cluster, "nabij")
            with foundry.town(cluster=cluster) as town:
                return _disk_full(town, disk)
        finally:
            database.discard(cluster)


def _disk_full(town: Town, disk: Path) -> Result:
    town.route((town.providers[0], town.providers[0].port), per_second=PER_SECOND)
    town.work(*PROCESSES)
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        _fill(ballast, disk, leaving=LEFT_FREE)
        town.send()
        town.wait_sent(town.people // 4)
        _fill(ballast, disk, leaving=0)
        why = [] if _complains(town) else ["the database never found its disk full: there was no fault"]
        time.sleep(AWAY_S)
    stopped_at = town.count()
    (disk / "ballast").unlink()
    _revive(town)
    began = time.monotonic()
    town.wait_sent(min(town.people, stopped_at + 1))
    recovered = time.monotonic() - began
    town.wait_done()
    return judged("disk_full", town.seen(), planned=town.people, seconds_to_recover=recovered, why=why)


def _fill(ballast: IO[bytes], disk: Path, *, leaving: int) -> None:
    with suppress(OSError):
        while os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize > leaving:
            ballast.write(b"\0" * PIECE)


def _complains(town: Town) -> bool:
    with suppress(Overdue):
        until(lambda: "No space left on device" in town.cluster.log.read_text(errors="replace"), 30, "a full disk")
        return True
    return False


def _revive(town: Town) -> None:
    """Starts the server again where it gave up, as the supervisor of an installation does."""
    port = psycopg.conninfo.conninfo_to_dict(town.environment["DATABASE_URL"])["port"]
    try:
        with psycopg.connect(town.environment["DATABASE_URL"], connect_timeout=2) as connection:
            connection.execute("select 1")
    except psycopg.OperationalError:
        town.cluster.stop("immediate")
        again = postgres.Cluster(town.cluster.home, town.cluster.passwords, (*town.cluster.settings, f"port={port}"))
        again.start()


def clock_jumps(foundry: Foundry) -> Result:
    """The clock of worker, jobs and pages jumps an hour ahead, two back, a day ahead and home. Recovered: nothing had to."""
    library = next(
        (Path(folder, "libfaketime.so.1") for folder in LIBRARIES if Path(folder, "libfaketime.so.1").exists()), None
    )
    if library is None:
        raise CannotMake("There is no libfaketime, so the clock cannot jump: apt-get install faketime.")
    with foundry.town() as town:
        clock = town.folder / "clock"
        clock.write_text("+0\n")
        lying = {
            "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
        }  # fmt: skip
        town.work("pages", *PROCESSES, **lying)
        town.send()
        slowest = 0.0
        for number, jump in enumerate(JUMPS, start=1):
            town.wait_sent(number * town.people // 6)
            clock.write_text(jump + "\n")
            before, began = town.count(), time.monotonic()
            town.wait_sent(min(town.people, before + 200))
            slowest = max(slowest, time.monotonic() - began)
        town.wait_done()
        return judged("clock_jumps", town.seen(), planned=town.people, seconds_to_recover=slowest, jumps=len(JUMPS))


@contextmanager
def _tmpfs() -> Iterator[Path]:
    """A small disk of its own. Raises CannotMake where that is not allowed."""
    folder = Path(tempfile.mkdtemp(prefix="nabij-load-disk-", dir="/var/lib" if os.geteuid() == 0 else None))
    command = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS},mode=755", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        folder.rmdir()
        raise CannotMake(
            f"No small disk can be mounted, so none can be full: {mounted.stderr.strip()}; run it as root."
        )
    try:
        yield folder
    finally:
        until(lambda: _is_unmounted(folder), 20, "the disk unmounted")
        shutil.rmtree(folder, ignore_errors=True)


def _is_unmounted(folder: Path) -> bool:
    return subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode == 0
