"""What documents print besides the answers: sentences of data/*.toml in the language of the document."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final

DATA: Final = Path(__file__).resolve().parent / "data"
WRITTEN_IN: Final = ("nl", "fr")
"""Languages in which a document can be drawn up. House rules are also printed in the other languages that residents read."""
READ_IN: Final = ("nl", "fr", "de", "en")


@dataclass(frozen=True)
class Article:
    """`table` names what is listed below the sentences; `rules` says that the rules for members are."""

    title: str
    sentences: tuple[str, ...]
    table: str = ""
    rules: bool = False


def languages(kind: str) -> tuple[str, ...]:
    """In which languages a kind of document can be printed."""
    return READ_IN if kind == "house_rules" else WRITTEN_IN


def title(kind: str, language: str, values: Mapping[str, str]) -> str:
    return _filled(_file(kind)["titles"][language], values)


def version(kind: str) -> str:
    """The date of these sentences; in the digest of a document, so that other sentences never pass for the same ones."""
    return str(_file(kind)["version"])


def articles(kind: str, language: str, values: Mapping[str, str]) -> list[Article]:
    """The articles in their order, with their sentences filled in; those about something that was not answered left out."""
    found = []
    for row in _file(kind)["article"]:
        if row.get("optional") and not values.get(row["optional"]):
            continue
        sentences = tuple(_filled(sentence, values) for sentence in row[language] if _has_all(sentence, values))
        found.append(Article(row[f"{language}_title"], sentences, row.get("table", ""), bool(row.get("rules"))))
    return found


def _has_all(sentence: str, values: Mapping[str, str]) -> bool:
    """A sentence about something that was not answered falls away."""
    return all(values.get(name) for _text, name, _form, _conversion in Formatter().parse(sentence) if name)


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    return sentence.format_map(defaultdict(str, values))


def defaults(kind: str, language: str, values: Mapping[str, str]) -> dict[str, str]:
    """What the form suggests in this language."""
    given = _file(kind).get("defaults", {}).get(language, {})
    return {name: _filled(text, values) for name, text in given.items()}


def words(language: str) -> Mapping[str, str]:
    return _file("words")["words"][language]  # type: ignore[no-any-return]


def budget_lines(language: str) -> Mapping[str, str]:
    return _file("budget")["lines"][language]  # type: ignore[no-any-return]


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
