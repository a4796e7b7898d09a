"""Sealing: each minute the rows that can no longer be preceded by a slower transaction join their tenant's chain."""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nabij.audit.chain import START, Head, Row, link, signed, to_line

LOCK = 7_261_001
COLUMNS = (
    "r.tenant_id, r.id, r.at, r.actor_kind, r.actor_id, r.on_behalf_of, r.verb, r.target, r.target_id, r.reason,"
    " r.detail_digest, r.xact::text::bigint"
)


def signing_key(encoded: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(encoded))


def seal(connection: psycopg.Connection, *, key: Ed25519PrivateKey, heads: Path) -> int:
    """Seals what can be sealed for every tenant and appends the signed heads to the file. Returns the number of rows.

    `connection` has the role `nabij_sealer` and is not in autocommit. Another sealer at work means 0.
    """
    with connection.transaction():
        if not _scalar(connection, "select pg_try_advisory_xact_lock(%s)", LOCK):
            return 0
        below = int(_scalar(connection, "select pg_snapshot_xmin(pg_current_snapshot())::text"))
        made = [_seal_tenant(connection, tenant, below) for tenant in _tenants_with_unsealed(connection, below)]
    # After the commit: a head that is written is a promise that the rows are there.
    _append(heads, [signed(head, key) for head, _ in made])
    return sum(count for _, count in made)


def _tenants_with_unsealed(connection: psycopg.Connection, below: int) -> list[UUID]:
    query = (
        "select distinct r.tenant_id from audit_row r where r.xact < %s::text::xid8"
        " and not exists (select 1 from audit_seal s where s.tenant_id = r.tenant_id and s.row_id = r.id)"
    )
    return [tenant for (tenant,) in connection.execute(query, [below])]


def _seal_tenant(connection: psycopg.Connection, tenant: UUID, below: int) -> tuple[Head, int]:
    last = connection.execute(
        "select seq, digest from audit_seal where tenant_id = %s order by seq desc limit 1", [tenant]
    ).fetchone()
    seq, digest = (last[0], bytes(last[1])) if last else (0, START)
    query = (
        f"select {COLUMNS} from audit_row r where r.tenant_id = %s and r.xact < %s::text::xid8 and not exists"
        " (select 1 from audit_seal s where s.tenant_id = r.tenant_id and s.row_id = r.id) order by r.xact, r.id"
    )
    rows = [Row(*values) for values in connection.execute(query, [tenant, below])]
    with connection.cursor().copy("copy audit_seal (tenant_id, seq, row_id, digest, previous) from stdin") as copy:
        for row in rows:
            seq, previous, digest = seq + 1, digest, link(digest, row)
            copy.write_row((tenant, seq, row.id, digest, previous))
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    return Head(tenant=str(tenant), seq=seq, digest=digest.hex(), at=now, sealed_below=below), len(rows)


def _append(path: Path, heads: list[Head]) -> None:
    if not heads:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        file.writelines(to_line(head) for head in heads)
        file.flush()
        os.fsync(file.fileno())


def _scalar(connection: psycopg.Connection, query: str, *values: object) -> str:
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return row[0]  # type: ignore[no-any-return]
