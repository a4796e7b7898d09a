"""`nabij verify`: proves that no sealed row was changed, removed or inserted, even by a superuser of the database.

What it cannot see: a row younger than the last sealing (it says how many there are), and a loss of the file of signed heads,
which therefore belongs on another machine too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from nabij.audit.actions import detail_digest
from nabij.audit.chain import START, Head, Row, from_line, is_signed, link
from nabij.audit.sealing import COLUMNS

# A transaction may have been open while its neighbours were sealed; an honest row is never older than this against the head.
LONGEST_TRANSACTION = timedelta(minutes=10)


@dataclass(frozen=True)
class Finding:
    """`what` is changed, removed, inserted, detail, chain or head; `row_id` says which row, where there is one."""

    what: str
    tenant_id: str
    row_id: UUID | None
    sentence: str


@dataclass
class Verdict:
    rows: int = 0
    tenants: int = 0
    unsealed: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.findings


def verify(connection: psycopg.Connection, *, key: Ed25519PublicKey, heads: Path) -> Verdict:
    """Walks every tenant's chain beside the signed heads. `connection` may read the audit tables."""
    verdict = Verdict()
    per_tenant = _read_heads(heads, key, verdict)
    known = {str(t) for (t,) in connection.execute("select distinct tenant_id from audit_seal")} | set(per_tenant)
    for tenant in sorted(known):
        _verify_tenant(connection, tenant, per_tenant.get(tenant, []), verdict)
    verdict.tenants = len(known)
    verdict.unsealed = _count_unsealed(connection)
    return verdict


def _read_heads(path: Path, key: Ed25519PublicKey, verdict: Verdict) -> dict[str, list[Head]]:
    per_tenant: dict[str, list[Head]] = {}
    for number, line in enumerate(path.read_text().splitlines() if path.exists() else [], 1):
        head = _parsed(line)
        if head is None or not is_signed(head, key):
            verdict.findings.append(
                Finding("head", head.tenant if head else "?", None, f"Line {number} of {path} is forged.")
            )
        else:
            per_tenant.setdefault(head.tenant, []).append(head)
    return per_tenant


def _parsed(line: str) -> Head | None:
    try:
        return from_line(line)
    except (ValueError, TypeError):
        return None


def _verify_tenant(connection: psycopg.Connection, tenant: str, heads: list[Head], verdict: Verdict) -> None:
    by_seq = {head.seq: head for head in heads}
    seq, digest, before = 0, START, None
    for row_id, row, sealed_seq, sealed_digest, sealed_previous in _links(connection, tenant):
        for finding in _faults(tenant, row_id, row, seq, sealed_seq, digest, sealed_previous, sealed_digest, before):
            verdict.findings.append(finding)
        seq, digest = sealed_seq, sealed_digest
        verdict.rows += 1
        if head := by_seq.pop(seq, None):
            if head.digest != digest.hex():
                sentence = f"The chain was rewritten: link {seq} is not what was signed on {head.at}."
                verdict.findings.append(Finding("chain", tenant, row_id, sentence))
            before = head
    for head in by_seq.values():
        sentence = f"The chain was cut: it ends at {seq}, but {head.seq} was signed on {head.at}."
        verdict.findings.append(Finding("removed", tenant, None, sentence))
    verdict.findings.extend(_changed_details(connection, tenant))
    verdict.findings.extend(_smuggled(connection, tenant, heads))


def _faults(
    tenant: str, row_id: UUID, row: Row | None, seq: int, sealed_seq: int, digest: bytes, previous: bytes, sealed: bytes,
    before: Head | None,
) -> Iterator[Finding]:  # fmt: skip
    if sealed_seq != seq + 1 or previous != digest:
        yield Finding("chain", tenant, row_id, f"Link {sealed_seq} does not follow link {seq}.")
    if row is None:
        yield Finding("removed", tenant, row_id, f"Row {row_id} was removed (link {sealed_seq}).")
    elif link(previous, row) != sealed:
        yield Finding("changed", tenant, row_id, f"Row {row_id} was changed (link {sealed_seq}).")
    elif before and _too_late(row, before):
        yield Finding("inserted", tenant, row_id, f"Row {row_id} was inserted afterwards (link {sealed_seq}).")


def _too_late(row: Row, before: Head) -> bool:
    return row.xact < before.sealed_below or row.at < datetime.fromisoformat(before.at) - LONGEST_TRANSACTION


def _links(connection: psycopg.Connection, tenant: str) -> Iterator[tuple[UUID, Row | None, int, bytes, bytes]]:
    query = (
        f"select s.row_id, s.seq, s.digest, s.previous, {COLUMNS} from audit_seal s left join audit_row r"
        " on r.tenant_id = s.tenant_id and r.id = s.row_id where s.tenant_id = %s order by s.seq"
    )
    with connection.transaction(), connection.cursor("links") as cursor:
        cursor.itersize = 5_000
        for row_id, seq, digest, previous, *values in cursor.execute(query, [tenant]):
            row = Row(*values) if values[1] is not None else None
            yield row_id, row, seq, bytes(digest), bytes(previous)


def _changed_details(connection: psycopg.Connection, tenant: str) -> Iterator[Finding]:
    query = (
        "select d.row_id, d.salt, d.payload, r.detail_digest from audit_detail d left join audit_row r"
        " on r.tenant_id = d.tenant_id and r.id = d.row_id where d.tenant_id = %s"
    )
    for row_id, salt, payload, digest in connection.execute(query, [tenant]).fetchall():
        if digest is None or detail_digest(bytes(salt), payload) != bytes(digest):
            yield Finding("detail", tenant, row_id, f"The detail of row {row_id} was changed.")


def _smuggled(connection: psycopg.Connection, tenant: str, heads: list[Head]) -> Iterator[Finding]:
    if not heads:
        return
    query = (
        "select r.id from audit_row r where r.tenant_id = %s and r.xact < %s::text::xid8 and not exists"
        " (select 1 from audit_seal s where s.tenant_id = r.tenant_id and s.row_id = r.id)"
    )
    for (row_id,) in connection.execute(query, [tenant, heads[-1].sealed_below]).fetchall():
        yield Finding("inserted", tenant, row_id, f"Row {row_id} was inserted afterwards (not sealed).")


def _count_unsealed(connection: psycopg.Connection) -> int:
    query = (
        "select count(*) from audit_row r where not exists"
        " (select 1 from audit_seal s where s.tenant_id = r.tenant_id and s.row_id = r.id)"
    )
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
