"""People with a telephone, in bulk, and the audience that is all of them."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from psycopg import sql

from nabij.people import vault
from nabij.tenants.keys import new_id


def number_of(index: int) -> str:
    return f"+3247{index:07d}"


@transaction.atomic
def settle(count: int, languages: int = 1, kind: str = "sms") -> None:
    """Makes `count` verified contact points, each of a person of its own, spread over languages l0, l1 and so on."""
    people = [(new_id(), new_id(), index) for index in range(count)]
    with connection.cursor() as cursor:
        _copy(
            cursor, "people_person (id, language, created_at)",
            "".join(f"{person}\tnl\tnow\n" for person, _point, _index in people),
        )  # fmt: skip
        _copy(
            cursor, "people_contactpoint (id, person_id, kind, lookup, value, language, verified_at, verified_how, created_at)",
            "".join(_row(person, point, index, languages, kind) for person, point, index in people),
        )  # fmt: skip
        cursor.execute("analyze people_contactpoint")


def _row(person: Any, point: Any, index: int, languages: int, kind: str) -> str:
    number = number_of(index)
    lookup, value = vault.lookup_of_normal(kind, number), vault.seal_value(kind, point, number)
    return f"{point}\t{person}\t{kind}\t\\\\x{lookup.hex()}\t\\\\x{value.hex()}\tl{index % languages}\tnow\tcode\tnow\n"


def _copy(cursor: Any, target: str, lines: str) -> None:
    with cursor.copy(f"copy {target} from stdin") as copy:
        copy.write(lines)


def audience() -> sql.Composable:
    return sql.SQL(
        "select contact_point_id, lookup, kind::text as channel, language::text, null::timestamptz as not_before"
        " from people_reachable"
    )
