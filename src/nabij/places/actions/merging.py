"""Bringing a table in line with a file: what is new is added, what differs changed, what left removed; the rest untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection

from nabij.audit.actions import record
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

# Public geography has no tenant; its audit rows form a chain of their own under this id.
PLATFORM = UUID(int=0)
PLACES = uuid5(NAMESPACE_URL, "nabij:places")

Progress = Callable[[int], None]


def no_progress(_done: int) -> None:
    """For callers without a progress bar."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in rows. `disagreements` counts addresses whose file names another neighbourhood than their
    polygon; `homeless` those that lie in no known neighbourhood."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    disagreements: int = 0
    homeless: int = 0

    @property
    def changes(self) -> int:
        return self.added + self.changed + self.removed


def place_id(*parts: str) -> UUID:
    """The id of a place: the same at every import, so that what refers to it keeps its meaning."""
    return uuid5(PLACES, "\x1f".join(parts))


def as_platform(actor: Actor) -> None:
    """Raises Missing for everybody but the platform itself: maps are changed from the command line."""
    if actor.kind != "system":
        raise Missing


def on_record(actor: Actor, verb: str, source: str, done: Imported, **detail: Any) -> None:
    counts = {"added": done.added, "changed": done.changed, "removed": done.removed, "unchanged": done.unchanged}
    record(
        actor,
        tenant_id=PLATFORM,
        verb=verb,
        target="places.source",
        target_id=place_id("source", source),
        detail={"source": source, **counts, **detail},
        event=False,
    )


def merge(
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    gone: str = "false",
    params: Sequence[Any] = (),
) -> Imported:
    """Merges rows (their id first) into a table, in the caller's transaction.

    Rows of the table that are not among the new ones are removed where the SQL condition `gone` holds, with `params`.
    A change of `source` alone is no change.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f'create temp table incoming as select {names} from "{table}" with no data')
        with cursor.copy(f"copy incoming ({names}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("create unique index on incoming (id)")
        cursor.execute("analyze incoming")
        removed = _removed(cursor, table, gone, params)
        changed = _changed(cursor, table, columns)
        added = _added(cursor, table, names)
        cursor.execute("select count(*) from incoming")
        total = cursor.fetchone()[0]
        cursor.execute("drop table incoming")
    return Imported(added=added, changed=changed, removed=removed, unchanged=total - added - changed)


def _removed(cursor: Any, table: str, gone: str, params: Sequence[Any]) -> int:
    cursor.execute(
        f'delete from "{table}" old where ({gone}) and not exists (select 1 from incoming new where new.id = old.id)',
        list(params),
    )
    return int(cursor.rowcount)


def _changed(cursor: Any, table: str, columns: Sequence[str]) -> int:
    compared = [column for column in columns if column not in ("id", "source")]
    old, new = (", ".join(f'{side}."{column}"' for column in compared) for side in ("old", "new"))
    values = ", ".join(f'"{column}" = new."{column}"' for column in columns if column != "id")
    cursor.execute(
        f'update "{table}" old set {values} from incoming new'
        f" where old.id = new.id and ({old}) is distinct from ({new})"
    )
    return int(cursor.rowcount)


def _added(cursor: Any, table: str, names: str) -> int:
    cursor.execute(
        f'insert into "{table}" ({names}) select {names} from incoming new'
        f' where not exists (select 1 from "{table}" old where old.id = new.id)'
    )
    return int(cursor.rowcount)
