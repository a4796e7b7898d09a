"""The house rules that a member accepts, as data/house_rules.toml has them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).resolve().parent / "data" / "house_rules.toml"


@dataclass(frozen=True)
class HouseRules:
    """`version` is the date of this text; `sentences` in the language that was asked, else in Dutch."""

    version: str
    sentences: tuple[str, ...]


def house_rules(language: str) -> HouseRules:
    found = _file()
    sentences = tuple(rule.get(language) or rule["nl"] for rule in found["rule"])
    return HouseRules(found["version"], sentences)


def changed_since(version: str, language: str) -> tuple[str, ...]:
    """What changed in the versions after this one, the oldest first, as far as the data say it; nothing for who accepted none."""
    later = [one for one in _file().get("change", ()) if version and one["version"] > version]
    return tuple(one.get(language) or one["nl"] for one in sorted(later, key=lambda one: one["version"]))


def current_version() -> str:
    """The version that counts for who joins now."""
    return str(_file()["version"])


@cache
def _file() -> dict:  # type: ignore[type-arg]
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
