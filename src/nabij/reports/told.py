"""What somebody tells, before it is stored: the same shape at every door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from nabij.people import vault
from nabij.reports.where import Place


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach who reports; never shown by repr. `kind` as in nabij.people.vault: sms, voice or email."""

    kind: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """One report. `category` is its code; `happened_at` aware, None means now; no contact means anonymous.

    `point`: the reporting point it comes through. `key`: made by who sends it; the same key again is the same report.
    """

    category: str
    place: Place
    text: str = ""
    happened_at: datetime | None = None
    caught_in_act: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    language: str = "nl"
    name: str = field(default="", repr=False)
    contact: Contact | None = None
    person_id: UUID | None = None
    point: UUID | None = None
    key: UUID | None = field(default=None, repr=False)


def contact_from(typed: str) -> Contact | None:
    """A number or e-mail address as somebody typed it; None where nothing was typed. Raises Refused with a sentence."""
    text = typed.strip()
    if not text:
        return None
    kind = "email" if "@" in text else vault.kind_of_number(text)
    return Contact(kind, vault.normalise(kind, text))
