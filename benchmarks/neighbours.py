"""People with a telephone in bulk, for benchmarks of sending."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from nabij.people import vault
from nabij.tenants.keys import new_id

MOSTLY_SMS = ("voice", *["sms"] * 9)
LANGUAGES = ("nl", "nl", "nl", "nl", "fr")
MADE_AT_ONCE = 20_000
TOWN_X_M, TOWN_Y_M, STREET_M = 600_000.0, 700_000.0, 1000

AUDIENCE = sql.SQL(
    "select r.contact_point_id, r.lookup, r.kind::text as channel, r.language::text, null::timestamptz as not_before"
    " from people_reachable r"
)


def settle(count: int, kinds: Sequence[str] = MOSTLY_SMS) -> None:
    """Makes `count` people, each with one verified contact point, of `kinds` in turn: by default a tenth has a landline."""
    for start in range(0, count, MADE_AT_ONCE):
        _settle(range(start, min(count, start + MADE_AT_ONCE)), kinds)


@transaction.atomic
def _settle(numbers: range, kinds: Sequence[str]) -> None:
    people = [(new_id(), new_id(), index, kinds[index % len(kinds)]) for index in numbers]
    with connection.cursor() as cursor:
        _copy(cursor, "people_person (id, language, created_at)", (f"{person}\tnl\tnow\n" for person, *_rest in people))
        columns = "id, person_id, kind, lookup, value, language, x, y, verified_at, verified_how, created_at"
        _copy(cursor, f"people_contactpoint ({columns})", (_row(*row) for row in people))
        cursor.execute("analyze people_contactpoint")


def value_of(kind: str, index: int) -> str:
    """A contact value of its own for each number, as the vault normalises it."""
    if kind == "email":
        return f"buur.{index}@example.be"
    if kind == "push":
        endpoint = f"https://push.example.net/wpush/v2/gAAAAAB{index:032x}{index:032x}"
        keys = {"auth": f"{index:022x}", "p256dh": f"{index:087x}"}
        return json.dumps({"endpoint": endpoint, "keys": keys}, sort_keys=True, separators=(",", ":"))
    return f"+3291{index:06d}" if kind == "voice" else f"+3247{index:07d}"


def _row(person: UUID, point: UUID, index: int, kind: str) -> str:
    value = value_of(kind, index)
    x, y = TOWN_X_M + index % STREET_M, TOWN_Y_M + index // STREET_M
    lookup, sealed = vault.lookup_of_normal(kind, value).hex(), vault.seal_value(kind, point, value).hex()
    return (
        f"{point}\t{person}\t{kind}\t\\\\x{lookup}\t\\\\x{sealed}\t{LANGUAGES[index % 5]}\t{x}\t{y}\tnow\tcode\tnow\n"
    )


def _copy(cursor: Any, target: str, lines: Iterator[str]) -> None:
    with cursor.copy(f"copy {target} from stdin") as copy:
        copy.write("".join(lines))
