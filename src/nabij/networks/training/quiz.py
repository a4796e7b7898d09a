"""The questions of the quiz, as data/quiz.toml has them, in the language of the reader."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from nabij.tenants.languages import spoken

FILE: Final = Path(__file__).resolve().parent / "data" / "quiz.toml"
LANGUAGES: Final = ("nl", "fr", "en", "de")


@dataclass(frozen=True)
class Option:
    words: str
    right: bool


@dataclass(frozen=True)
class Question:
    """A question with its options in a fixed order; exactly one is right. `source` is where the rule stands."""

    code: str
    words: str
    options: tuple[Option, ...]
    why: str
    source: str


def questions(language: str = "") -> list[Question]:
    """All of them, in the language given or now spoken, else in Dutch."""
    wanted = language or spoken()
    return [_question(one, wanted if wanted in LANGUAGES else LANGUAGES[0]) for one in _file()["question"]]


def version() -> str:
    """The date of these questions."""
    return str(_file()["version"])


def _question(one: Mapping[str, Any], language: str) -> Question:
    options = tuple(Option(option[language], bool(option.get("right"))) for option in one["option"])
    return Question(one["code"], one[language], options, one["why"][language], one["source"])


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
