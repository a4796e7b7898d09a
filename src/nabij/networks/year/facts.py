"""What is fixed about a network's year: categories, questions, the ladder of measures, the term of appeal (data/year.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from nabij.tenants.languages import spoken

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "year.toml"


@dataclass(frozen=True)
class Named:
    """A line of the file that has a name in several languages."""

    code: str
    words: Mapping[str, str]
    owner: str = ""
    subjects: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.in_language(spoken())

    def in_language(self, language: str) -> str:
        return self.words.get(language) or self.words["nl"]


@dataclass(frozen=True)
class Step:
    """A step of the ladder of measures; see the file."""

    code: str
    subject: tuple[str, ...]
    after: tuple[str, ...]
    begins: tuple[str, ...]
    signs: Mapping[str, tuple[str, ...]]
    heard: bool
    advice: str
    source: str
    or_offence: bool = field(default=False)


def categories() -> dict[str, Named]:
    return {one["code"]: Named(one["code"], one["name"], owner=one["owner"]) for one in _file()["category"]}


def questions() -> dict[str, Named]:
    """The questions of the survey, each answered from 1 (not at all) to 5 (fully)."""
    return {one["code"]: Named(one["code"], one["text"]) for one in _file()["survey"]["question"]}


def grounds() -> dict[str, Named]:
    return {one["code"]: Named(one["code"], one["name"], subjects=tuple(one["subject"])) for one in _file()["ground"]}


@cache
def ladder() -> dict[str, Step]:
    """The steps of measures in their order."""
    return {one["code"]: _step(one) for one in _file()["step"]}


def least_answers() -> int:
    """How many households must have answered a survey before anything of it shows."""
    return int(_file()["survey"]["least_answers"])


def caution() -> str:
    """What must be known by who reads the figure about feeling safe."""
    return str(Named("safe", _file()["caution"]["safe"]))


def appeal_weeks() -> int:
    return int(_file()["appeal"]["weeks"])


def watch_days() -> int:
    """Days without a new step after which a case of measures is closed."""
    return int(_file()["measure"]["watch_days"])


def _step(one: Mapping[str, Any]) -> Step:
    signs = {subject: tuple(parts) for subject, parts in one["signs"].items()}
    lists = {name: tuple(one[name]) for name in ("subject", "after", "begins")}
    return Step(**{**one, **lists, "signs": signs})


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
