"""What each kind of alert says in CAP and whether it may be published, as data/cap.toml has it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

FILE = Path(__file__).resolve().parent.parent / "data" / "cap.toml"
Words = Mapping[str, str]
ALL_CLEAR = {"urgency": "Past", "severity": "Minor", "certainty": "Observed", "responses": ("AllClear",)}
"""CAP 1.2, section 3.2.2: AllClear, "the subject event no longer poses a threat"."""


@dataclass(frozen=True)
class Published:
    """`responses`, `urgency`, `severity` and `certainty` are words of the standard (section 3.2.2)."""

    code: str
    public: bool
    area: Literal["as_drawn", "municipality"]
    categories: tuple[str, ...]
    responses: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    event: Words
    instruction: Words
    source: str
    life: Mapping[str, str] = field(default_factory=dict)

    def for_message(self, message_type: str, *, about_life: bool) -> Published:
        """The same as one alert says it: a life in danger, or the end of it."""
        changes: dict[str, Any] = dict(self.life) if about_life else {}
        return replace(self, **(changes | (ALL_CLEAR if message_type == "all_clear" else {})))


def published(code: str) -> Published:
    """How a kind is published; raises KeyError for a kind that the file does not name."""
    return _kinds()[code]


def words(name: str) -> Words:
    """A text that every kind shares, per language: "contact" or "withdrawn"."""
    found: Words = _file()["defaults"][name]
    return found


def said(texts: Words, language: str) -> str:
    """In the language that was asked, else in English."""
    return texts.get(language) or texts["en"]


def may_be_public(code: str, *, chosen: tuple[str, ...], training: bool) -> bool:
    """Whether an alert of this kind is published: its kind allows it, its zone chose it, and it is no exercise."""
    return not training and code in chosen and code in _kinds() and published(code).public


@cache
def _kinds() -> dict[str, Published]:
    rows: list[dict[str, Any]] = [
        {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
        for row in _file()["kind"]
    ]
    return {row["code"]: Published(**row) for row in rows}


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
