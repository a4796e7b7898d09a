"""Texts as the checks read them: plain lower-case words, sentence by sentence, clause by clause.

Dutch and English share one list of words, French and German have their own; a language that has none is read as Dutch.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER = Path(__file__).resolve().parent / "data"
FILES: Final = {"fr": "words_fr.toml", "de": "words_de.toml"}
_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_CLAUSE = re.compile(r"[.!?;:,\n()]+|\s(?:en|maar|and|but|then|dan)\s")
_CLAUSES: Final = {
    "fr": re.compile(r"[.!?;:,\n()]+|\s(?:et|mais|ou|puis)\s"),
    "de": re.compile(r"[.!?;:,\n()]+|\s(?:und|aber|oder|dann)\s"),
}
_LIGATURES = str.maketrans({"’": "'", "ß": "ss", "œ": "oe", "æ": "ae"})


def listed(section: str, name: str, language: str = "nl") -> frozenset[str]:
    """One list of the words of a language."""
    return frozenset(_read(FILES.get(language, "words.toml"))[section][name])


@cache
def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Lower case without accents and ligatures, curly quotes straight."""
    apart = unicodedata.normalize("NFD", text.lower().translate(_LIGATURES))
    return "".join(character for character in apart if not unicodedata.combining(character))


def words(text: str, language: str = "nl") -> list[str]:
    return _WORD.findall(_apart(plain(text), language))


def clauses(text: str, language: str = "nl") -> Iterator[list[str]]:
    """The words of each clause, without empty ones."""
    for part in _CLAUSES.get(language, _CLAUSE).split(plain(text)):
        if found := _WORD.findall(_apart(part, language)):
            yield found


def holds_phrase(text: str, phrases: Iterable[str], language: str = "nl") -> str:
    """The first phrase that stands in the text as whole words, or nothing."""
    flat = f" {' '.join(words(text, language))} "
    return next((phrase for phrase in sorted(phrases) if f" {phrase} " in flat), "")


def among(word: str, known: Iterable[str]) -> bool:
    """Whether a word is one of those known; `*` at the end of one stands for any ending, at its start for any beginning."""
    return any(
        word.startswith(one[:-1])
        if one.endswith("*")
        else word.endswith(one[1:])
        if one.startswith("*")
        else word == one
        for one in known
    )


def _apart(text: str, language: str) -> str:
    """In French, what an apostrophe or a hyphen joins are words of their own: "suivez-le", "d'origine"."""
    return re.sub(r"['-]", " ", text) if language == "fr" else text
