"""An installation as it runs in earnest: a durable database, the real commands as processes, providers and proxies beside it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg

from nabij.site import postgres
from nabij.site.processes import commands
from nabij.site.serving import free_port
from tests import database
from tests.load.result import Seen

CHECKOUT: Final = Path(__file__).resolve().parents[2]
WINDOW: Final = 50
ANSWER_S: Final = 10
PATIENCE_S: Final = 150
LOG_LINES: Final = 12
RESTART_S: Final = 1.0
"""What the supervisor of an installation waits before it starts a process again (`RestartSec` of the units in docs/)."""


class Teller:
    """A process that takes orders on stdin and answers each with one line."""

    def __init__(self, *command: str, environment: dict[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT,
            env=environment or dict(os.environ),
        )  # fmt: skip

    def hear(self) -> str:
        assert self._process.stdout is not None
        heard = self._process.stdout.readline()
        if not heard:
            raise RuntimeError(f"{self._process.args!r} ended")
        return heard

    def say(self, order: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        return self.hear()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


class Provider:
    """A centre of another make, with its own journal."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.port = free_port(0)
        self.journal = folder / f"{name}.journal"
        self.journal.touch()
        self.start()

    def start(self) -> None:
        self._teller = Teller("tests.load.provider", "--port", str(self.port), "--journal", str(self.journal))
        self._teller.hear()

    def behave(self, **mood: Any) -> None:
        self._teller.say(json.dumps(mood))

    def kill(self) -> None:
        self._teller.kill()

    def taken(self) -> Counter[str]:
        """How often it took a message for each telephone."""
        lines = (line.split() for line in self.journal.read_text().splitlines())
        return Counter(f"+{to.lstrip('+')}" for _number, to, what in lines if what == "taken")

    def count(self) -> int:
        """Messages it took; cheap."""
        return self.journal.read_bytes().count(b" taken\n")


class Line:
    """A proxy before a port."""

    def __init__(self, target: int) -> None:
        self.port = free_port(0)
        self._teller = Teller("tests.load.proxy", str(self.port), str(target))
        self._teller.hear()

    def be(self, order: str) -> None:
        """`cut`, `hold` or `heal`."""
        self._teller.say(order)

    def kill(self) -> None:
        self._teller.kill()


@dataclass
class Town:
    """Everything that runs in a scenario. `alerts` are those that were approved."""

    folder: Path
    cluster: postgres.Cluster
    people: int
    zone: dict[str, Any]
    environment: dict[str, str]
    providers: list[Provider] = field(default_factory=list)
    desk: Teller | None = None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    alerts: list[str] = field(default_factory=list)
    web_port: int = 0

    def ask(self, command: str, **words: Any) -> dict[str, Any]:
        assert self.desk is not None
        answer: dict[str, Any] = json.loads(self.desk.say(json.dumps({"do": command, **words})))
        return answer

    def route(self, *providers: tuple[Provider, int], **options: Any) -> None:
        """Writes the configuration: each provider behind this port, in equal parts."""
        made = [_route(provider.name, port, len(providers), options) for provider, port in providers]
        Path(self.environment["NABIJ_CONFIG"]).write_text("\n".join(made))

    def start(self, name: str, **environment: str) -> None:
        """Starts a process of the installation: `pages`, `jobs`, or any name that begins with `worker`."""
        known = commands(self.web_port, 0)
        command = known["worker" if name.startswith("worker") else name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=self.environment | environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def work(self, *names: str, **environment: str) -> None:
        """Starts processes and returns when each said that it is there."""
        for name in names:
            self.start(name, **environment)
        workers = sum(name.startswith("worker") for name in self.running)
        until(lambda: self.rows(_SENDERS)[0][0] >= workers, 90, f"{workers} senders at work")
        if "jobs" in self.running:
            until(lambda: self.rows("select count(*) from procrastinate_workers")[0][0] >= 1, 90, "jobs at work")
        if "pages" in self.running:
            self.wait_for_pages()

    def wait_for_pages(self) -> None:
        address = f"http://127.0.0.1:{self.web_port}/gezondheid/"
        until(lambda: httpx.get(address).status_code == 200, 90, "pages that answer")

    def kill(self, name: str) -> None:
        """kill -9 of the process and of those it started."""
        process = self.running[name]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def send(self, *, about_life: bool = False) -> str:
        """An alert to everybody, written, submitted and approved by a second officer."""
        alert = self.submit(about_life=about_life)
        self.ask("approve", zone=self.zone, alert=alert)
        return alert

    def submit(self, *, about_life: bool = False) -> str:
        alert: str = self.ask("submit", zone=self.zone, about_life=about_life)["alert"]
        self.alerts.append(alert)
        return alert

    def count(self) -> int:
        """Messages that providers took so far."""
        return sum(provider.count() for provider in self.providers)

    def wait_sent(self, count: int, seconds: float = PATIENCE_S) -> None:
        """Returns when providers took so many. Raises Overdue."""
        until(lambda: self.count() >= count, seconds, f"{count} messages sent")

    def wait_done(self, seconds: float = PATIENCE_S) -> None:
        """Returns when no part of an alert that may leave waits any longer, and nothing arrives any more."""
        until(self.is_planned, seconds, "planned")
        until(lambda: self.rows(_OPEN) == [(0,)], seconds, "every part of the alert finished")
        time.sleep(1.0)

    def is_planned(self) -> bool:
        done = "select count(*) from fanout.plan where alert_id = any(%s::uuid[]) and buckets_planned >= buckets"
        return self.rows(done, self.alerts) == [(len(self.alerts),)]

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.cluster.url("nabij_app"), autocommit=True) as connection:
            return connection.execute(question, values or None).fetchall()

    def seen(self) -> Seen:
        """Both sides: what providers journalled, and how each delivery stands."""
        received: Counter[str] = Counter()
        for provider in self.providers:
            received += provider.taken()
        told = self.ask("states", alerts=self.alerts)
        return Seen(received, dict(told["states"]), frozenset(told["resent"]))

    def show_logs(self) -> None:
        """The ends of the logs, for who looks why a scenario broke."""
        for log in sorted(self.folder.glob("*.log")):
            print(
                f"--- {log.name}", *log.read_text(errors="replace").splitlines()[-LOG_LINES:], sep="\n", file=sys.stderr
            )

    def end(self) -> None:
        for name in list(self.running):
            self.kill(name)
        for teller in (self.desk, *self.providers):
            if teller is not None:
                teller.kill()


_OPEN: Final = (
    "select count(*) from fanout.chunk where finished_at is null and ready_at < now() + interval '10 minutes'"
)


_SENDERS: Final = "select count(*) from fanout.sender where channel = 'sms' and promised_until > clock_timestamp()"


class Overdue(Exception):
    """What should have come did not come in time."""


def until(is_so: Callable[[], bool], seconds: float, what: str) -> float:
    """Seconds until it was so. Raises Overdue."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with suppress(psycopg.OperationalError, httpx.TransportError):
            if is_so():
                return time.monotonic() - began
        time.sleep(0.05)
    raise Overdue(f"within {seconds:.0f} s this did not come: {what}")


def _route(name: str, port: int, of: int, options: dict[str, Any]) -> str:
    words = {
        "driver": "smpp", "name": name, "host": "127.0.0.1", "port": port, "system_id": "zone", "password_env": "LOAD_PASSWORD",
        "source": "Nabij", "window": WINDOW, "connect_s": 3, "answer_s": ANSWER_S, "weight": 100 // of,
    } | options  # fmt: skip
    return "[[routes.sms]]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in words.items()) + "\n"


class Foundry:
    """Makes towns: founded once with `people` people, copied for each scenario."""

    def __init__(self, people: int) -> None:
        self.people = people
        self._stack = ExitStack()
        self._seeded: tuple[postgres.Cluster, dict[str, Any]] | None = None
        self._state = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="nabij-load-")))

    def __enter__(self) -> Foundry:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @contextmanager
    def town(self, *, providers: int = 1, cluster: postgres.Cluster | None = None) -> Iterator[Town]:
        """A town with its desk and providers, and no process of ours yet. `cluster`: one with an empty `nabij`, else ours."""
        if cluster is None:
            server, zone = self._founded()
            _copy(server, "founded", "nabij")
        else:
            server, zone = cluster, self._found_on(cluster)
        with tempfile.TemporaryDirectory(prefix="nabij-load-town-") as folder:
            environment = self._environment(server) | {"NABIJ_CONFIG": str(Path(folder, "nabij.toml"))}
            town = Town(Path(folder), server, self.people, zone, environment, web_port=free_port(0))
            try:
                town.providers = [Provider(town.folder, f"telco{number}") for number in range(1, providers + 1)]
                town.route(*((provider, provider.port) for provider in town.providers))
                town.desk = Teller("tests.load.desk", environment=town.environment)
                yield town
            except Exception:
                town.show_logs()
                raise
            finally:
                town.end()

    def _founded(self) -> tuple[postgres.Cluster, dict[str, Any]]:
        if self._seeded is None:
            cluster = self._stack.enter_context(database.own_cluster())
            zone = self._found_on(cluster)
            _copy(cluster, "nabij", "founded")
            self._seeded = cluster, zone
        return self._seeded

    def _found_on(self, cluster: postgres.Cluster) -> dict[str, Any]:
        desk = Teller("tests.load.desk", environment=self._environment(cluster))
        zone: dict[str, Any] = json.loads(desk.say(json.dumps({"do": "found", "people": self.people})))
        desk.kill()
        return zone

    def _environment(self, cluster: postgres.Cluster) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("NABIJ_", "DATABASE_"))}
        roles = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "DATABASE_SEALER_URL": "sealer"}
        return inherited | {name: cluster.url(f"nabij_{role}") for name, role in roles.items()} | {
            "DJANGO_SETTINGS_MODULE": "nabij.site.settings", "NABIJ_STATE_DIR": str(self._state), "LOAD_PASSWORD": "p",
        }  # fmt: skip


def _copy(cluster: postgres.Cluster, source: str, target: str) -> None:
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        for name in (source, target):
            connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        connection.execute(f'drop database if exists "{target}" with (force)')
        connection.execute(f'create database "{target}" template "{source}" owner nabij_owner strategy file_copy')


@contextlib.contextmanager
def database_away(town: Town) -> Iterator[None]:
    """PostgreSQL is gone as in a power failure, and comes back where it was."""
    port = psycopg.conninfo.conninfo_to_dict(town.cluster.url("nabij_app"))["port"]
    town.cluster.stop("immediate")
    yield
    replace(town.cluster, settings=(*town.cluster.settings, f"port={port}")).start()
