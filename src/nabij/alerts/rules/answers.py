"""Why a warning about a text stays. An answer is bound to the text that it is about: another text asks again. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nabij.alerts.rules.content import Finding

LEAST_LETTERS: Final = 5
"""A reason says more than "ok"."""


@dataclass(frozen=True)
class Warned:
    """A warning in one language. `key` names it, `reason` is why it stays; empty while nobody said."""

    language: str
    finding: Finding
    key: str
    reason: str = ""


def key_of(language: str, text: str, finding: Finding) -> str:
    """One name per warning and text: the same warning about a changed text has another."""
    said = "\0".join((language, finding.code, finding.said, text))
    return f"{language}-{finding.code}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def is_reason(said: str) -> bool:
    return sum(character.isalpha() for character in said) >= LEAST_LETTERS


def answered(warned: Iterable[Warned], reasons: Mapping[str, str]) -> list[Warned]:
    """The warnings with the reasons that were given for exactly them."""
    return [
        Warned(
            one.language, one.finding, one.key, reasons[one.key].strip() if is_reason(reasons.get(one.key, "")) else ""
        )
        for one in warned
    ]


def as_json(warned: Sequence[Warned]) -> list[dict[str, Any]]:
    """What is kept of the answers: each with the warning as it was read."""
    return [
        {
            "key": one.key,
            "language": one.language,
            "code": one.finding.code,
            "warning": one.finding.sentence,
            "reason": one.reason,
        }
        for one in warned
        if one.reason
    ]


def reasons_of(kept: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {one["key"]: one["reason"] for one in kept}
