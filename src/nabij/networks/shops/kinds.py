"""Sectors of shops and what a shop reports with one tap, as the files in data have them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from nabij.tenants.errors import Missing
from nabij.tenants.languages import spoken

DATA: Final = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Sector:
    """A sector on a day it is in force. `label` in the language now spoken."""

    code: str
    icon: str
    names: Mapping[str, str]

    @property
    def label(self) -> str:
        return self.names.get(spoken(), self.names["nl"])


@dataclass(frozen=True)
class Fact:
    """What one button reports. `call_first`: that number stands first; `grave`: who chose so hears of it at any hour."""

    category: str
    icon: str
    buttons: Mapping[str, str]
    call_first: str = ""
    grave: bool = False

    @property
    def button(self) -> str:
        return self.buttons.get(spoken(), self.buttons["nl"])


def sectors(on: date) -> list[Sector]:
    """The sectors in force on a day, in the order of the file."""
    rows = _file("sectors")["sector"]
    return [
        Sector(row["code"], row["icon"], row["name"])
        for row in rows
        if row["from"] <= on and (row.get("until") is None or on < row["until"])
    ]


def sector_label(code: str) -> str:
    """What a sector is called, also one that is no longer in force."""
    row = next((row for row in _file("sectors")["sector"] if row["code"] == code), None)
    return Sector(code, "", row["name"]).label if row else code


@cache
def facts() -> Sequence[Fact]:
    """In the order of the buttons."""
    return tuple(
        Fact(row["category"], row["icon"], row["button"], row.get("call_first", ""), row.get("grave", False))
        for row in _file("facts")["fact"]
    )


def fact(category: str) -> Fact:
    """Raises Missing for what no button reports."""
    found = next((one for one in facts() if one.category == category), None)
    if found is None:
        raise Missing
    return found


def is_of_shops(category: str) -> bool:
    """Whether a kind of report is one of shops and trades."""
    return any(one.category == category for one in facts())


def is_grave(category: str) -> bool:
    """Whether who chose so is warned of it outside their hours."""
    return any(one.category == category and one.grave for one in facts())


@cache
def _file(name: str) -> dict:  # type: ignore[type-arg]
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
