"""How hard a text reads, by rules that a writer can follow. Pure.

Sources: W. H. Douma, De leesbaarheid van landbouwbladen, Wageningen 1960 (Dutch); R. Flesch, The art of readable writing, 1949
(English); L. Kandel and A. Moles, Application de l'indice de Flesch a la langue francaise, 1958; T. Amstad, Wie verstandlich sind
unsere Zeitungen?, Zurich 1978 (German). In Douma's table everything under 45 is "difficult". Twenty words for a sentence is
the usual most in advice for plain language at level B1.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from nabij.prose.words import plain, words

LONGEST_SENTENCE: Final = 20
HARD_BELOW: Final = 45.0
ENOUGH_WORDS: Final = 30
"""With fewer, one street name moves the score by ten points."""

FILE = Path(__file__).resolve().parents[1] / "data" / "plain_words.toml"
_SENTENCE_END = re.compile(r"(?<=[!?])\s+|(?<=[^\d\s]\.)\s+|(?<=\d\.)\s+(?=[A-ZÀ-Ý])|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_DIPHTHONG = re.compile(r"aai|ooi|oei|eeu|ieu|ij")
_SILENT: Final = {"fr": re.compile(r"(?<=[a-z]{2})(?:e|es|ent)$"), "en": re.compile(r"(?<=[a-z]{2})(?<!l)(?:e|es|ed)$")}


@dataclass(frozen=True)
class Formula:
    """Score = constant - per_word * words per sentence - per_syllable * syllables per word; higher is easier."""

    constant: float
    per_word: float
    per_syllable: float


FORMULAS: Final = {
    "nl": Formula(206.84, 0.93, 77.0),
    "en": Formula(206.835, 1.015, 84.6),
    "fr": Formula(207.0, 1.015, 73.6),
    "de": Formula(180.0, 1.0, 58.5),
}


def sentences(text: str) -> list[str]:
    """The sentences of a text; a point in a time ("14.05") or a date ends none."""
    return [one.strip() for one in _SENTENCE_END.split(text) if words(one)]


def score(text: str, language: str) -> float | None:
    """How easily a text reads, about 0 to 100; None for one too short to tell."""
    found = sentences(text)
    spoken = [word for word in words(text, language) if not word.isdigit()]
    if len(spoken) < ENOUGH_WORDS:
        return None
    formula = FORMULAS.get(language, FORMULAS["nl"])
    syllables_per_word = sum(syllables(word, language) for word in spoken) / len(spoken)
    return formula.constant - formula.per_word * len(spoken) / len(found) - formula.per_syllable * syllables_per_word


def long_sentences(text: str, language: str) -> Iterator[tuple[str, int]]:
    """Each sentence with more words than a reader keeps in mind, and how many it has."""
    for sentence in sentences(text):
        count = len(words(sentence, language))
        if count > LONGEST_SENTENCE:
            yield sentence, count


def syllables(word: str, language: str = "nl") -> int:
    """Groups of vowels, less what is written and not said."""
    said = _DIPHTHONG.sub("a.", plain(word))
    said = _SILENT[language].sub("", said) if language in _SILENT else said
    return max(1, len(_VOWELS.findall(said)))


def hard_words(text: str, language: str) -> list[tuple[str, str]]:
    """Words of offices that stand in the text, each with the plain one, in the order of the list."""
    flat = f" {' '.join(words(text, language))} "
    return [(hard, easy) for hard, easy in _listed(language).items() if f" {_joined(hard, language)} " in flat]


def _joined(phrase: str, language: str) -> str:
    return " ".join(words(phrase, language))


@cache
def _listed(language: str) -> dict[str, str]:
    return dict(tomllib.loads(FILE.read_text(encoding="utf-8")).get(language, {}))
