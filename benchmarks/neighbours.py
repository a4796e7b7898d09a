"""People with a telephone in bulk, for benchmarks of sending."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from nabij.people import vault
from nabij.tenants.keys import new_id

LANGUAGES = ("nl", "nl", "nl", "nl", "fr")
MADE_AT_ONCE = 20_000
TOWN_X_M, TOWN_Y_M, STREET_M = 600_000.0, 700_000.0, 1000

AUDIENCE = sql.SQL(
    "select r.contact_point_id, r.lookup, r.kind::text as channel, r.language::text, null::timestamptz as not_before"
    " from people_reachable r"
)


def settle(count: int) -> None:
    """Makes `count` people, each with a verified telephone; a tenth of them with a landline."""
    for start in range(0, count, MADE_AT_ONCE):
        _settle(range(start, min(count, start + MADE_AT_ONCE)))


@transaction.atomic
def _settle(numbers: range) -> None:
    people = [(new_id(), new_id(), index) for index in numbers]
    with connection.cursor() as cursor:
        _copy(cursor, "people_person (id, language, created_at)", (f"{person}\tnl\tnow\n" for person, _, _ in people))
        columns = "id, person_id, kind, lookup, value, language, x, y, verified_at, verified_how, created_at"
        _copy(cursor, f"people_contactpoint ({columns})", (_row(*row) for row in people))
        cursor.execute("analyze people_contactpoint")


def _row(person: UUID, point: UUID, index: int) -> str:
    kind, value = ("voice", f"+3291{index:06d}") if index % 10 == 0 else ("sms", f"+3247{index:07d}")
    x, y = TOWN_X_M + index % STREET_M, TOWN_Y_M + index // STREET_M
    lookup, sealed = vault.lookup_of_normal(kind, value).hex(), vault.seal_value(kind, point, value).hex()
    return (
        f"{point}\t{person}\t{kind}\t\\\\x{lookup}\t\\\\x{sealed}\t{LANGUAGES[index % 5]}\t{x}\t{y}\tnow\tcode\tnow\n"
    )


def _copy(cursor: Any, target: str, lines: Iterator[str]) -> None:
    with cursor.copy(f"copy {target} from stdin") as copy:
        copy.write("".join(lines))
