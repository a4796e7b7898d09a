"""The kinds of alert, as data/kinds.toml has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from nabij.tenants.errors import Missing
from nabij.tenants.languages import spoken

FILE = Path(__file__).resolve().parent / "data" / "kinds.toml"
Night = Literal["never", "caught_in_act", "about_life"]


@dataclass(frozen=True)
class Kind:
    """`feedback_days` are working days, 0 where no feedback is owed; `valid_hours` is how long a message stays true."""

    code: str
    draft: str
    send: str
    incident: bool
    police: bool
    feedback_days: int
    night: Night
    valid_hours: int
    icon: str
    names: Mapping[str, str]
    authorities: Mapping[str, str]

    @property
    def name(self) -> str:
        return _in_language(self.names)

    @property
    def authority(self) -> str:
        return _in_language(self.authorities)


def kind(code: str) -> Kind:
    """Raises Missing for a code that is not in the file."""
    try:
        return kinds()[code]
    except KeyError:
        raise Missing from None


@cache
def kinds() -> dict[str, Kind]:
    """Code to kind, in the order of the file."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["kind"]
    return {row["code"]: _kind(row) for row in rows}


def _kind(row: dict[str, object]) -> Kind:
    values = {name: value for name, value in row.items() if name not in ("name", "authority", "source")}
    return Kind(**values, names=row["name"], authorities=row["authority"])  # type: ignore[arg-type]


def _in_language(words: Mapping[str, str]) -> str:
    return words.get(spoken(), words["nl"])
