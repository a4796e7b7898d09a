"""The result file of BE-Alert: what it says, shown before it counts. Only counts are ever kept."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

import openpyxl
from django.utils.translation import gettext as _

from nabij.alerts.zone_rules import ZoneRules
from nabij.tenants.errors import Refused

MOST_ROWS: Final = 200_000
MOST_UNPACKED: Final = 100_000_000
EXPLAINED: Final = 20
DELIMITERS: Final = ";,\t|"
Line = tuple[int, Sequence[str]]


@dataclass(frozen=True)
class Reading:
    """What was understood: counts per channel and state, and rows that were not, by line with why."""

    counts: Counter[tuple[str, str]]
    delivered_words: tuple[str, ...]
    bad: list[tuple[int, str]] = field(default_factory=list)
    bad_total: int = 0

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def delivered(self) -> int:
        return sum(n for (_channel, state), n in self.counts.items() if self.is_delivered(state))

    def is_delivered(self, state: str) -> bool:
        return state.casefold() in self.delivered_words

    def as_json(self) -> dict[str, Any]:
        rows = [{"channel": channel, "state": state, "count": n} for (channel, state), n in sorted(self.counts.items())]
        return {"total": self.total, "delivered": self.delivered, "rows": rows, "left_out": self.bad_total}


def read_results(content: bytes, chosen: ZoneRules) -> Reading:
    """Reads a CSV (any usual delimiter, UTF-8 or Windows) or a spreadsheet, its columns found by the setting, not their order or
    case. Raises Refused where the column with the states is missing, or nothing at all was understood."""
    lines = _lines(content)
    _number, names = next(lines, (1, []))
    found = {name.strip().casefold(): place for place, name in enumerate(names)}
    wanted = chosen.result_columns
    state_at = found.get(wanted["state"].casefold())
    if state_at is None:
        sentence = _(
            "This file has no column “%(column)s”. It has: %(found)s. Take the result file of BE-Alert as it is."
        )
        raise Refused(sentence % {"column": wanted["state"], "found": ", ".join(n.strip() for n in names if n) or "-"})
    reading = _counted(lines, len(names), state_at, found.get(wanted.get("channel", "").casefold()), chosen)
    if not reading.total:
        raise Refused(_("There is no row in this file that we understand."))
    return reading


def _counted(lines: Iterator[Line], width: int, state_at: int, channel_at: int | None, chosen: ZoneRules) -> Reading:
    counts: Counter[tuple[str, str]] = Counter()
    bad: list[tuple[int, str]] = []
    bad_total = 0
    for number, cells in lines:
        why = _why_bad(cells, width, state_at)
        if why:
            bad_total += 1
            bad += [(number, why)] if len(bad) < EXPLAINED else []
            continue
        channel = cells[channel_at].strip() if channel_at is not None and channel_at < len(cells) else ""
        counts[channel, cells[state_at].strip()] += 1
        if counts.total() > MOST_ROWS:
            raise Refused(_("This file has more rows than an alert has people."))
    return Reading(counts, tuple(word.casefold() for word in chosen.result_delivered), bad, bad_total)


def _why_bad(cells: Sequence[str], width: int, state_at: int) -> str:
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        return _("more cells than columns")
    if state_at >= len(cells):
        return _("fewer cells than columns")
    return "" if cells[state_at].strip() else _("no state")


def _lines(content: bytes) -> Iterator[Line]:
    """Lines with something in them, with their number from 1."""
    rows = _of_spreadsheet(content) if content.startswith(b"PK") else _of_text(content)
    return (line for line in rows if any(cell.strip() for cell in line[1]))


def _of_text(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise Refused(_("This file cannot be read from line %(n)s on.") % {"n": reader.line_num}) from None


def _of_spreadsheet(content: bytes) -> Iterator[Line]:
    try:
        _check_not_huge(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_row=MOST_ROWS), 1):
            yield number, ["" if cell is None else str(cell) for cell in cells]
    except (BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise Refused(_("This spreadsheet cannot be opened. Save it as CSV and try again.")) from None


def _check_not_huge(content: bytes) -> None:
    """A spreadsheet is a ZIP file: a small one can unpack to gigabytes."""
    with ZipFile(io.BytesIO(content)) as unpacked:
        if sum(one.file_size for one in unpacked.infolist()) > MOST_UNPACKED:
            raise Refused(_("This file has more rows than an alert has people."))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
