"""The database of a test run.

The first run of a schema makes a cluster, migrates a database `template` in it and keeps the folder. Each run copies that
folder and starts a server of its own, without fsync; each worker clones `template`.
"""

from __future__ import annotations

import fcntl
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from nabij.site import environment, migrating, postgres

TEMPLATE = "template"
KEPT_TEMPLATES = 3
PASSWORDS = {role: f"test-{role}" for role in ("postgres", *postgres.ROLES)}
STORE = Path(__file__).resolve().parents[1] / "var" / "test-templates"

_own_cluster: postgres.Cluster | None = None


def use_for_this_run() -> None:
    """Starts the server of this run in the main process; workers find its address in their environment."""
    global _own_cluster
    os.environ["DJANGO_SETTINGS_MODULE"] = "nabij.site.settings"
    if "NABIJ_TEST_HOME" not in os.environ:
        os.environ["NABIJ_STATE_DIR"] = tempfile.mkdtemp(prefix="nabij-test-state-")
        Path(os.environ["NABIJ_STATE_DIR"], "static").mkdir()
        os.environ["NABIJ_TEST_HOME"] = str(_scratch("run"))
        _own_cluster = start_copy(Path(os.environ["NABIJ_TEST_HOME"]))
    _point_at(database_name())


def end_of_run() -> None:
    if _own_cluster is not None:
        discard(_own_cluster)
        shutil.rmtree(os.environ["NABIJ_STATE_DIR"], ignore_errors=True)


def database_name() -> str:
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def run_cluster() -> postgres.Cluster:
    """The server of this run, in whichever process."""
    return _cluster(Path(os.environ["NABIJ_TEST_HOME"]), postgres.FAST_AND_LOSSY)


@functools.cache
def superuser() -> psycopg.Connection:
    """A connection to the database of this worker, without triggers, that stays open for whoever empties it between tests."""
    options = "-c session_replication_role=replica"
    return psycopg.connect(run_cluster().url("postgres", database_name()), autocommit=True, options=options)


def clone(cluster: postgres.Cluster, name: str) -> None:
    """Makes database `name` anew as a copy of the migrated template."""
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template {TEMPLATE} owner nabij_owner strategy file_copy')


def start_copy(home: Path, settings: tuple[str, ...] = postgres.FAST_AND_LOSSY) -> postgres.Cluster:
    """A server of its own under `home`, with the migrated template in it. `settings` choose between fast and durable."""
    kept = _kept_template()
    shutil.copytree(kept, home, dirs_exist_ok=True, symlinks=True)
    _own(home)
    cluster = _cluster(home, settings)
    cluster.start()
    return cluster


def discard(cluster: postgres.Cluster) -> None:
    cluster.stop("immediate")
    shutil.rmtree(cluster.home, ignore_errors=True)


@contextmanager
def own_cluster(settings: tuple[str, ...] = postgres.SAFE) -> Iterator[postgres.Cluster]:
    """A durable server for a test that kills or stops it, with the database `nabij` migrated."""
    cluster = start_copy(_scratch("own"), settings)
    clone(cluster, "nabij")
    try:
        yield cluster
    finally:
        discard(cluster)


def _point_at(name: str) -> None:
    cluster = run_cluster()
    os.environ["DATABASE_URL"] = cluster.url("nabij_app", name)
    os.environ["DATABASE_OWNER_URL"] = cluster.url("nabij_owner", name)
    os.environ["DATABASE_SEALER_URL"] = cluster.url("nabij_sealer", name)


def _cluster(home: Path, settings: tuple[str, ...]) -> postgres.Cluster:
    return postgres.Cluster(home=home, passwords=PASSWORDS, settings=settings)


def _scratch(kind: str) -> Path:
    parent = Path("/var/lib" if postgres.server_user() else tempfile.gettempdir())
    return Path(tempfile.mkdtemp(prefix=f"nabij-test-{kind}-", dir=parent))


def _kept_template() -> Path:
    STORE.mkdir(parents=True, exist_ok=True)
    kept = STORE / migrating.fingerprint()
    with open(STORE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _forget_old_templates()
            _make_template(kept)
    return kept


def _forget_old_templates() -> None:
    folders = sorted((path for path in STORE.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for path in folders[: -KEPT_TEMPLATES + 1]:
        shutil.rmtree(path, ignore_errors=True)


def _make_template(kept: Path) -> None:
    cluster = _cluster(_scratch("template"), postgres.FAST_AND_LOSSY)
    cluster.home.chmod(0o755)
    try:
        cluster.start()
        with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"create database {TEMPLATE} owner nabij_owner")
        addresses = environment.addresses_of(cluster, TEMPLATE)
        urls = {"DATABASE_URL": addresses.owner, "DATABASE_OWNER_URL": addresses.owner, "NABIJ_DEMO": ""}
        subprocess.run([sys.executable, "-m", "nabij.command", "migrate"], env=os.environ | urls, check=True)
        cluster.stop()
        partial = kept.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(cluster.home, partial, symlinks=True)
        partial.rename(kept)
    finally:
        discard(cluster)


def _own(home: Path) -> None:
    home.chmod(0o755)
    user = postgres.server_user()
    if user is None:
        return
    for folder, _, files in os.walk(home):
        os.chown(folder, user.pw_uid, user.pw_gid)
        for name in files:
            os.chown(Path(folder) / name, user.pw_uid, user.pw_gid, follow_symlinks=False)
