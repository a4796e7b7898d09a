"""Lists as people keep them: spreadsheets and CSV files read line by line, and written so that no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

import openpyxl
from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused

MOST_UNPACKED: Final = 100_000_000
DELIMITERS: Final = ";,\t|"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
Line = tuple[int, Sequence[str]]


def lines(content: bytes, *, most: int, formulas: bool = False) -> Iterator[Line]:
    """Lines with something in them, with their number from 1, of a CSV (any usual delimiter, UTF-8 or Windows) or a spreadsheet.

    With `formulas` a cell that computes gives its formula, else what it last showed. Raises Refused for what cannot be read, and
    for more than `most` lines.
    """
    rows = _of_spreadsheet(content, most, formulas) if content.startswith(b"PK") else _of_text(content)
    for number, cells in rows:
        if number > most:
            raise Refused(_("This file has more than %(most)s lines. Take it in parts.") % {"most": most})
        if any(cell.strip() for cell in cells):
            yield number, cells


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


def _of_spreadsheet(content: bytes, most: int, formulas: bool) -> Iterator[Line]:
    try:
        _check_not_huge(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=not formulas)
        sheet = book.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_row=most + 1), 1):
            yield number, [_written(cell) for cell in cells]
    except (BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise Refused(_("This spreadsheet cannot be opened. Save it as CSV and try again.")) from None


def _written(cell: Any) -> str:
    """A whole number without the point that spreadsheets give it: telephones and house numbers are kept as numbers."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _check_not_huge(content: bytes) -> None:
    """A spreadsheet is a ZIP file: a small one can unpack to gigabytes."""
    with ZipFile(io.BytesIO(content)) as unpacked:
        if sum(one.file_size for one in unpacked.infolist()) > MOST_UNPACKED:
            raise Refused(_("This file is too large when it is unpacked. Save it as CSV and try again."))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def harmless(value: str) -> str:
    """A value on one line that a spreadsheet does not take for a formula."""
    line = " ".join(value.split())
    return f"'{line}" if line.startswith(FORMULA) else line


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as a CSV as Excel opens it in Belgium: semicolons, UTF-8 with a byte order mark. The caller made values harmless."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def spreadsheet(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as an .xlsx in which every cell is text: nothing is computed, and nothing loses its first zero."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([_printable(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _printable(value: str) -> str:
    line = "".join(letter for letter in harmless(value) if letter.isprintable())
    return line[:32_000]
