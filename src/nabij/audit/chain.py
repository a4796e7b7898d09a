"""The chain over a tenant's audit rows: pure functions over values."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import UUID

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

START = bytes(32)


@dataclass(frozen=True, slots=True)
class Row:
    """An audit row as the chain sees it; the order of fields is the order of the columns in `audit.sealing`."""

    tenant_id: UUID
    id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    on_behalf_of: UUID | None
    verb: str
    target: str
    target_id: UUID
    reason: str
    detail_digest: bytes | None
    xact: int


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a tenant's chain at one moment, signed with a key outside the database.

    `sealed_below`: every transaction with a lower number had ended, so no honest row below it can appear later.
    """

    tenant: str
    seq: int
    digest: str
    at: str
    sealed_below: int
    signature: str = ""


def link(previous: bytes, row: Row) -> bytes:
    """The digest of a link: SHA-256 over the digest before it and the row as canonical JSON (RFC 8785)."""
    values = [_plain(getattr(row, name)) for name in Row.__slots__]
    return hashlib.sha256(previous + rfc8785.dumps(values)).digest()


def _plain(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def signed(head: Head, key: Ed25519PrivateKey) -> Head:
    signature = base64.b64encode(key.sign(_signed_part(head))).decode()
    return Head(**{**asdict(head), "signature": signature})


def is_signed(head: Head, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(base64.b64decode(head.signature), _signed_part(head))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed_part(head: Head) -> bytes:
    return rfc8785.dumps([head.tenant, head.seq, head.digest, head.at, str(head.sealed_below)])


def to_line(head: Head) -> str:
    return json.dumps(asdict(head), sort_keys=True) + "\n"


def from_line(line: str) -> Head:
    return Head(**json.loads(line))
