"""Lines and rights as dated data, and which a zone adds. Pure after the file is read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parent / "data" / "help.toml"
GROUPS: Final = ("now", "violence", "young", "after", "theft")


@dataclass(frozen=True)
class Line:
    """Somebody to turn to. `number` is dialled, `languages` empty is everybody's."""

    code: str
    name: str
    group: str
    source: str
    valid_from: date
    number: str = ""
    url: str = ""
    when: str = "office"
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Right:
    code: str
    source: str
    valid_from: date


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text())


def lines(language: str, today: date) -> list[Line]:
    """Those for who reads this language, in the order of the file."""
    rows = [Line(**row | {"languages": tuple(row.get("languages", ()))}) for row in _file()["line"]]
    return [row for row in newest(rows, today) if not row.languages or language in row.languages]


def rights(today: date) -> list[Right]:
    rows = [Right(**row) for row in _file()["right"]]
    found: dict[str, Right] = {}
    for row in sorted((row for row in rows if row.valid_from <= today), key=lambda row: row.valid_from):
        found[row.code] = row
    return [found[code] for code in dict.fromkeys(row.code for row in rows) if code in found]


def newest(rows: Sequence[Line], today: date) -> list[Line]:
    """The newest valid row of each code and language, in the order in which their codes first stand."""
    found: dict[tuple[str, tuple[str, ...]], Line] = {}
    for row in sorted((row for row in rows if row.valid_from <= today), key=lambda row: row.valid_from):
        found[row.code, row.languages] = row
    order = list(dict.fromkeys((row.code, row.languages) for row in rows))
    return [found[key] for key in order if key in found]


def of_tenants(settings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, str]]:
    """What zones and cities add, from their setting `help_lines`: name with a number or address, and for what."""
    rows = [row for chosen in settings for row in chosen.get("help_lines", ())]
    return [
        {name: str(row.get(name, "")) for name in ("name", "number", "url", "about")}
        for row in rows
        if row.get("name") and (row.get("number") or str(row.get("url", "")).startswith("https://"))
    ]
