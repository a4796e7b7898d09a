"""The embedded server starts whatever happened to it before."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import psycopg
import pytest

from nabij.site import postgres
from tests import database


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    with database.own_cluster() as own:
        yield own


def committed(cluster: postgres.Cluster) -> int:
    with psycopg.connect(cluster.url("nabij_owner")) as connection:
        row = connection.execute("select count(*) from seen").fetchone()
    assert row
    return int(row[0])


def test_what_was_committed_survives_kill_9(cluster: postgres.Cluster) -> None:
    with psycopg.connect(cluster.url("nabij_owner"), autocommit=True) as connection:
        connection.execute("create table seen as select generate_series(1, 1000) as n")
        cluster.kill()
        cluster.start()
    assert committed(cluster) == 1_000


def test_starting_twice_keeps_the_server_that_runs(cluster: postgres.Cluster) -> None:
    before = cluster.url("nabij_app")
    cluster.start()
    assert cluster.url("nabij_app") == before


def test_a_pid_file_that_names_another_process_is_forgotten(cluster: postgres.Cluster) -> None:
    pid_file = cluster.data / "postmaster.pid"
    content = pid_file.read_text().splitlines()
    cluster.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *content[1:]]) + "\n")
    began = time.monotonic()
    cluster.start()
    with psycopg.connect(cluster.url("nabij_app")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert time.monotonic() - began < postgres.START_WITHIN_S / 2


def test_only_this_machine_with_a_password_gets_in(cluster: postgres.Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(cluster.url("nabij_app").replace("test-nabij_app", "guess"))
    with psycopg.connect(cluster.url("postgres")) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("127.0.0.1",)
