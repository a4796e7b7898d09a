"""Addresses that nobody can guess: the id of a row with a keyed hash of it. Nothing more has to be stored to make one again."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Final
from uuid import UUID

from nabij.people.vault import keyed_digest
from nabij.tenants.errors import Missing

MARK_BYTES: Final = 16
"""128 bits: beyond guessing (NIST SP 800-57, part 1, table 2)."""
ID_BYTES: Final = 16


def token_of(what: str, row_id: UUID) -> str:
    """43 characters that may stand in an address. `what` keeps tokens of different things apart."""
    return base64.urlsafe_b64encode(row_id.bytes + _mark(what, row_id.bytes)).decode().rstrip("=")


def id_in(what: str, token: str) -> UUID:
    """Raises Missing for what we did not make."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        raise Missing from None
    if len(raw) != ID_BYTES + MARK_BYTES:
        raise Missing
    row_id = UUID(bytes=raw[:ID_BYTES])
    if not hmac.compare_digest(token.encode(), token_of(what, row_id).encode()):  # one way to write it, to the last bit
        raise Missing
    return row_id


def _mark(what: str, row_id: bytes) -> bytes:
    return keyed_digest(b"desk.video." + what.encode(), row_id)[:MARK_BYTES]
