"""What a zone or municipality chose about its answers to who reported, from its settings under "answers"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID

from nabij.tenants import queries as tenants

LONGEST_DAYS: Final = 365


@dataclass(frozen=True)
class AnswerRules:
    """`messages`: whether who reported gets messages at all. `reopen_days`: how long after the end they may say it is not solved.

    `phone` and `reply_to` stand in our messages for who wants to call, and are where an answer to an e-mail goes; nobody reads
    the address that messages leave from.
    """

    messages: bool = True
    reopen_days: int = 30
    phone: str = ""
    reply_to: str = ""


def answer_rules(tenant_id: UUID) -> AnswerRules:
    """The choices of a tenant, the defaults where it made none. Raises Missing for an unknown tenant."""
    return from_settings(tenants.tenant(tenant_id).settings.get("answers", {}))


def from_settings(chosen: Mapping[str, Any]) -> AnswerRules:
    """Unknown names are left alone: an older version may read newer settings. Raises ValueError for what cannot be used."""
    known = {one.name for one in fields(AnswerRules)}
    found = AnswerRules(**{name: value for name, value in chosen.items() if name in known})
    if type(found.reopen_days) is int and not 0 <= found.reopen_days <= LONGEST_DAYS:
        raise ValueError(f"reopen_days is at most {LONGEST_DAYS}")
    if found.reply_to and "@" not in str(found.reply_to):
        raise ValueError("reply_to is an e-mail address")
    return found
