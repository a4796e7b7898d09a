"""The processes of an installation on one machine: started together, restarted when one dies, stopped together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

RESTART_AFTER_S = 1.0
STOP_WITHIN_S = 10
READY_WITHIN_S = 60


class NotReady(RuntimeError):
    """A process did not come up; the message names its log."""


def commands(port: int, live_port: int) -> dict[str, list[str]]:
    """Name -> command of each process."""
    granian = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--no-access-log", "--log-level", "warning"]
    nabij = [sys.executable, "-m", "nabij.command"]
    return {
        "pages": [
            *granian, "--port", str(port), "--interface", "wsgi", "--blocking-threads", "8", "nabij.site.wsgi:application",
        ],
        # granian stops at 1,024 open streams unless its backpressure is raised.
        "live": [
            *granian, "--port", str(live_port), "--interface", "asgi", "--backlog", "2048", "--backpressure", "2000",
            "--workers-kill-timeout", "2",
            "nabij.site.live:application",
        ],
        "worker": [*nabij, "worker"],
        "jobs": [*nabij, "jobs"],
    }  # fmt: skip


@dataclass
class Processes:
    """Keeps `commands` running. `logs` gets a file per process."""

    commands: Mapping[str, list[str]]
    environment: Mapping[str, str]
    logs: Path
    address: str = ""
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        for name in self.commands:
            self._start(name)
        threading.Thread(target=self._watch, daemon=True).start()

    def wait_until_ready(self, *urls: str) -> None:
        """Returns when every address answers. Otherwise stops what was started and raises NotReady."""
        deadline = time.monotonic() + READY_WITHIN_S
        for url in urls:
            while not _answers(url):
                if time.monotonic() > deadline:
                    self.stop()
                    raise NotReady(f"{url} does not answer. See the logs in {self.logs}.")
                time.sleep(0.05)

    def wait(self) -> None:
        """Blocks until the process is told to stop."""

        def told(number: int, frame: FrameType | None) -> None:
            self._stopping.set()

        signal.signal(signal.SIGTERM, told)
        signal.signal(signal.SIGINT, told)
        self._stopping.wait()

    def stop(self) -> None:
        self._stopping.set()
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_WITHIN_S
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()

    def _start(self, name: str) -> None:
        with open(self.logs / f"{name}.log", "ab") as log:
            self.running[name] = subprocess.Popen(
                self.commands[name],
                env=os.environ | dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _watch(self) -> None:
        while not self._stopping.wait(RESTART_AFTER_S):
            for name, process in list(self.running.items()):
                if process.poll() is not None and not self._stopping.is_set():
                    self._start(name)


def _answers(url: str) -> bool:
    with contextlib.suppress(URLError, ConnectionError, TimeoutError), urlopen(url, timeout=2) as answer:
        return bool(answer.status == 200)
    return False
