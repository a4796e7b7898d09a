"""Keys of the pages of a waiting hall: who is not there cannot take numbers. That of a kiosk stays."""

from __future__ import annotations

from datetime import date
from hmac import compare_digest
from uuid import UUID

from nabij.people import vault

LENGTH = 16


def kiosk_key(counter_id: UUID) -> str:
    """Of the tablet in the hall, and of its screen."""
    return vault.keyed_digest(b"kiosk", counter_id.bytes).hex()[:LENGTH]


def day_key(counter_id: UUID, day: date) -> str:
    """Of the code on the screen, which a visitor scans: it is good on that day."""
    return vault.keyed_digest(b"hall", counter_id.bytes + day.isoformat().encode()).hex()[:LENGTH]


def is_kiosk(counter_id: UUID, key: str) -> bool:
    return compare_digest(key.encode(), kiosk_key(counter_id).encode())


def opens(counter_id: UUID, day: date, key: str) -> bool:
    """Whether a key may take a number on this day."""
    return is_kiosk(counter_id, key) or compare_digest(key.encode(), day_key(counter_id, day).encode())
