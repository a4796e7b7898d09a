"""What the database itself refuses to the role that serves, whatever the code above it would ask."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import InternalError, ProgrammingError
from psycopg.errors import ForeignKeyViolation, InsufficientPrivilege

from nabij.people.tests.factories import make_tenant
from nabij.tenants.keys import TenantForeignKey, new_id
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db

Link = tuple[type[models.Model], TenantForeignKey]
MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
# A value of each type of column, for rows that only have to be there.
VALUES: dict[str, Any] = {
    "text": "x", "varchar": "x", "int2": 1, "int4": 1, "int8": 1, "float8": 1.0, "bool": False, "bytea": b"x",
    "jsonb": "{}", "timestamptz": MOMENT, "date": MOMENT.date(), "time": MOMENT.time(), "numeric": 1,
    "int4multirange": "{}",
}  # fmt: skip


# Columns whose table says more about their value than a type does.
OF_COLUMNS: dict[tuple[str, str], Any] = {
    ("meetings_meeting", "ends_at"): MOMENT + datetime.timedelta(hours=1),
    ("networks_candidate", "outcome"): "",
    ("networks_whatsappgroup", "code"): lambda: new_id().hex[-16:],
    ("networks_surveypaper", "code_key"): lambda: new_id().bytes,
    ("desk_appointment", "ends_at"): MOMENT + datetime.timedelta(hours=1),
    ("desk_newssubscription", "address"): b"x",
}


def links() -> Iterator[Link]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, TenantForeignKey):
                yield model, field


def name_of(link: Link) -> str:
    return f"{link[0]._meta.label}.{link[1].name}"


@pytest.mark.parametrize("link", list(links()), ids=name_of)
def test_a_row_of_one_tenant_is_never_linked_to_a_row_of_another(link: Link) -> None:
    model, field = link
    own, other = make_tenant(), make_tenant()
    target = insert(field.related_model._meta.db_table, own)
    insert(model._meta.db_table, own, **{field.column: target})
    check_now(link)
    with pytest.raises(Exception) as refused, transaction.atomic():
        insert(model._meta.db_table, other, **{field.column: target})
        check_now(link)
    assert isinstance(refused.value.__cause__, ForeignKeyViolation)


def test_a_row_does_not_move_to_another_tenant_with_its_links() -> None:
    own, other = make_tenant(), make_tenant()
    incident = insert("reports_incident", own)
    insert("reports_report", own, incident_id=incident)
    with pytest.raises(Exception) as refused, transaction.atomic():
        run("update reports_incident set tenant_id = %s where id = %s", other.id, incident)
        run("set constraints all immediate")
    assert isinstance(refused.value.__cause__, ForeignKeyViolation)


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_row set reason = 'another'",
        "update audit_row set tenant_id = tenant_id where false",
        "delete from audit_row",
        "truncate audit_row",
        "insert into audit_seal select * from audit_seal",
        "update audit_seal set digest = previous",
        "delete from audit_seal",
        "truncate audit_seal",
        "alter table audit_row disable trigger all",
        "drop table audit_row",
        "alter table reports_report drop constraint reports_report_incident_id_tenant",
        "set role nabij_owner",
        "set session_replication_role = replica",
        "create table public.mine (id int)",
        "copy tenants_tenant to program 'cat'",
    ],
)
def test_who_serves_changes_neither_the_record_nor_the_rules(statement: str) -> None:
    with pytest.raises((ProgrammingError, InternalError)) as refused, transaction.atomic():
        run(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


def test_who_serves_is_no_owner_and_passes_no_rule_by() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles"
            " where rolname = current_user"
        )
        assert cursor.fetchone() == ("nabij_app", False, False, False, False, False)
        cursor.execute(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and c.relowner = 'nabij_app'::regrole"
        )
        assert cursor.fetchone() == (0,)


def insert(table: str, tenant: Tenant, **given: Any) -> uuid.UUID:
    """A row with the least that its columns ask; its other links lead nowhere and are not looked at."""
    row_id = new_id()
    asked = {name: None for known, name in OF_COLUMNS if known == table} | dict(needed(table))
    asked = {name: _given(table, name, kind) for name, kind in asked.items()}
    values = asked | {"id": row_id, "tenant_id": tenant.id} | given
    names = ", ".join(f'"{name}"' for name in values)
    run(f'insert into "{table}" ({names}) values ({", ".join(["%s"] * len(values))})', *values.values())
    return row_id


def needed(table: str) -> list[tuple[str, str]]:
    """Columns that must have a value and have none by themselves, with their type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name, udt_name from information_schema.columns where table_schema = 'public' and table_name = %s"
            " and is_nullable = 'NO' and column_default is null and is_identity = 'NO'",
            [table],
        )
        return list(cursor.fetchall())


def _given(table: str, name: str, kind: str | None) -> Any:
    said = OF_COLUMNS[table, name] if (table, name) in OF_COLUMNS else _value(str(kind))
    return said() if callable(said) else said


def _value(kind: str) -> Any:
    if kind == "uuid":
        return new_id()
    if kind.startswith("_"):
        return "{}"
    assert kind in VALUES, f"say in VALUES what to put in a column of type {kind}"
    return VALUES[kind]


def check_now(link: Link) -> None:
    """Looks at this one link; the others of a made-up row lead nowhere."""
    model, field = link
    constraint = f"{model._meta.db_table}_{field.column}_tenant"[:63]
    run(f'set constraints "{constraint}" immediate')
    run(f'set constraints "{constraint}" deferred')


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


@pytest.fixture(autouse=True)
def _taken_back() -> Iterator[None]:
    """Rows with links that lead nowhere go before the end of the test looks at all links."""
    mark = transaction.savepoint()
    yield
    transaction.savepoint_rollback(mark)
