"""Something of each kind in one network, and the same in every other: each row copied with ids of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

import psycopg
from django.apps import apps
from django.conf import settings

from nabij.tenants.keys import TenantForeignKey

COPIES: Final = 1
"""One of each kind is open in every network at the same time: a poll, a wish, a case, a message that waits, a meeting to come."""
ROOMS: Final = ("networks", "meetings")
OF_THE_CROWD: Final = frozenset(
    {"network", "membership", "memberpoint", "mandate", "logentry", "figures", "coverage", "goal"}
)
Links = Mapping[str, str]


def multiply(network_id: UUID) -> int:
    """Copies what hangs on one network to every other of its zone. Gives how many rows were made."""
    made = 0
    with psycopg.connect(settings.DATABASE_OWNER_URL) as owner:
        owner.execute("set constraints all immediate")
        found = _found(owner, network_id)
        for copy in range(COPIES):
            for table in _parents_first(found):
                with contextlib.suppress(psycopg.IntegrityError), owner.transaction():
                    made += _copied(owner, table, *found[table], found.keys(), network_id, copy)
    return made


def _parents_first(found: Mapping[str, tuple[Links, list[UUID]]]) -> list[str]:
    """The tables in an order in which what a row links to is there. Rows of one that may be there only once stay alone, and so
    does what hangs on them."""
    order: list[str] = []
    while len(order) < len(found):
        ready = [
            table
            for table, (links, _ids) in found.items()
            if table not in order and {one for one in links.values() if one in found} <= {*order, table}
        ]
        order += ready or [table for table in found if table not in order]
    return order


def _found(owner: psycopg.Connection, network_id: UUID) -> dict[str, tuple[Links, list[UUID]]]:
    """Per table the rows that hang on the network, by themselves or through a row of another table."""
    tables = dict(_tables())
    found: dict[str, tuple[Links, list[UUID]]] = {}
    for _round in range(3):
        for table, links in tables.items():
            ids = {row for column in _ways(owner, table) for row in _ids(owner, table, column, network_id)}
            for column, target in links.items():
                if target in found:
                    ids |= _under(owner, table, column, found[target][1])
            if ids:
                found[table] = links, sorted(ids)
    return found


def _tables() -> Iterator[tuple[str, Links]]:
    """Tables of the rooms with their links to others of them (column -> table)."""
    for model in apps.get_models():
        if model._meta.app_label in ROOMS and model._meta.managed and model._meta.model_name not in OF_THE_CROWD:
            yield (
                model._meta.db_table,
                {
                    field.column: str(field.related_model._meta.db_table)
                    for field in model._meta.concrete_fields
                    if isinstance(field, TenantForeignKey)
                },
            )


def _ways(owner: psycopg.Connection, table: str) -> set[str]:
    """How a row says by itself of which network it is."""
    return {"network_id", "about"} & set(_columns(owner, table))


def _ids(owner: psycopg.Connection, table: str, column: str, network_id: UUID) -> set[UUID]:
    matches = f"%s = any({column})" if column == "about" else f"{column} = %s"
    return {row[0] for row in owner.execute(f"select id from {table} where {matches}", [network_id])}


def _under(owner: psycopg.Connection, table: str, column: str, parents: Collection[UUID]) -> set[UUID]:
    rows = owner.execute(f"select id from {table} where {column} = any(%s)", [list(parents)])
    return {row[0] for row in rows}


def _copied(
    owner: psycopg.Connection,
    table: str,
    links: Links,
    ids: list[UUID],
    copied: Collection[str],
    network_id: UUID,
    copy: int,
) -> int:
    """An id becomes a digest of itself, the network and the copy, so that copies of rows that belong together still do, and a
    person becomes somebody else; a row that may be there only once stays alone."""
    columns = _columns(owner, table)
    chosen = [_expression(name, name == "id" or links.get(name, "") in copied) for name in columns]
    done = owner.execute(
        f"insert into {table} ({', '.join(columns)}) select {', '.join(chosen)} from {table} r"
        " cross join networks_network n where r.id = any(%(ids)s) and n.tenant_id = r.tenant_id and n.id <> %(itself)s"
        " on conflict do nothing",
        {"ids": ids, "copy": copy, "itself": network_id},
    )
    return done.rowcount


def _expression(name: str, is_copied: bool) -> str:
    if name == "network_id":
        return "n.id"
    if name == "about":
        return "array[n.id]"
    if name.endswith("_key"):
        return f"sha256(r.{name} || n.id::text::bytea)"
    return f"md5(r.{name}::text || n.id || %(copy)s)::uuid" if is_copied else f"r.{name}"


def _columns(owner: psycopg.Connection, table: str) -> list[str]:
    rows = owner.execute(
        "select column_name from information_schema.columns where table_name = %s and is_generated = 'NEVER'"
        " and is_identity = 'NO' order by ordinal_position", [table],
    )  # fmt: skip
    return [str(name) for (name,) in rows]


def kept(things: Mapping[str, Any]) -> dict[str, str]:
    """Ids as a tenant's settings can hold them."""
    return {name: str(value) for name, value in things.items() if isinstance(value, str | UUID)}
