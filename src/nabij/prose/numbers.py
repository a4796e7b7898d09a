"""Telephone numbers, mail addresses and links in a text, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

import phonenumbers

from nabij.prose.words import words

REGIONS: Final = ("BE", "NL", "FR", "DE")
FEWEST_SPOKEN: Final = 6
"""So many digits in a row, written as words, are a number and no counting."""

_MOBILE = re.compile(r"(?<!\d)(?:\+\s?32|00\s?32|0)[^0-9A-Za-z\n]{0,3}4(?:[^0-9A-Za-z\n]{0,3}\d){8}(?!\d)")
_RUN = re.compile(r"(?<![\d+])(?:\+|00|0)\d{8,13}(?!\d)")
_MAIL = re.compile(r"[^\s@,;:<>()]+\s?(?:@|\(at\)|\[at\]|\s(?:at|apenstaartje)\s)\s?[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:be|vlaanderen|com|net|org|eu|nl|fr|de|me|ly|info)\b(?:/\S*)?",
    re.IGNORECASE,
)
_DIGITS: Final = frozenset({
    "nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "zero", "one", "two", "three", "four", "five",
    "six", "seven", "eight", "nine", "un", "deux", "trois", "quatre", "cinq", "sept", "huit", "neuf", "null", "eins", "zwei",
    "drei", "funf", "sechs", "sieben", "neun",
})  # fmt: skip


def telephone_numbers(text: str) -> Iterator[str]:
    """What reads as a telephone number of Belgium or a neighbour, also with odd signs between its digits, or spoken out."""
    yield from (match.group() for pattern in (_MOBILE, _RUN) for match in pattern.finditer(text))
    for region in REGIONS:
        yield from (match.raw_string for match in phonenumbers.PhoneNumberMatcher(text, region))
    for is_digit, run in groupby(words(text), key=lambda word: word in _DIGITS or (word.isdigit() and len(word) == 1)):
        if is_digit and len(said := list(run)) >= FEWEST_SPOKEN:
            yield " ".join(said)


def mail_addresses(text: str) -> Iterator[str]:
    return (match.group() for match in _MAIL.finditer(text))


def links(text: str) -> Iterator[str]:
    """Addresses of sites, with or without http before them."""
    return (match.group() for match in _LINK.finditer(text))
