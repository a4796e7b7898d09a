"""Texts as the checks read them: plain lower-case words, sentence by sentence, clause by clause."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "data" / "words.toml"
_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_CLAUSE = re.compile(r"[.!?;:,\n()]+|\s(?:en|maar|and|but|then|dan)\s")


@cache
def listed(section: str, name: str) -> frozenset[str]:
    """One list of data/words.toml."""
    return frozenset(tomllib.loads(FILE.read_text(encoding="utf-8"))[section][name])


def plain(text: str) -> str:
    """Lower case without accents, curly quotes straight; every character keeps its place where it can."""
    apart = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    return "".join(character for character in apart if not unicodedata.combining(character))


def words(text: str) -> list[str]:
    return _WORD.findall(plain(text))


def clauses(text: str) -> Iterator[list[str]]:
    """The words of each clause, without empty ones."""
    for part in _CLAUSE.split(plain(text)):
        if found := _WORD.findall(part):
            yield found


def holds_phrase(text: str, phrases: Iterable[str]) -> str:
    """The first phrase that stands in the text as whole words, or nothing."""
    flat = f" {' '.join(words(text))} "
    return next((phrase for phrase in sorted(phrases) if f" {phrase} " in flat), "")
