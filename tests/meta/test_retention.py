"""Every table that can hold something about a person has a term, or a reason why not."""

from __future__ import annotations

import psycopg
import pytest

from nabij.audit import retention

pytestmark = pytest.mark.django_db(transaction=True)
NOT_OURS = {"django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}
EMPTY_BY_SETTING = {"account_emailaddress", "account_emailconfirmation"}
"""Accounts have no mail address (ACCOUNT_USER_MODEL_EMAIL_FIELD is None)."""


def tables_with_text(connection: psycopg.Connection) -> set[str]:
    """Tables of ours with a column in which something about a person could be written."""
    rows = connection.execute(
        "select distinct case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid"
        " join pg_type t on t.oid = a.atttypid"
        " where c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped"
        " and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_t%'"
        " and t.typname in ('text', 'varchar', 'bytea', 'jsonb', 'json')"
    )
    return {name for (name,) in rows}


def test_every_table_with_text_has_a_term_or_a_reason(owner_connection: psycopg.Connection) -> None:
    settled = {rule.table for rule in retention.rules()} | set(retention.kept()) | NOT_OURS | EMPTY_BY_SETTING
    assert sorted(tables_with_text(owner_connection) - settled) == []


def test_terms_and_reasons_are_about_tables_that_exist(owner_connection: psycopg.Connection) -> None:
    named = {rule.table for rule in retention.rules()} | set(retention.kept())
    missing = {
        name for name in named if owner_connection.execute("select to_regclass(%s)", [name]).fetchone() == (None,)
    }
    assert missing == set()


def test_every_reason_is_a_reason() -> None:
    assert [table for table, reason in retention.kept().items() if len(reason) < 10] == []
