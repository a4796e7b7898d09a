"""Number plates in a text, as Belgium and its neighbours write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Letters that stand in ordinary text between or before numbers; all but one are also no beginning of a real Belgian plate.
_WORDS = frozenset(
    {"tot", "uur", "eur", "en", "om", "of", "bus", "nr", "km", "max", "min", "tel", "bin", "van", "aan", "pz", "to"}
)
_COUNTRIES = frozenset(
    {"be", "nl", "fr", "de", "lu", "nr", "te", "in", "op", "om", "en", "of", "to", "at", "pz", "ca", "rn"}
)
_TIGHT = r"[-.·]?"
_LOOSE = r"[-.· ]?"


def _plate(*groups: str, gap: str) -> str:
    return gap.join(groups)


# Belgium: 1-ABC-123 (2010), ABC-123 (1973), 123-ABC (2008), personalised left out: any word could be one.
# Netherlands: side codes 1 to 14 (RDW). France: AB-123-CD (2009), 1234 AB 75. United Kingdom: AB12 CDE.
_SHAPES = (
    (r"\d", r"[a-z]{3}", r"\d{3}"),
    (r"[a-z]{3}", r"\d{3}"),
    (r"\d{3}", r"[a-z]{3}"),
    (r"[a-z]{2}", r"\d{3}", r"[a-z]{2}"),
    (r"[a-z]{2}", r"\d{2}", r"\d{2}"),
    (r"\d{2}", r"\d{2}", r"[a-z]{2}"),
    (r"\d{2}", r"[a-z]{2}", r"\d{2}"),
    (r"[a-z]{2}", r"\d{2}", r"[a-z]{2}"),
    (r"[a-z]{2}", r"[a-z]{2}", r"\d{2}"),
    (r"\d{2}", r"[a-z]{2}", r"[a-z]{2}"),
    (r"\d{2}", r"[a-z]{3}", r"\d"),
    (r"\d", r"[a-z]{3}", r"\d{2}"),
    (r"[a-z]{2}", r"\d{3}", r"[a-z]"),
    (r"[a-z]", r"\d{3}", r"[a-z]{2}"),
    (r"[a-z]{3}", r"\d{2}", r"[a-z]"),
    (r"[a-z]", r"\d{2}", r"[a-z]{3}"),
    (r"\d", r"[a-z]{2}", r"\d{3}"),
    (r"\d{3}", r"[a-z]{2}", r"\d"),
    (r"\d{3,4}", r"[a-z]{2,3}", r"\d{2}"),
    (r"[a-z]{2}\d{2}", r"[a-z]{3}"),
)
# With dashes, dots or nothing between the groups any case counts; with spaces only capitals, or "12 uur 30" would be one.
_ANY_CASE = [re.compile(rf"(?<![\w-]){_plate(*shape, gap=_TIGHT)}(?![\w-])", re.IGNORECASE) for shape in _SHAPES]
_CAPITALS = [re.compile(rf"(?<![\w-]){_plate(*shape, gap=_LOOSE)}(?![\w-])".replace("a-z", "A-Z")) for shape in _SHAPES]
# Germany: AC-AB 123, district, dash, letters, number. Luxembourg: AB 1234.
_GERMAN = re.compile(r"(?<![\w-])([A-ZÄÖÜ]{1,3})-([A-Z]{1,2})[- ]?\d{1,4}[EH]?(?![\w-])")
_LUXEMBOURG = re.compile(r"(?<![\w-])([A-Z]{2})[ -]?\d{4}(?![\w-])")


def plates(text: str) -> list[str]:
    """What in `text` reads as a plate of Belgium, the Netherlands, France, Germany, Luxembourg or the United Kingdom."""
    found = {
        match.group()
        for pattern in (*_ANY_CASE, *_CAPITALS)
        for match in pattern.finditer(text)
        if _is_plate(match.group())
    }
    return sorted(found | set(_german(text)) | set(_luxembourg(text)))


def _is_plate(match: str) -> bool:
    letters = {group.lower() for group in re.findall(r"[A-Za-z]+", match)}
    return not letters & _WORDS


def _german(text: str) -> Iterator[str]:
    return (match.group() for match in _GERMAN.finditer(text) if match.group(1) != "BIN")


def _luxembourg(text: str) -> Iterator[str]:
    return (match.group() for match in _LUXEMBOURG.finditer(text) if match.group(1).lower() not in _COUNTRIES)
