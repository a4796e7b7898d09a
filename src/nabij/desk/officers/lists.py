"""What is data: groups with an officer of their own, the norm, and the heads of the columns of lists."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from nabij.tenants.languages import spoken

DATA: Final = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Norm:
    """At most so many inhabitants per officer, from a day on."""

    inhabitants: int
    source: str
    valid_from: date


def groups() -> list[tuple[str, str]]:
    """The groups by code with their name in the language of the page."""
    language = spoken()
    return [(code, names.get(language, names["nl"])) for code, names in _read("groups")["groups"].items()]


def group_name(code: str) -> str:
    return dict(groups()).get(code, code)


def norm_on(day: date) -> Norm:
    """The newest norm that is valid on a day."""
    valid = [Norm(**one) for one in _read("norm")["norm"] if one["valid_from"] <= day]
    return max(valid, key=lambda one: one.valid_from)


def columns(of: str) -> Mapping[str, list[str]]:
    """Names of a column by field, of the list of "officers" or "population"."""
    found: Mapping[str, list[str]] = _read("import")[of]
    return found


def kinds() -> Mapping[str, str]:
    """What may stand under the kind of contact, in lower case."""
    found: Mapping[str, str] = _read("import")["kinds"]
    return found


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
