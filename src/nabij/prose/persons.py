"""Whether a text lets one person be recognised: a full name, a family, a relation, a date of birth, a house number.

Source: act of 30 July 2018 on personal data and GDPR art. 5(1)(c): no more than the message needs. What is found is a warning:
for a missing person the family and the prosecutor may want the name in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nabij.prose.words import plain

FILE = Path(__file__).resolve().parent / "data" / "first_names.txt"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"
_BETWEEN = r"(?:(?:van|de|der|den|Van|De|Der|Den|Vander|Vande|du|Du|von|el|El|ben|Ben|al|Al|bin|d'|le|Le)\s)*"
_FULL_NAME = re.compile(rf"(?<![\w-])({_CAPITAL})\s({_BETWEEN}{_CAPITAL})")
_TITLES = (
    r"[Ff]amilies?|[Ff]amilie|[Ff]amille|[Ff]amily|[Mm]eneer|[Dd]e heer|[Mm]evrouw|[Mm]onsieur|[Mm]adame"
    r"|M\.|Mme|Mr\.?|Mrs\.?|Herr|Frau"
)
_FAMILY = re.compile(rf"\b(?:{_TITLES})\s({_BETWEEN}{_CAPITAL})")
_KIN = (
    "zoon|dochter|kleinzoon|kleindochter|echtgenoot|echtgenote|weduwe|son|daughter|husband|wife|widow|fils|fille|epoux|epouse|veuve"
    "|sohn|tochter|ehemann|ehefrau|witwe"
)
_RELATION = re.compile(rf"\b(?:{_KIN})\s(?:van|of|de|du|von|des|der)\s(?:de|het|the|la|le|l'|den|dem|der)?\s?\w+")
_BORN = re.compile(
    r"\b(?:geboren|geb\.|born|ne|nee|geboren am|born on)\s(?:op|le|am|on)?\s?\d{1,2}[\s./-]\w+[\s./-]\d{2,4}"
)
_STREETS = (
    "straat|laan|weg|steenweg|plein|dreef|lei|kaai|pad|baan|hof|markt|dijk|singel|strasse|platz|gasse|allee"
    "|street|road|square|lane"
)
_FRENCH_STREETS = "rue|avenue|boulevard|place|chaussee|chemin|allee|quai|clos"
_UNITS = (
    r"uur|u\b|h\b|heures?|uhr|km|m\b|meter|metres|minuten|minutes|tot|en\b|of\b|to\b|et\b|bis|und|pm|am\b|%"
    r"|-?[jm]arige|mannen|personen"
)
_NO_HOUSE = rf"(?![:.,]?\d|\s?(?:{_UNITS}))"
_HOUSE = (
    re.compile(rf"\b[\w-]*(?:{_STREETS})\s(?:(?:nr|nummer|no|number|numero)\.?\s)?\d{{1,4}}[a-z]?\b{_NO_HOUSE}"),
    re.compile(rf"\b(?:{_FRENCH_STREETS})\s(?:\w+[\s'-]){{1,4}}?(?:n°\s?|numero\s)?\d{{1,4}}\b{_NO_HOUSE}"),
    re.compile(rf"(?<![h:.]\s)(?<![h:.\d])\b\d{{1,4}},?\s(?:{_FRENCH_STREETS})\s\w"),
)
# A name of a street, square, school or saint is no person.
_PLACE = re.compile(rf"(?:{_STREETS}|park|brug|kerk|school|zaal|hospital|college|sportpark)$")
_BEFORE_PLACE = re.compile(
    rf"(?:{_FRENCH_STREETS}|av\.|parc|ecole|athenee|college|square|sint|sint-|saint|sainte|st\.?|koning|koningin|prins|prinses|roi|reine"
    r"|prince|king|queen|zaal|salle)$"
)


def recognisable(text: str, language: str = "nl") -> Iterator[str]:
    """What in the text points at one person, as it stands there, the surest first."""
    yield from named(text, language)
    yield from houses(text)


def named(text: str, language: str = "nl") -> Iterator[str]:
    """Full names, families, relations and dates of birth in the text, as they stand there."""
    yield from _full_names(text, language)
    yield from (match.group() for match in _FAMILY.finditer(text) if not _PLACE.search(plain(match.group(1))))
    flat = plain(text)
    yield from (match.group() for pattern in (_RELATION, _BORN) for match in pattern.finditer(flat))


def houses(text: str) -> Iterator[str]:
    """Streets with a house number in the text."""
    flat = plain(text)
    yield from (match.group().strip() for pattern in _HOUSE for match in pattern.finditer(flat))


def _full_names(text: str, language: str) -> Iterator[str]:
    for match in _FULL_NAME.finditer(text):
        first, last = match.groups()
        before = plain(text[: match.start()]).strip().rsplit(" ", 1)[-1]
        if first in _first_names(language) and not _PLACE.search(plain(last)) and not _BEFORE_PLACE.fullmatch(before):
            yield match.group()


@cache
def _first_names(language: str) -> frozenset[str]:
    """Given names that are common in Belgium and beside it, of every origin alike."""
    said = frozenset(FILE.read_text(encoding="utf-8").split())
    return said - {"en": {"An", "Will", "Mark", "Grant"}, "fr": {"Ali", "Bon"}, "de": {"An", "Im"}}.get(language, set())
