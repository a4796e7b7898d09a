"""The envelope sender of each mail: an address of its own, so that a bounce says which message did not arrive."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Final
from uuid import UUID

from nabij.people import vault

_MARK_BYTES: Final = 6


def bounce_address(base: str, key: UUID) -> str:
    """`bounce@example.be` for the message `key` as `bounce+TOKEN@example.be`."""
    name, _at, domain = base.partition("@")
    token = base64.b32encode(key.bytes + _mark(key)).decode().rstrip("=").lower()
    return f"{name}+{token}@{domain}"


def key_of(address: str) -> UUID | None:
    """The message that `address` stands for; None where we did not make it. Mail servers may change its case."""
    token = address.partition("@")[0].rpartition("+")[2].strip("<> ").upper()
    try:
        octets = base64.b32decode(token + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return None
    if len(octets) != 16 + _MARK_BYTES:
        return None
    key = UUID(bytes=octets[:16])
    return key if hmac.compare_digest(octets[16:], _mark(key)) else None


def _mark(key: UUID) -> bytes:
    return vault.keyed_digest(b"bounce", key.bytes)[:_MARK_BYTES]
