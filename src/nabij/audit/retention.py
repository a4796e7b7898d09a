"""How long what may stay, as dated data of each room, and the job that deletes and reports what it deleted.

A room keeps `data/retention.toml`:

    [[rule]]
    kind = "report"                  # what it is called in the report
    table = "reports_report"         # with its schema where that is not public
    column = "closed_at"             # a timestamptz; rows without one stay
    days = 365                       # deleted when the moment is longer ago
    tenant_column = "tenant_id"      # left out for rows that belong to no tenant
    blank = ["text", "phone"]        # empties these columns instead of deleting the row
    via = { table = "reports_incident", on = { tenant_id = "tenant_id", id = "incident_id" } }   # `column` stands there
    also = [{ table = "reports_photo", on = { tenant_id = "tenant_id", report_id = "id" } }]   # rows that go with it
    source = "GDPR art. 5(1)(e); ..."
    valid_from = 2026-01-01          # the newest rule of a kind and table that is valid counts

    [[kept]]
    table = "places_street"
    reason = "public geography"      # why rows with text stay as long as the installation
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from nabij.audit.actions import PLATFORM, record

PACKAGE: Final = Path(__file__).resolve().parents[1]
RUN: Final = "audit.run_retention"
ROWS_PER_PIECE: Final = 5_000
"""Rows deleted in one transaction: a tenth of a second, so that nobody waits for the job."""


class BadRule(ValueError):
    """A retention file that cannot be used; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Rule:
    """One line of retention data; see the top of this file."""

    kind: str
    table: str
    column: str
    days: int
    source: str
    valid_from: date
    tenant_column: str = ""
    blank: tuple[str, ...] = ()
    via: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What one rule did: rows deleted or blanked per tenant."""

    rule: Rule
    before: datetime
    rows: dict[UUID, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


@dataclass(frozen=True)
class _Platform:
    kind: str = "system"
    id: UUID | None = None
    on_behalf_of: UUID | None = None
    reason: str = ""


def rules(package: Path = PACKAGE) -> list[Rule]:
    """Every rule of every room. Raises BadRule."""
    return [_rule(path, content) for path, file in _files(package) for content in file.get("rule", [])]


def kept(package: Path = PACKAGE) -> dict[str, str]:
    """Tables that stay as long as the installation, with the reason."""
    return {content["table"]: content["reason"] for _path, file in _files(package) for content in file.get("kept", [])}


def in_force(all_rules: Iterable[Rule], today: date) -> list[Rule]:
    """The newest valid rule of each kind and table."""
    newest: dict[tuple[str, str], Rule] = {}
    for rule in sorted(all_rules, key=lambda rule: rule.valid_from):
        if rule.valid_from <= today:
            newest[rule.kind, rule.table] = rule
    return list(newest.values())


def retain(rule: Rule, now: datetime) -> Outcome:
    """Deletes or blanks what is too old, piece by piece, each with its rows on record. Can be stopped and run again."""
    before = now - timedelta(days=rule.days)
    rows: Counter[UUID] = Counter()
    for piece in _pieces(rule, before):
        rows.update(piece)
    return Outcome(rule, before, dict(rows))


def retain_all(now: datetime) -> list[Outcome]:
    """One run over every rule in force; that it ran is on record, also when nothing was old enough."""
    outcomes = [retain(rule, now) for rule in in_force(rules(), now.date())]
    with transaction.atomic():
        record(
            _Platform(),
            tenant_id=PLATFORM,
            verb=RUN,
            target="audit.retention",
            target_id=PLATFORM,
            detail={"rules": len(outcomes), "rows": {o.rule.kind: o.total for o in outcomes if o.total}},
            event=False,
        )
    return outcomes


def _pieces(rule: Rule, before: datetime) -> Iterator[dict[UUID, int]]:
    while True:
        with transaction.atomic():
            piece = _one_piece(rule, before)
            for tenant_id, count in piece.items():
                _report(rule, before, tenant_id, count)
        if not piece:
            return
        yield piece


def _one_piece(rule: Rule, before: datetime) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(_statement(rule), [before, ROWS_PER_PIECE])
        return {tenant_id or PLATFORM: count for tenant_id, count in cursor.fetchall()}


def _report(rule: Rule, before: datetime, tenant_id: UUID, count: int) -> None:
    how = "blanked" if rule.blank else "deleted"
    detail = {"kind": rule.kind, "table": rule.table, how: count, "before": before.isoformat(), "source": rule.source}
    record(
        _Platform(),
        tenant_id=tenant_id,
        verb="audit.retain",
        target=rule.table[:80],
        target_id=tenant_id,
        detail=detail,
        event=False,
    )


def _statement(rule: Rule) -> sql.Composed:
    table = sql.Identifier(*rule.table.split("."))
    tenant = sql.Identifier(rule.tenant_column) if rule.tenant_column else sql.SQL("null::uuid")
    chosen = sql.SQL(
        "select tableoid, ctid, kept.* from {table} as kept where {old} and {filled} limit %s for update skip locked"
    ).format(table=table, old=_is_old(rule), filled=_is_filled(rule))
    if rule.blank:
        deed = sql.SQL("update {} set {}").format(
            table, sql.SQL(", ").join(_emptied(rule, name) for name in rule.blank)
        )
    else:
        deed = sql.SQL("delete from {}").format(table)
    return sql.SQL(
        "with chosen as materialized ({chosen}){also}, gone as ({deed} where (tableoid, ctid) in (select tableoid, ctid from"
        " chosen) returning {tenant} as tenant_id) select tenant_id, count(*) from gone group by tenant_id"
    ).format(chosen=chosen, also=_also(rule), deed=deed, tenant=tenant)


def _also(rule: Rule) -> sql.Composed:
    parts = [
        sql.SQL(", {name} as (delete from {table} as other using chosen where {links})").format(
            name=sql.Identifier(f"also_{number}"),
            table=sql.Identifier(*more["table"].split(".")),
            links=_links(more["on"], "chosen"),
        )
        for number, more in enumerate(rule.also)
    ]
    return sql.SQL("").join(parts)


def _links(columns: Mapping[str, str], alias: str) -> sql.Composed:
    equal = sql.SQL("other.{theirs} = {alias}.{ours}")
    return sql.SQL(" and ").join(
        equal.format(theirs=sql.Identifier(theirs), alias=sql.Identifier(alias), ours=sql.Identifier(ours))
        for theirs, ours in columns.items()
    )


def _is_old(rule: Rule) -> sql.Composable:
    if not rule.via:
        return sql.SQL("kept.{} < %s").format(sql.Identifier(rule.column))
    return sql.SQL("exists (select 1 from {} as other where {} and other.{} < %s)").format(
        sql.Identifier(*rule.via["table"].split(".")), _links(rule.via["on"], "kept"), sql.Identifier(rule.column)
    )


def _is_filled(rule: Rule) -> sql.Composable:
    if not rule.blank:
        return sql.SQL("true")
    tests = [
        sql.SQL("kept.{name} is distinct from {empty}").format(
            name=sql.Identifier(name), empty=_empty(rule.table, name)
        )
        for name in rule.blank
    ]
    return sql.SQL("({})").format(sql.SQL(" or ").join(tests))


def _emptied(rule: Rule, name: str) -> sql.Composed:
    return sql.SQL("{} = {}").format(sql.Identifier(name), _empty(rule.table, name))


def _empty(table: str, name: str) -> sql.SQL:
    """NULL where the column allows it, else the empty value of its type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attnotnull, format_type(atttypid, null) from pg_attribute where attrelid = %s::regclass and attname = %s",
            [table, name],
        )
        found = cursor.fetchone()
    if found is None:
        raise BadRule(f"The table {table} has no column {name}.")
    required, type_name = found
    if not required:
        return sql.SQL("null")
    return sql.SQL("'{}'") if type_name == "jsonb" else sql.SQL("''")


def _files(package: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(package.glob("*/data/retention.toml")):
        yield path, tomllib.loads(path.read_text(encoding="utf-8"))


def _rule(path: Path, content: dict[str, Any]) -> Rule:
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in content.items()
    }
    try:
        rule = Rule(**given)
    except TypeError as error:
        raise BadRule(f"{path}: the rule about {content.get('kind', '?')!r} is not complete: {error}.") from None
    if rule.days < 0 or not rule.source.strip():
        raise BadRule(f"{path}: the rule about {rule.kind!r} needs a number of days and a source.")
    return rule
