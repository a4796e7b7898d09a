"""What a row says of somebody, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from nabij.networks.members.importing.columns import language_of
from nabij.people import vault
from nabij.places.rules import Written, written
from nabij.tenants.errors import Refused

LONGEST: Final = {"name": 120, "box": 20}
MOST_POINTS: Final = 5
_FORMULA = re.compile(r"^\s*[=@\t\r]|^\s*[+-](?![\d\s(])")
_SEVERAL = re.compile(r"[;,\n|]|\s+(?:en|of|et|ou|und|oder|and|or)\s+|\s/\s")
_WITHOUT_ZERO = re.compile(r"[1-9]\d{7,8}")
_WITHOUT_PLUS = re.compile(r"32[1-9]\d{7,8}")


@dataclass(frozen=True)
class Finding:
    """Something wrong with a row: its number in the file, the field, what, and the other row where it is about two."""

    row: int
    field: str
    what: str
    other: int = 0


@dataclass(frozen=True)
class Told:
    """What a row says. `points` are kinds with normal values; `address` is as it was written."""

    row: int
    name: str
    language: str
    address: Written
    points: Sequence[tuple[str, str]]
    findings: Sequence[Finding] = field(default_factory=tuple)


def read_row(number: int, cells: Sequence[str], columns: Mapping[int, str]) -> Told:
    """Reads one row through the columns that were chosen; what is wrong stands in its findings, everything that can be found."""
    said: dict[str, list[str]] = {}
    for at, name in columns.items():
        value = cells[at].strip() if at < len(cells) else ""
        if value:
            said.setdefault(name, []).append(value)
    findings = [Finding(number, name, "formula") for name, values in said.items() if any(map(_FORMULA.match, values))]
    points, wrong = _points(number, said)
    name = " ".join(said.get("name", []) + said.get("given_name", []) + said.get("family_name", []))
    if not name:
        findings.append(Finding(number, "name", "no_name"))
    elif len(name) > LONGEST["name"]:
        findings.append(Finding(number, "name", "too_long"))
    if not points and not wrong:
        findings.append(Finding(number, "mobile", "no_way"))
    address = _address(said)
    if not (address.street and address.number):
        findings.append(Finding(number, "address", "no_address"))
    language = language_of(next(iter(said.get("language", [])), ""))
    return Told(number, name, language, address, points[:MOST_POINTS], tuple(findings + wrong))


def _address(said: Mapping[str, Sequence[str]]) -> Written:
    parts = {name: " ".join(said.get(name, [])) for name in ("address", "street", "number", "box", "postcode", "town")}
    return written(
        street=parts["address"] or parts["street"],
        number="" if parts["address"] else parts["number"],
        box=parts["box"][: LONGEST["box"]],
        postcode=parts["postcode"],
        locality=parts["town"],
    )


def _points(number: int, said: Mapping[str, Sequence[str]]) -> tuple[list[tuple[str, str]], list[Finding]]:
    found: dict[tuple[str, str], None] = {}
    wrong: list[Finding] = []
    for name in ("mobile", "phone", "email"):
        for value in said.get(name, []):
            for one in filter(None, map(str.strip, _SEVERAL.split(value))):
                point = _email(one) if name == "email" else _telephone(one)
                if point is None:
                    wrong.append(Finding(number, name, "bad_email" if name == "email" else "bad_telephone"))
                else:
                    found[point] = None
    return list(found), wrong


@lru_cache(maxsize=64)
def _email(raw: str) -> tuple[str, str] | None:
    try:
        return "email", vault.normalise("email", raw.removeprefix("mailto:"))
    except Refused:
        return None


@lru_cache(maxsize=64)
def _telephone(raw: str) -> tuple[str, str] | None:
    """A number as spreadsheets leave it: without its first zero, or with 32 before it."""
    digits = re.sub(r"[\s./()\-]", "", raw)
    if _WITHOUT_PLUS.fullmatch(digits):
        raw = f"+{digits}"
    elif _WITHOUT_ZERO.fullmatch(digits):
        raw = f"0{digits}"
    try:
        kind = vault.kind_of_number(raw)
        return kind, vault.normalise(kind, raw)
    except Refused:
        return None
