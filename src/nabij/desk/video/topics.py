"""What a resident can ask a person about, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "data" / "topics.toml"
LANGUAGES: Final[Mapping[str, str]] = {
    "nl": "Nederlands", "fr": "Français", "en": "English", "de": "Deutsch", "vgt": "Vlaamse Gebarentaal",
}  # fmt: skip


@dataclass(frozen=True)
class Topic:
    code: str
    who: str
    words: Mapping[str, str]
    urgent: str = ""

    def said(self, language: str) -> str:
        return self.words.get(language[:2], self.words["nl"])


@cache
def topics() -> tuple[Topic, ...]:
    rows = tomllib.loads(FILE.read_text())["topic"]
    return tuple(
        Topic(row["code"], row["who"], {name: row[name] for name in ("nl", "fr", "en", "de")}, row.get("urgent", ""))
        for row in rows
    )


def topic(code: str) -> Topic | None:
    return next((one for one in topics() if one.code == code), None)


def topic_words(code: str, language: str) -> str:
    """The words of a topic; its code where the file no longer has it."""
    found = topic(code)
    return found.said(language) if found else code
