"""The whole installation as real processes on a database of its own, with the demo town and the main job played in it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from nabij.people.demo import totp, totp_secret
from nabij.site import postgres
from nabij.site.serving import free_port
from tests import database

CHECKOUT = Path(__file__).resolve().parents[1]
READY_WITHIN_S = 600
STOPS_WITHIN_S = 30


@dataclass(frozen=True)
class Served:
    """An installation that answers at `address`; `environment` is its processes' own; `database_url` reads its rows."""

    address: str
    database_url: str
    environment: dict[str, str]

    def ask(self, query: str, *values: object) -> Any:
        """The first value of the first row of a query; None where there is none."""
        with psycopg.connect(self.database_url) as connection:
            row = connection.execute(query, values).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None

    def eventually(self, query: str, *values: object, within_s: float = 20) -> Any:
        """The same, as soon as it is something. Raises TimeoutError."""
        deadline = time.monotonic() + within_s
        while (found := self.ask(query, *values)) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(query)
            time.sleep(0.05)
        return found


@contextlib.contextmanager
def demo_town(*, loop: bool = True) -> Iterator[Served]:
    """Serves the demo town; with `loop` the main job was played in it twice, so every page has something to show."""
    with database.own_cluster(postgres.FAST_AND_LOSSY) as cluster, tempfile.TemporaryDirectory() as state:
        address = f"http://localhost:{(port := free_port(0))}"
        roles = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "DATABASE_SEALER_URL": "sealer"}
        urls = {name: cluster.url(f"nabij_{role}") for name, role in roles.items()}
        environment = _environment(Path(state)) | urls
        log = Path(state, "demo.log")
        command = [sys.executable, "-m", "nabij.command", "demo", "--port", str(port), *([] if loop else ["--no-loop"])]
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            _wait_for(process, log)
            yield Served(address, cluster.url("postgres"), environment)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOPS_WITHIN_S)


def furnish(town: Served) -> None:
    """Puts one more of each thing in it, so that every page has something to show."""
    subprocess.run([sys.executable, "-m", "tests.furnish"], env=town.environment, check=True, cwd=CHECKOUT)


def code_of(username: str) -> str:
    """The second factor of a demo account at this moment."""
    return totp(totp_secret(username), time.time())


def _environment(state: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("NABIJ_", "DATABASE_"))}
    return inherited | {
        "NABIJ_STATE_DIR": str(state),
        "NABIJ_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "nabij.site.settings",
    }


def _wait_for(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while "Nabij serves at" not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the demo town is not served:\n{log.read_text()[-3000:]}")
        time.sleep(0.1)
