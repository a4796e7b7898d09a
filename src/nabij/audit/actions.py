"""Writing the record: what was done and what was consulted, in the transaction of the deed itself."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any, Protocol
from uuid import UUID

import rfc8785
from django.db import connection

from nabij.audit.models import new_row_id
from nabij.audit.statements import planned

LIVE_CHANNEL = "nabij_live"
PLATFORM = UUID(int=0)
"""Stands for the tenant in the record of what belongs to none: residents and their contact data."""
SALT_BYTES = 16


class WhoActs(Protocol):
    """An actor, as far as the record cares."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> UUID | None: ...
    @property
    def on_behalf_of(self) -> UUID | None: ...
    @property
    def reason(self) -> str: ...


def record(
    actor: WhoActs, *, tenant_id: UUID, verb: str, target: str, target_id: UUID, detail: dict[str, Any] | None = None,
    event: bool = True,
) -> None:  # fmt: skip
    """Writes what was done, in the caller's transaction, and (with `event`) tells the live pages when it commits.

    `verb` is "room.action", `target` "room.noun". `detail` is JSON with ids and plain facts, never a contact value; it can be
    deleted later without breaking the chain, since the row itself holds a salted digest only.
    Raises RuntimeError outside a transaction.
    """
    _write(actor, tenant_id, verb, target, target_id, detail, event)


def tell_live(*, tenant_id: UUID, verb: str, target: str, target_id: UUID) -> None:
    """Tells the live pages of something that is no deed and stays nowhere, when the caller's transaction commits."""
    event = {"tenant": str(tenant_id), "verb": verb, "kind": target, "id": str(target_id)}
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [LIVE_CHANNEL, json.dumps(event)])


def consulted(actor: WhoActs, *, tenant_id: UUID, target: str, target_id: UUID) -> None:
    """Writes that protected data were looked at, with `actor.reason` (act of 30 July 2018, art. 56)."""
    _write(actor, tenant_id, "consult", target, target_id, None, False)


def _write(
    actor: WhoActs, tenant_id: UUID, verb: str, target: str, target_id: UUID, detail: dict[str, Any] | None, event: bool
) -> None:
    """The row, its detail and its event in one statement: each deed pays for this once."""
    if not connection.in_atomic_block:
        raise RuntimeError("An audit row belongs in the transaction of what it records.")
    salt, payload, digest = _sealed_detail(detail)
    values: dict[str, Any] = {
        "tenant": tenant_id, "row": new_row_id(), "kind": actor.kind, "actor": actor.id, "behalf": actor.on_behalf_of,
        "verb": verb, "target": target, "about": target_id, "reason": actor.reason, "digest": digest, "salt": salt,
        "payload": payload, "channel": LIVE_CHANNEL,
    }  # fmt: skip
    parts = [_ROW, *([_DETAIL] if digest is not None else []), *([_EVENT] if event else [])]
    with planned() as cursor:
        cursor.execute(f"with {', '.join(parts)} select {_NOTIFY if event else '1'}", values)


_ROW = (
    "row as (insert into audit_row (tenant_id, id, actor_kind, actor_id, on_behalf_of, verb, target, target_id, reason,"
    " detail_digest) values (%(tenant)s, %(row)s, %(kind)s, %(actor)s, %(behalf)s, %(verb)s, %(target)s, %(about)s, %(reason)s,"
    " %(digest)s))"
)
_DETAIL = (
    "detail as (insert into audit_detail (tenant_id, row_id, salt, payload)"
    " values (%(tenant)s, %(row)s, %(salt)s, %(payload)s))"
)
_EVENT = (
    "event as (insert into audit_event (tenant_id, verb, target, target_id)"
    " values (%(tenant)s, %(verb)s, %(target)s, %(about)s) returning *)"
)
_NOTIFY = (
    "pg_notify(%(channel)s, json_build_object('seq', seq, 'tenant', tenant_id, 'verb', verb, 'kind', target,"
    " 'id', target_id)::text) from event"
)


def _sealed_detail(detail: dict[str, Any] | None) -> tuple[bytes | None, str | None, bytes | None]:
    if not detail:
        return None, None, None
    salt = os.urandom(SALT_BYTES)
    plain = json.loads(json.dumps(detail, default=str))
    return salt, json.dumps(plain), detail_digest(salt, plain)


def detail_digest(salt: bytes, payload: Any) -> bytes:
    """SHA-256 over the salt and the payload as canonical JSON (RFC 8785)."""
    return hashlib.sha256(salt + rfc8785.dumps(payload)).digest()
