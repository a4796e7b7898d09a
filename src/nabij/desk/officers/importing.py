"""Lists of officers and of inhabitants, as somebody exports them from a spreadsheet: each line read, each bad one explained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from django.utils.translation import gettext as _

from nabij.desk.officers import lists
from nabij.desk.officers.models import OfficerKind
from nabij.people import vault
from nabij.places.queries import AreaRef
from nabij.places.rules import sort_key
from nabij.tenants import sheets
from nabij.tenants.errors import Refused

ROWS_MAX: Final = 2_000
T = TypeVar("T")
EXAMPLE: Final = "naam;soort;graad;wijken;telefoon;e-mail;gebruikersnaam;doelgroep"


@dataclass(frozen=True)
class OfficerRow:
    """An officer of a list, every value checked."""

    name: str
    kind: str
    group: str = ""
    rank: str = ""
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    username: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CountRow:
    code: str
    inhabitants: int


@dataclass(frozen=True)
class Bad:
    """A line that cannot be used, and why."""

    line: int
    why: str


@dataclass(frozen=True)
class Read(Generic[T]):
    """What a list holds. With one bad line nothing of it is brought in."""

    rows: tuple[T, ...]
    bad: tuple[Bad, ...]


def read_officers(content: bytes, areas: Sequence[AreaRef]) -> Read[OfficerRow]:
    """The officers of a CSV or spreadsheet. Raises Refused for a file that is no list of officers."""
    known = _by_name(areas)
    rows, bad, names = [], [], set()
    for line, cells in _cells(content, "officers", ("name",)):
        try:
            row = _officer(cells, known)
            if (row.kind, row.name.casefold()) in names:
                raise Refused(_("%(name)s stands in this list twice.") % {"name": row.name})
        except Refused as refusal:
            bad.append(Bad(line, str(refusal)))
            continue
        names.add((row.kind, row.name.casefold()))
        rows.append(row)
    return Read(tuple(rows), tuple(bad))


def read_counts(content: bytes, areas: Sequence[AreaRef]) -> Read[CountRow]:
    """Inhabitants per neighbourhood. Raises Refused for a file that is no such list."""
    known = _by_name(areas)
    rows, bad, codes = [], [], set()
    for line, cells in _cells(content, "population", ("area", "inhabitants")):
        try:
            code, people = _neighbourhood(cells["area"], known), _whole(cells["inhabitants"])
            if code in codes:
                raise Refused(_("%(name)s stands in this list twice.") % {"name": cells["area"]})
        except Refused as refusal:
            bad.append(Bad(line, str(refusal)))
            continue
        codes.add(code)
        rows.append(CountRow(code, people))
    return Read(tuple(rows), tuple(bad))


def _officer(cells: Mapping[str, str], known: Mapping[str, list[AreaRef]]) -> OfficerRow:
    name = " ".join(cells["name"].split())[:80]
    if not name:
        raise Refused(_("There is no name."))
    typed = " ".join(cells.get("kind", "").casefold().split())
    kind = lists.kinds().get(typed, "") if typed else OfficerKind.OFFICER
    if not kind:
        words = ", ".join(dict.fromkeys(lists.kinds()))
        raise Refused(
            _("“%(typed)s” is no kind of officer. Write one of: %(words)s.") % {"typed": typed, "words": words}
        )
    group = _group(cells.get("group", "")) if kind == OfficerKind.TARGET_GROUP else ""
    phone, email = cells.get("phone", "").strip(), cells.get("email", "").strip()
    names = [one.strip() for one in re.split(r"[,/|]|\s\+\s", cells.get("neighbourhoods", "")) if one.strip()]
    return OfficerRow(
        name, kind, group, " ".join(cells.get("rank", "").split())[:60],
        vault.normalise("voice", phone) if phone else "", vault.normalise("email", email) if email else "",
        cells.get("username", "").strip().lower(), tuple(dict.fromkeys(_neighbourhood(one, known) for one in names)),
    )  # fmt: skip


def _group(typed: str) -> str:
    wanted = typed.strip().casefold()
    found = next((code for code, name in lists.groups() if wanted in (code, name.casefold())), "")
    if not found:
        names = ", ".join(name for _code, name in lists.groups())
        raise Refused(_("“%(typed)s” is no group. Write one of: %(names)s.") % {"typed": typed.strip(), "names": names})
    return found


def _neighbourhood(typed: str, known: Mapping[str, list[AreaRef]]) -> str:
    found = known.get(sort_key(typed), [])
    if not found:
        raise Refused(_("We know no neighbourhood “%(typed)s” on your ground.") % {"typed": typed.strip()})
    if len(found) > 1:
        codes = ", ".join(one.code for one in found)
        raise Refused(
            _("“%(typed)s” is the name of more than one neighbourhood. Write its code: %(codes)s.")
            % {"typed": typed.strip(), "codes": codes}
        )
    return found[0].code


def _whole(typed: str) -> int:
    digits = re.sub(r"[\s.]", "", typed)
    if not digits.isdigit() or len(digits) > 7:
        raise Refused(_("“%(typed)s” is no number of inhabitants.") % {"typed": typed.strip()})
    return int(digits)


def _by_name(areas: Sequence[AreaRef]) -> dict[str, list[AreaRef]]:
    """Neighbourhoods by their code and by their name, as a register sorts them."""
    found: dict[str, list[AreaRef]] = {}
    for one in areas:
        for key in dict.fromkeys((sort_key(one.code), sort_key(one.name))):
            found.setdefault(key, []).append(one)
    return found


def _cells(content: bytes, of: str, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line after the head as a mapping from field to what stands there."""
    where: dict[str, int] = {}
    for line, cells in sheets.lines(content, most=ROWS_MAX):
        if not where:
            where = _heads(cells, of, needed)
            continue
        yield line, {name: cells[at] if at < len(cells) else "" for name, at in where.items()}
    if not where:
        raise Refused(_("This file is empty."))


def _heads(cells: Sequence[str], of: str, needed: Sequence[str]) -> dict[str, int]:
    typed = [" ".join(cell.casefold().split()) for cell in cells]
    columns = lists.columns(of)
    found = {name: typed.index(head) for name, heads in columns.items() for head in heads[::-1] if head in typed}
    missing = [columns[name][0] for name in needed if name not in found]
    if missing:
        raise Refused(_("The first line must name the columns. Missing: %(names)s.") % {"names": ", ".join(missing)})
    return found
