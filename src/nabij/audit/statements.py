"""Statements that are asked thousands of times a minute: the server plans them once per connection, and their text is made once.

For the few paths where that is most of the work. Everywhere else a queryset says better what is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar

import psycopg
from django.db import connection, connections, models
from django.db.backends.utils import CursorWrapper

Row = TypeVar("Row", bound=models.Model)
Read = Callable[[Any], Any]


class _Planned(psycopg.Cursor[Any]):
    """Values go apart from the statement; the server keeps its plan until the connection ends or rolls back."""

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = True, binary: bool | None = None
    ) -> _Planned:
        return super().execute(query, params, prepare=prepare, binary=binary)

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        """Keeps the statement where Django's log of queries looks for it, also once it is planned."""
        self._query = super()._convert_query(query, params)
        return self._query


class _Numbered(_Planned, psycopg.RawCursor[Any]):
    """The same for a statement with $1, $2: of one with a hundred values the text would be read again each time."""


def planned(kind: type[_Planned] = _Planned, *, binary: bool = False) -> CursorWrapper:
    """A cursor, also a context, whose statements are planned once per connection. `binary`: octets come as they are stored."""
    database = connections[connection.alias]
    database.ensure_connection()
    cursor: Any = kind(database.connection)
    cursor.format = psycopg.pq.Format.BINARY if binary else psycopg.pq.Format.TEXT
    return database.make_debug_cursor(cursor) if database.queries_logged else database.make_cursor(cursor)


def rows_of(model: type[Row], condition: str, values: Sequence[Any]) -> list[Row]:
    """The rows of a model for which `condition` (SQL, with %s for each value) holds, and whatever order it ends with."""
    table = model._meta.db_table
    with planned() as cursor:
        cursor.execute(f'select {columns_of(model, table)} from "{table}" where {condition}', values)
        found = cursor.fetchall()
    return [made(model, row) for row in found]


@lru_cache
def columns_of(model: type[models.Model], alias: str) -> str:
    """All columns of a model for a select, in the order that `made` takes them."""
    return ", ".join(f'"{alias}"."{field.column}"' for field in model._meta.concrete_fields)


def made(model: type[Row], values: Sequence[Any]) -> Row:
    """A row of a model from the values of `columns_of`."""
    names, readers = _read_as(model)
    read = list(values)
    for at, reader in readers:
        read[at] = reader(read[at])
    return model.from_db(connection.alias, names, read)


def insert(*rows: models.Model) -> None:
    """Writes new rows in one statement, which may point to each other. As `save(force_insert=True)`, without its signals."""
    database = connections[connection.alias]
    values = [
        field.get_db_prep_save(field.pre_save(row, True), database) for row in rows for field in _written(type(row))
    ]
    with planned(_Numbered) as cursor:
        cursor.execute(_insert(tuple(type(row) for row in rows)), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@lru_cache
def _read_as(model: type[models.Model]) -> tuple[list[str], list[tuple[int, Read]]]:
    """The attributes of all columns, and what still has to be made of the values of some."""
    fields = model._meta.concrete_fields
    readers = [(at, reader) for at, field in enumerate(fields) if (reader := _reader(field)) is not None]
    return [field.attname for field in fields], readers


def _reader(field: models.Field[Any, Any]) -> Read | None:
    column = field.get_col(field.model._meta.db_table)
    converters = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]

    def reader(value: Any) -> Any:
        for converter in converters:
            value = converter(value, column, connection)
        return value

    return reader if converters else None


@lru_cache
def _insert(kinds: tuple[type[models.Model], ...]) -> str:
    """One statement with a numbered sign for each value: the last row is what it does, those before it go along."""
    numbers = count(1)
    *before, last = [_insert_one(kind, numbers) for kind in kinds]
    along = ", ".join(f"row{number} as ({text})" for number, text in enumerate(before))
    return f"with {along} {last}" if along else last


def _insert_one(model: type[models.Model], numbers: Iterator[int]) -> str:
    fields = _written(model)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f'insert into "{model._meta.db_table}" ({columns}) values ({", ".join(f"${next(numbers)}" for _ in fields)})'


@lru_cache
def _written(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not field.generated]
