"""Fixtures that every room uses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import uuid6
from django.db import transaction
from django.test import TransactionTestCase

from tests import database

KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission", "procrastinate_version")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> None:
    """A database of this worker's own, cloned from the migrated template."""
    database.clone(database.run_cluster(), database.database_name())


@pytest.fixture(autouse=True)
def _ids_of_this_moment() -> None:
    """A test that moved the clock leaves no ids of that time behind: new ones never go back below the last."""
    uuid6._last_v7_timestamp = None


@pytest.fixture(scope="session", autouse=True)
def _empty_as_owner() -> None:
    """Tests run as `nabij_app`, which may not empty tables; between transactional tests the owner does."""
    TransactionTestCase._fixture_teardown = lambda self: empty_database()  # type: ignore[method-assign]


def empty_database() -> None:
    """Empties every table that has rows, as the owner."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        names = [
            f'"{schema}"."{name}"'
            for schema, name in connection.execute(
                "select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                " where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_t%%'"
                " and c.relkind in ('r', 'p') and not c.relispartition"
            )
            if name not in KEPT_TABLES
        ]
        full = [name for name in names if connection.execute(f"select 1 from {name} limit 1").fetchone()]
        if full:
            connection.execute(f"truncate {', '.join(full)} cascade")


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
