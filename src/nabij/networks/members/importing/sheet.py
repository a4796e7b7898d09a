"""The cells of a list between two pages: sealed, without the columns that no network needs."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import gettext as _

from nabij.networks.members.importing.columns import heading_at, is_never_kept
from nabij.people import vault
from nabij.tenants.errors import Refused
from nabij.tenants.sheets import lines

if TYPE_CHECKING:
    from nabij.networks.members.models import MemberList

MOST_ROWS: Final = 20_000
MOST_BYTES: Final = 10_000_000
MOST_COLUMNS: Final = 80
LONGEST_CELL: Final = 300
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
EXAMPLES: Final = 3


@dataclass(frozen=True)
class Sheet:
    """Headings, rows with their number in the file, and the headings of columns that were left out at once."""

    headings: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    left_out: Sequence[str] = ()

    def examples(self, column: int) -> list[str]:
        """The first few things that stand in a column."""
        filled = (row[column] for _number, row in self.rows if row[column].strip())
        return [value for value, _at in zip(filled, range(EXAMPLES), strict=False)]

    def only(self, columns: Collection[int]) -> Sheet:
        """With these columns alone, in their order; the headings of the others are left out."""
        kept = [at for at in range(len(self.headings)) if at in columns]
        gone = [self.headings[at] for at in range(len(self.headings)) if at not in columns]
        rows = [(number, [row[at] for at in kept]) for number, row in self.rows]
        return Sheet([self.headings[at] for at in kept], rows, [*self.left_out, *gone])

    def only_rows(self, numbers: Collection[int]) -> Sheet:
        return replace(self, rows=[(number, row) for number, row in self.rows if number in numbers])


def read_sheet(content: bytes) -> Sheet:
    """Reads a CSV or .xlsx. Raises Refused for what is none, too large, or has no row below its headings."""
    if not content or len(content) > MOST_BYTES:
        raise Refused(_("Choose a spreadsheet or CSV file of at most 10 MB."))
    if content.startswith(OLD_EXCEL):
        raise Refused(_("This is an old Excel file (.xls). Open it, save it as .xlsx or CSV, and bring that in."))
    found = [
        (number, [cell[:LONGEST_CELL] for cell in cells])
        for number, cells in lines(content, most=MOST_ROWS, formulas=True)
    ]
    at = heading_at([cells for _number, cells in found])
    headings, rows = (list(found[at][1]), found[at + 1 :]) if at >= 0 else ([], found)
    width = max((len(cells) for _number, cells in found), default=0)
    if not rows or width > MOST_COLUMNS:
        raise Refused(_("There is no list of people in this file."))
    headings += [""] * (width - len(headings))
    return _without_what_nobody_needs(
        headings, [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in rows]
    )


def _without_what_nobody_needs(headings: list[str], rows: list[tuple[int, list[str]]]) -> Sheet:
    columns = [[row[at] for _number, row in rows] for at in range(len(headings))]
    empty = {at for at, values in enumerate(columns) if not any(value.strip() for value in values)}
    never = {at for at, values in enumerate(columns) if is_never_kept(headings[at], values)}
    named = [heading.strip() or _("Column %(letter)s") % {"letter": letter(at)} for at, heading in enumerate(headings)]
    sheet = Sheet(named, rows).only(set(range(len(headings))) - empty - never)
    return replace(sheet, left_out=[named[at] for at in sorted(never - empty)])


def letter(at: int) -> str:
    """What a spreadsheet calls a column: A, Z, AA."""
    return (letter(at // 26 - 1) if at >= 26 else "") + chr(65 + at % 26)


def sealed(sheet: Sheet, list_id: UUID) -> bytes:
    plain = json.dumps([sheet.headings, sheet.rows, sheet.left_out], ensure_ascii=False, separators=(",", ":"))
    return vault.seal_value("sheet", list_id, base64.b64encode(zlib.compress(plain.encode(), 3)).decode())


def opened(found: MemberList) -> Sheet | None:
    """The cells of a list; None when they are gone."""
    if found.sheet is None:
        return None
    packed = base64.b64decode(vault.open_value("sheet", found.id, bytes(found.sheet)))
    headings, rows, left_out = json.loads(zlib.decompress(packed))
    return Sheet(headings, [(number, cells) for number, cells in rows], left_out)
