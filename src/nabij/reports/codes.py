"""Tracking codes: short enough to say on the telephone, too many to guess."""

from __future__ import annotations

import re
import secrets
from uuid import UUID

from nabij.people import vault

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""No vowels (no words), no 0, 1, O, I, Y, U: what is misread on a screen or misheard on the telephone."""
GROUPS, GROUP_SIZE = 3, 4
"""28 ** 12 codes, 57 bits: with a million open reports, one guess in 230 thousand million opens one."""


def reference_of(incident_id: UUID) -> str:
    """What colleagues call an incident on the radio: the last six signs of its id."""
    return incident_id.hex[-6:].upper()


def new_code() -> str:
    """A code such as "K7RM-2XQD-9HTW"."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_SIZE)) for _ in range(GROUPS))
    return "-".join(groups)


def plain(typed: str) -> str:
    """The code as it was given, however it was typed: spaces, dashes, lower case. Empty where it cannot be a code."""
    letters = re.sub(r"[\s\-–.]", "", typed).upper()
    return letters if len(letters) == GROUPS * GROUP_SIZE and set(letters) <= set(ALPHABET) else ""


def written(letters: str) -> str:
    """Twelve letters in groups of four."""
    return "-".join(letters[at : at + GROUP_SIZE] for at in range(0, len(letters), GROUP_SIZE))


def code_hash(code: str) -> bytes:
    """What is kept of a code: an HMAC with a key outside the database, so that a dump opens no report."""
    return vault.keyed_digest(b"tracking", plain(code).encode())


def code_of(key: UUID) -> str:
    """The code that belongs to the key of a sender: the same one each time, and to nobody without the house's own key."""
    number, letters = int.from_bytes(vault.keyed_digest(b"code", key.bytes)), ""
    for _letter in range(GROUPS * GROUP_SIZE):
        number, at = divmod(number, len(ALPHABET))
        letters += ALPHABET[at]
    return written(letters)


def key_hash(key: UUID) -> bytes:
    """What is kept of the key of a sender."""
    return vault.keyed_digest(b"sent", key.bytes)
