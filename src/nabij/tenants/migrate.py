"""Migration operation that gives tables of tenants their composite keys.

Django sees `id` as the key. In the database the primary key is (tenant_id, id) and every link between rows of a tenant is a
composite foreign key, so that the database itself refuses a link across tenants.
"""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from nabij.tenants.keys import TenantForeignKey


class TenantKeys(Operation):
    """`TenantKeys("Report", "Incident")` after the operations that create these models; again after a link is added."""

    reversible = False
    reduces_to_sql = True

    def __init__(self, *models: str) -> None:
        self.models = models

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, list(self.models), {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing changes in what Django sees."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for name in self.models:
            schema_editor.execute(_primary_key(_table(to_state.apps, app_label, name)), params=None)
        for name in self.models:
            for statement in _links(to_state.apps, app_label, name):
                schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Composite keys of {', '.join(self.models)}"


def _table(apps: Apps, app_label: str, name: str) -> str:
    return str(apps.get_model(app_label, name)._meta.db_table)


def _primary_key(table: str) -> str:
    return f"""
        do $$ declare current record; begin
          select conname, array_length(conkey, 1) as width into current
            from pg_constraint where conrelid = '"{table}"'::regclass and contype = 'p';
          if current.width = 1 then
            execute format('alter table "{table}" drop constraint %I', current.conname);
            alter table "{table}" add primary key (tenant_id, id);
            create index "{table}_id" on "{table}" (id);
          end if;
        end $$"""


def _links(apps: Apps, app_label: str, name: str) -> list[str]:
    model = apps.get_model(app_label, name)
    table = model._meta.db_table
    statements = []
    for field in model._meta.local_fields:
        if isinstance(field, TenantForeignKey):
            target = field.related_model._meta.db_table
            statements.append(_composite_link(table, str(field.column), target))
    return statements


def _composite_link(table: str, column: str, target: str) -> str:
    constraint = f"{table}_{column}_tenant"[:63]
    return f"""
        do $$ begin
          if not exists (select 1 from pg_constraint where conname = '{constraint}') then
            alter table "{table}" add constraint "{constraint}" foreign key (tenant_id, "{column}")
              references "{target}" (tenant_id, id) deferrable initially deferred;
          end if;
        end $$"""
