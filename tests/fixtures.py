"""Fixtures that every room uses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import uuid6
from django.core.cache import cache
from django.db import transaction
from django.test import TransactionTestCase

from tests import database

KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission", "procrastinate_version")
SMALL_BYTES = 1_000_000
FILLED_TABLES = """
select format('%%I.%%I', n.nspname, c.relname), pg_relation_size(c.oid) < %(small)s
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_t%%'
  and c.relkind = 'r' and c.relname <> all(%(kept)s) and pg_relation_size(c.oid) > 0
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> None:
    """A database of this worker's own, cloned from the migrated template."""
    database.clone(database.run_cluster(), database.database_name())


@pytest.fixture(autouse=True)
def _ids_of_this_moment() -> None:
    """A test that moved the clock leaves no ids of that time behind: new ones never go back below the last."""
    uuid6._last_v7_timestamp = None


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """What a test before did often is held against nobody: limits count in the memory of the process."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_the_superuser() -> Iterator[None]:
    """Tests run as `nabij_app`, which may not empty tables; between transactional tests the superuser does."""
    TransactionTestCase._fixture_teardown = lambda self: empty_database()  # type: ignore[method-assign]
    yield
    if database.superuser.cache_info().currsize:
        database.superuser().close()


def empty_database() -> None:
    """Takes the rows out of every table, once whoever still writes is done.

    The superuser does it without triggers, row by row: truncating makes new files for each table and each of its indexes, which
    takes ten times as long where there are few rows.
    """
    connection = database.superuser()
    with connection.transaction():
        filled = connection.execute(FILLED_TABLES, {"kept": list(KEPT_TABLES), "small": SMALL_BYTES}).fetchall()
        if not filled:
            return
        connection.execute(f"lock table {', '.join(name for name, _ in filled)} in share row exclusive mode")
        if large := [name for name, is_small in filled if not is_small]:
            connection.execute(f"truncate {', '.join(large)} cascade")
        connection.execute("; ".join(f"delete from {name}" for name, _ in filled))


@pytest.fixture(scope="module")
def standing_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database around all tests of a module, for what is costly to make: what stands there is taken back at the end."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True
        with around:
            yield
            transaction.set_rollback(True)


@pytest.fixture
def owner_connection(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection as the owner of the tables, for what a superuser could do."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def closed_routes(db: None) -> Iterator[None]:
    """The drivers that a test opened are closed while the database is still there: what they saw is written in it."""
    from nabij.channels.routes import close_drivers

    yield
    close_drivers()
