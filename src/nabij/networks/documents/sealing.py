"""What a signature binds: person, role, moment and the digest of what was read, under the key of the installation."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from nabij.audit.sealing import signing_key

PURPOSE: Final = "nabij.documents.signature.1"
"""Keeps what this key signs here apart from the heads of the record, which it signs too."""


@dataclass(frozen=True)
class Statement:
    """What one signatory stated, or prevention for a signature on paper; `scan` is the digest of its scan."""

    tenant_id: UUID
    document_id: UUID
    version: int
    digest: str
    file_digest: str
    role: str
    account_id: UUID | None
    name: str
    deputy: bool
    how: str
    proof: str
    signed_on: date
    at: datetime
    scan: str = ""
    recorded_by: UUID | None = None


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256, in hex, over the canonical JSON (RFC 8785) of everything that is printed."""
    return hashlib.sha256(rfc8785.dumps(dict(content))).hexdigest()


def file_digest(content: bytes) -> str:
    """SHA-256, in hex, of a file."""
    return hashlib.sha256(content).hexdigest()


def seal(statement: Statement) -> str:
    """The Ed25519 signature of the installation over a statement, in base64."""
    return base64.b64encode(_key().sign(_bytes(statement))).decode()


def is_sealed(statement: Statement, signature: str, key: Ed25519PublicKey | None = None) -> bool:
    """Whether exactly this was stated. `key` is the public key of the installation, this one's own where none is given."""
    try:
        (key or _key().public_key()).verify(base64.b64decode(signature), _bytes(statement))
    except (InvalidSignature, ValueError):
        return False
    return True


def _key() -> Any:
    return signing_key(settings.SECRETS["audit_signing_key"])


def _bytes(statement: Statement) -> bytes:
    values = [_plain(getattr(statement, name)) for name in Statement.__dataclass_fields__]
    return rfc8785.dumps([PURPOSE, *values])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bool):
        return value
    return "" if value is None else str(value)
