"""Target groups as data/groups.toml has them, and lists of who belongs to them as somebody exports them from a spreadsheet."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken

FILE: Final = Path(__file__).resolve().parent / "data" / "groups.toml"
ROWS_MAX: Final = 5_000
# Heads of columns as people write them, first the one that the example has.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("naam", "name", "organisatie"),
    "group": ("doelgroep", "groep", "group"),
    "basis": ("grond", "basis"),
    "note": ("toelichting", "note"),
    "sms": ("gsm", "mobile"),
    "voice": ("telefoon", "telephone"),
    "email": ("e-mail", "email", "mail"),
    "address": ("adres", "address"),
    "language": ("taal", "language"),
}
NEEDED: Final = ("name", "group", "basis")
WAYS: Final = ("sms", "voice", "email")
BASES: Final[Mapping[str, str]] = {
    "toestemming": "consent", "consent": "consent",
    "taak": "task", "opdracht": "task", "task": "task",
    "gerechtvaardigd belang": "interest", "belang": "interest", "interest": "interest",
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """A group that can be warned by itself."""

    code: str
    icon: str
    names: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.names.get(spoken(), self.names["nl"])


@dataclass(frozen=True)
class Row:
    """A line of a list: who, of which group, on what basis, and how to reach them. Values as typed."""

    line: int
    name: str
    code: str
    basis: str
    note: str
    ways: Mapping[str, str]
    address: str
    language: str


@dataclass(frozen=True)
class Fault:
    """Why a line was left out."""

    line: int
    sentence: str


@cache
def groups() -> dict[str, Group]:
    """Code to group, in the order of the file."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]
    return {row["code"]: Group(row["code"], row["icon"], row["name"]) for row in rows}


def group(code: str) -> Group:
    """Raises Missing for a code that is not in the file."""
    if code not in groups():
        raise Missing
    return groups()[code]


def read_list(content: bytes) -> Iterator[Row | Fault]:
    """The rows of a CSV file with a head, separated by semicolons, commas or tabs; UTF-8 or as Excel writes it.

    Raises Refused for a file without the columns it needs, or with more rows than anybody can look through.
    """
    table = _lines(content)
    head = next(table, [])
    at = {name: _column(head, words) for name, words in COLUMNS.items()}
    lacking = [COLUMNS[name][0] for name in NEEDED if at[name] is None]
    if lacking:
        raise Refused(_("The file has no column %(names)s.") % {"names": ", ".join(lacking)})
    for line, cells in enumerate(table, start=2):
        if line > ROWS_MAX + 1:
            raise Refused(_("The file has more than %(n)s rows. Cut it in parts.") % {"n": ROWS_MAX})
        if any(cell.strip() for cell in cells):
            yield _row(line, {name: _cell(cells, place) for name, place in at.items()})


def _lines(content: bytes) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(_text(content), newline=""), dialect=_dialect(content))
    except csv.Error as fault:
        raise Refused(_("This is no list that can be read. Save it as CSV.")) from fault


def _row(line: int, typed: Mapping[str, str]) -> Row | Fault:
    code = _code_of(typed["group"])
    basis = BASES.get(typed["basis"].casefold(), "")
    ways = {way: typed[way] for way in WAYS if typed[way]}
    faults = [
        (not typed["name"], _("There is no name.")),
        (not code, _("There is no group called “%(said)s”.") % {"said": typed["group"]}),
        (not basis, _("“%(said)s” is no basis: write toestemming, taak or gerechtvaardigd belang.") % {"said": typed["basis"]}),
        (not ways, _("There is no telephone number or e-mail address.")),
    ]  # fmt: skip
    for is_faulty, sentence in faults:
        if is_faulty:
            return Fault(line, sentence)
    language = typed["language"].casefold()[:2] or "nl"
    return Row(line, typed["name"], code, basis, typed["note"], ways, typed["address"], language)


def _code_of(said: str) -> str:
    wanted = said.casefold()
    return next(
        (one.code for one in groups().values() if wanted in {one.code, *map(str.casefold, one.names.values())}), ""
    )


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _dialect(content: bytes) -> type[csv.Dialect]:
    head = _text(content).splitlines()[0] if content.strip() else ""

    class Found(csv.excel):
        delimiter = max(";,\t", key=head.count)

    return Found


def _column(head: list[str], words: tuple[str, ...]) -> int | None:
    return next((at for at, cell in enumerate(head) if cell.strip().casefold() in words), None)


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""
