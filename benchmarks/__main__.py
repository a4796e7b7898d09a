"""`make bench`, or `make bench ARGS="fanout plan"` for some: a table, and benchmarks/results.json."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from benchmarks import Result, as_row
from nabij.site import environment, migrating, postgres

HERE: Final = Path(__file__).resolve().parent
RESULTS: Final = HERE / "results.json"
STATE: Final = HERE.parent / "var" / "benchmarks"
PASSWORDS: Final = {role: f"bench-{role}" for role in ("postgres", *postgres.ROLES)}


def main(arguments: list[str]) -> int:
    """Runs the named benchmarks, or all. 1 when a goal was missed or a benchmark broke."""
    if arguments[:1] == ["--in-child"]:
        return _in_child(*arguments[1:])
    names = arguments or sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    cluster = postgres.Cluster(home=postgres.home_for(STATE / "postgres"), passwords=PASSWORDS)
    with _alone():
        cluster.start()
        try:
            broken = [name for name in names if not _run(cluster, name)]
        finally:
            cluster.stop()
    rows = _kept()
    _print_table(rows)
    for name in broken:
        print(f"{name}: broke before it had a result")
    return 1 if broken or not all(row["met"] for row in rows) else 0


@contextmanager
def _alone() -> Iterator[None]:
    """One run at a time: two would share the server, and spoil each other's figures."""
    STATE.mkdir(parents=True, exist_ok=True)
    with open(STATE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(cluster: postgres.Cluster, name: str) -> bool:
    print(f"{name} ...", flush=True)
    _copy_database(cluster, _filled(cluster, name), "bench")
    with tempfile.NamedTemporaryFile("r") as answer:
        done = _child(cluster, "bench", name, "measure", answer.name)
        if done:
            _keep(json.loads(answer.read()))
    return done


def _filled(cluster: postgres.Cluster, name: str) -> str:
    """The database that a benchmark starts from: empty and migrated, or filled by its seed once."""
    empty = f"empty_{migrating.fingerprint()}"
    if not _exists(cluster, empty):
        _make_empty(cluster, empty)
    source = (HERE / f"bench_{name}.py").read_bytes()
    if b"\ndef seed(" not in source:
        return empty
    filled = f"{name}_{hashlib.sha256(source + empty.encode()).hexdigest()[:16]}"
    if not _exists(cluster, filled):
        _copy_database(cluster, empty, "filling")
        if not _child(cluster, "filling", name, "seed", os.devnull):
            sys.exit(f"{name}: its seed failed")
        _as_superuser(cluster, sql.SQL("alter database filling rename to {}").format(sql.Identifier(filled)))
    return filled


def _make_empty(cluster: postgres.Cluster, name: str) -> None:
    _copy_database(cluster, "template1", name + "_")
    owner = cluster.url("nabij_owner", name + "_")
    command = [sys.executable, "-m", "nabij.command", "migrate"]
    subprocess.run(command, env=_environment(cluster, name + "_") | {"DATABASE_URL": owner}, check=True)
    _as_superuser(
        cluster, sql.SQL("alter database {} rename to {}").format(sql.Identifier(name + "_"), sql.Identifier(name))
    )


def _copy_database(cluster: postgres.Cluster, source: str, target: str) -> None:
    _as_superuser(cluster, sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(target)))
    made = sql.SQL("create database {} template {} owner nabij_owner strategy file_copy")
    _as_superuser(cluster, made.format(sql.Identifier(target), sql.Identifier(source)))


def _exists(cluster: postgres.Cluster, name: str) -> bool:
    with psycopg.connect(cluster.url("postgres", "postgres")) as connection:
        return connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None


def _as_superuser(cluster: postgres.Cluster, statement: sql.Composed) -> None:
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(statement)


def _environment(cluster: postgres.Cluster, name: str) -> dict[str, str]:
    addresses = environment.addresses_of(cluster, name)
    return dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "nabij.site.settings",
        "NABIJ_STATE_DIR": str(STATE),
        "DATABASE_URL": addresses.app,
        "DATABASE_OWNER_URL": addresses.owner,
        "DATABASE_SEALER_URL": addresses.sealer,
    }


def _child(cluster: postgres.Cluster, database: str, *words: str) -> bool:
    command = [sys.executable, "-m", "benchmarks", "--in-child", *words]
    return subprocess.run(command, env=_environment(cluster, database), cwd=HERE.parent, check=False).returncode == 0


def _in_child(name: str, step: str, answer: str) -> int:
    import django

    django.setup()
    found: Result | Iterable[Result] | None = getattr(import_module(f"benchmarks.bench_{name}"), step)()
    results = [found] if isinstance(found, Result) else list(found or [])
    Path(answer).write_text(json.dumps([as_row(result) for result in results]))
    return 0


def _kept() -> list[dict[str, Any]]:
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else []


def _keep(rows: list[dict[str, Any]]) -> None:
    names = {row["name"] for row in rows}
    others = [row for row in _kept() if row["name"] not in names]
    RESULTS.write_text(json.dumps(sorted([*others, *rows], key=lambda row: row["name"]), indent=2) + "\n")


def _print_table(rows: list[dict[str, Any]]) -> None:
    print(f"\n{'name':<20}{'value':>12} {'unit':<12}{'reference':>12} {'ratio':>8}  {'goal':<34}met")
    for row in rows:
        reference, ratio = _number(row["reference_value"]), _number(row["ratio"])
        met = "yes" if row["met"] else "NO"
        print(
            f"{row['name']:<20}{_number(row['value']):>12} {row['unit']:<12}{reference:>12} {ratio:>8}  {row['goal']:<34}{met}"
        )


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
