"""The database itself keeps tenants apart."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection

from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db

# Tables whose first key column is not the tenant, each with its reason.
PLATFORM_KEYS = {"audit_event": "an outbox in order of arrival, read by sequence number"}


def columns(query: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def tables_of_tenants() -> set[str]:
    found = columns(
        "select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)"
        " where c.table_schema = 'public' and c.column_name = 'tenant_id' and t.table_type = 'BASE TABLE'"
    )
    return {name for (name,) in found}


def test_every_primary_key_of_a_tenant_begins_with_the_tenant() -> None:
    keys = columns(
        "select c.conrelid::regclass::text, a.attname from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid"
        " and a.attnum = c.conkey[1] where c.contype = 'p' and c.connamespace = 'public'::regnamespace"
    )
    first = dict(keys)
    wrong = {name for name in tables_of_tenants() if first.get(name) != "tenant_id"} - PLATFORM_KEYS.keys()
    assert wrong == set()


def test_every_link_between_rows_of_tenants_carries_the_tenant() -> None:
    tenants = tables_of_tenants()
    links = columns(
        "select c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text, a.attname from pg_constraint c"
        " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]"
        " where c.contype = 'f' and c.connamespace = 'public'::regnamespace"
    )
    loose = {name for name, source, target, first in links if {source, target} <= tenants and first != "tenant_id"}
    assert loose == set()


def test_keys_sort_by_the_moment_they_were_made() -> None:
    made = [new_id() for _ in range(1_000)]
    assert made == sorted(made)
    assert len(set(made)) == 1_000
    assert all(key.version == 7 and key.variant == uuid.RFC_4122 for key in made)
