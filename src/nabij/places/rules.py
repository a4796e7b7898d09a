"""How names and addresses are read: Dutch order, search keys, what somebody means who types an address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

ABBREVIATIONS = {
    "str": "straat",
    "stwg": "steenweg",
    "stw": "steenweg",
    "steenw": "steenweg",
    "ln": "laan",
    "pln": "plein",
    "st": "sint",
    "olv": "onzelievevrouw",
    "dr": "dokter",
    "burg": "burgemeester",
    "kan": "kanunnik",
    "past": "pastoor",
    "prof": "professor",
    "gen": "generaal",
}
ENDINGS = {"str": "straat", "stwg": "steenweg", "stw": "steenweg"}
LOCALITY_LIKENESS = 0.84
STREET_LIKENESS = 0.88
SHORTEST_FUZZY_LOCALITY = 5
WORDS_IN_LOCALITY = 4
UNTYPED_LETTER, LATER_WORD, WITHIN_WORD = 0.02, 0.3, 1.1

_NUMBER = re.compile(r"(?<![\d])(\d{1,4})\s?([a-z](?![a-z]))?(?:\s*(?:bus|bte|box|/)\s*\w+)?(?!\d)")
_POSTCODE = re.compile(r"(?<!\d)([1-9]\d{3})(?!\d)")
_HOUSE_NUMBER = re.compile(r"^(\d+)\s*(.*)$")


def plain(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def sort_key(name: str) -> str:
    """Text that sorts names as a Dutch register does: without case, accents and marks, numbers by size."""
    words = re.sub(r"[^a-z0-9]+", " ", plain(name)).strip()
    return re.sub(r"\d+", lambda digits: digits[0].zfill(6), words)


def search_key(text: str) -> str:
    """Letters and digits only, common abbreviations written out: "St.-Jozefstr." gives "sintjozefstraat"."""
    words = re.findall(r"[a-z0-9]+", plain(text).replace(".", " ").replace("o l v", "olv"))
    return "".join(_written_out(word) for word in words)


def _written_out(word: str) -> str:
    if word in ABBREVIATIONS:
        return ABBREVIATIONS[word]
    for ending, whole in ENDINGS.items():
        if word.endswith(ending):
            return word[: -len(ending)] + whole
    return word


def number_key(number: str) -> str:
    """Text that sorts house numbers: 2, 10, 10A."""
    found = _HOUSE_NUMBER.match(number.strip())
    return f"{int(found[1]):06}{found[2].lower()}" if found else number.lower()


@dataclass(frozen=True, slots=True)
class Locality:
    """A municipality or village name under which addresses are known, as its search key and its postcode."""

    key: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody seems to look for; each part may be empty."""

    street: str = ""
    number: str = ""
    postcode: str = ""
    locality: str = ""


def may_name_locality(text: str) -> bool:
    """Whether there is more in a text than one word and a house number, so that it pays to know the localities."""
    return len(re.findall(r"[^\W\d_]{2,}", text)) > 1 or bool(_POSTCODE.search(text))


def interpret(text: str, localities: Iterable[Locality]) -> Wanted:
    """Reads "Kerkstr 12b", "kerkstraat12", "Zandekerke kerkstraat 12" or "kerkstraat 12, 8695" into its parts.

    A postcode counts when it is one of the localities'. A locality may stand before or after the street, with a typing
    error. Box numbers are left out: addresses have none.
    """
    known = list(localities)
    rest = plain(text).replace(",", " , ")
    wanted, rest = _take_postcode(Wanted(), rest, {locality.postcode for locality in known})
    wanted, rest = _take_number(wanted, rest)
    words = re.findall(r"[a-z0-9.'\-]+", rest)
    return _take_locality(wanted, words, {locality.key for locality in known})


def _take_postcode(wanted: Wanted, text: str, known: set[str]) -> tuple[Wanted, str]:
    for found in _POSTCODE.finditer(text):
        if found[1] in known:
            return replace(wanted, postcode=found[1]), f"{text[: found.start()]} {text[found.end() :]}"
    return wanted, text


def _take_number(wanted: Wanted, text: str) -> tuple[Wanted, str]:
    found = None
    for found in _NUMBER.finditer(text):
        if re.search(r"[a-z]", text[: found.start()]):
            break
    if found is None or not re.search(r"[a-z]", text[: found.start()]):
        return wanted, text
    number = f"{int(found[1])}{found[2] or ''}"
    return replace(wanted, number=number), f"{text[: found.start()]} {text[found.end() :]}"


def _take_locality(wanted: Wanted, words: list[str], known: set[str]) -> Wanted:
    for count in range(min(WORDS_IN_LOCALITY, len(words) - 1), 0, -1):
        for there, street in ((words[-count:], words[:-count]), (words[:count], words[count:])):
            locality = _closest(search_key(" ".join(there)), known)
            if locality:
                return replace(wanted, locality=locality, street=search_key(" ".join(street)))
    return replace(wanted, street=search_key(" ".join(words)))


def _closest(key: str, known: set[str]) -> str:
    if key in known:
        return key
    if len(key) < SHORTEST_FUZZY_LOCALITY:
        return ""
    likeness = {name: _alike(key, name) for name in known if abs(len(name) - len(key)) <= 2 and name[0] == key[0]}
    best = max(likeness, key=lambda name: (likeness[name], name), default="")
    return best if best and likeness[best] >= LOCALITY_LIKENESS else ""


def _alike(one: str, two: str) -> float:
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


def street_errors(typed: str, name: str, key: str) -> float:
    """How badly what was typed fits a street: 0 and a bit for its beginning, below 1 for the beginning of a later word,
    about one for each typing error, a little more than one for something in the middle of a word."""
    unfinished = UNTYPED_LETTER * (len(key) - len(typed))
    if key.startswith(typed):
        return unfinished
    words = re.split(r"[ -]", name)
    if any(search_key(" ".join(words[at:])).startswith(typed) for at in range(1, len(words))):
        return min(LATER_WORD + unfinished, 0.99)
    return min(typing_errors(typed, key), WITHIN_WORD + unfinished if typed in key else float("inf"))


def typing_errors(typed: str, key: str) -> float:
    """How far what was typed is from the key of a street, of which the end may not have been typed yet.

    Counts letters missing, added, changed or exchanged with their neighbour; the part that is still to come counts a
    fiftieth of a letter each, so that the shortest completion is first.
    """
    rows = [list(range(len(key) + 1))]
    for at, letter in enumerate(typed, 1):
        rows.append(_next_row(rows, typed, key, at, letter))
    return min(errors + UNTYPED_LETTER * (len(key) - end) for end, errors in enumerate(rows[-1]))


def _next_row(rows: list[list[int]], typed: str, key: str, at: int, letter: str) -> list[int]:
    before = rows[-1]
    row = [at]
    for end, other in enumerate(key, 1):
        cost = min(before[end] + 1, row[end - 1] + 1, before[end - 1] + (letter != other))
        if at > 1 and end > 1 and letter == key[end - 2] and typed[at - 2] == other:
            cost = min(cost, rows[-2][end - 2] + 1)
        row.append(cost)
    return row


@dataclass(frozen=True, slots=True)
class Written:
    """An address as somebody wrote it down, in its parts: the street as its search key; each may be empty."""

    street: str
    number: str = ""
    box: str = ""
    postcode: str = ""
    locality: str = ""


_WRITTEN = re.compile(
    r"^\s*(?P<street>\D.*?)[\s,]*(?P<number>\d{1,4}\s?(?:[a-z](?![a-z]))?)?"
    r"(?:[\s,]*(?:bus|bte|bt\.?|b\.|box|/)\s*(?P<box>[\w.]{1,6}))?"
    r"(?:[\s,\-]+(?:b-?)?(?P<postcode>[1-9]\d{3}))?(?:[\s,]+(?P<locality>[^\d,]+))?[\s,]*$",
    re.IGNORECASE,
)
_BOX = re.compile(r"(?:bus|bte|box|/)\s*(?P<box>[\w.]+)\s*$", re.IGNORECASE)


def written(*, street: str, number: str = "", box: str = "", postcode: str = "", locality: str = "") -> Written:
    """The parts of an address that stands in columns, or whole in `street`: "Kerkstraat 12 bus 3, 3500 Hasselt"."""
    found = _WRITTEN.match(street) if not number.strip() else None
    parts = {
        name: (value or "").strip() for name, value in (found.groupdict() if found else {"street": street}).items()
    }
    in_number = _BOX.search(number)
    digits = (number[: in_number.start()] if in_number else number).strip() or parts.get("number", "")
    whole = re.match(r"0*(\d+)\s*([A-Za-z]?)", digits)
    return Written(
        search_key(parts["street"]),
        f"{whole[1]}{whole[2].lower()}" if whole else "",
        box.strip() or (in_number["box"] if in_number else "") or parts.get("box", ""),
        postcode.strip() or parts.get("postcode", ""),
        search_key(locality.strip() or parts.get("locality", "")),
    )


def is_same_street(one: str, two: str) -> bool:
    """Whether two search keys may name the same street but for a typing error or two in a long name."""
    return one == two or (one[:1] == two[:1] and _alike(one, two) >= STREET_LIKENESS)
