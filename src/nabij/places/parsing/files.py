"""Opening what is imported: plain or gzipped, in UTF-8, as JSON or as a table with headers."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused

Row = TypeVar("Row")
DELIMITERS = ",;\t|"


class BadFile(Refused):
    """The file as a whole cannot be read; str() is a sentence for the person who imports it."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be imported: where it stands ("line 14", "feature 3") and why not."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(slots=True)
class Parsed(Generic[Row]):
    """What a file holds: good rows, bad rows, and how many rows said the same as an earlier one."""

    rows: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    repeated: int = 0


def read_text(path: Path) -> str:
    """The text of a file, unzipped where its name ends in .gz. Raises BadFile."""
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile(_("%(file)s cannot be read: %(error)s.") % {"file": path.name, "error": error}) from error
    except UnicodeDecodeError as error:
        raise BadFile(_("%(file)s is not text in UTF-8.") % {"file": path.name}) from error


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises BadFile."""
    try:
        content = json.loads(read_text(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadFile(_("%(file)s is not JSON: %(error)s.") % {"file": path.name, "error": error}) from error
    if not isinstance(content, dict):
        raise BadFile(_("%(file)s holds no GeoJSON.") % {"file": path.name})
    return content


def read_table(path: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The headers of a CSV file, and its rows with their line numbers. Raises BadFile."""
    text = read_text(path)
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = _rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), path.name)
    headers = [header.strip() for header in next(rows, (0, []))[1]]
    if len(headers) < 2:
        raise BadFile(_("%(file)s is not a table with headers.") % {"file": path.name})
    return headers, rows


def _rows(reader: Any, file: str) -> Iterator[tuple[int, list[str]]]:
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        text = _("%(file)s cannot be read from line %(line)s on: %(error)s.")
        raise BadFile(text % {"file": file, "line": reader.line_num, "error": error}) from error


def columns(headers: list[str], wanted: Mapping[str, tuple[str, ...]], file: str) -> dict[str, int]:
    """Which column holds what: `wanted` maps our name to the headers it goes by, in any case; the first that is there counts.

    Raises BadFile naming every header that is missing.
    """
    at = {header.lower(): number for number, header in reversed(list(enumerate(headers)))}
    found = {
        name: next((at[known.lower()] for known in names if known.lower() in at), None)
        for name, names in wanted.items()
    }
    missing = [" / ".join(wanted[name][:3]) for name, number in found.items() if number is None]
    if missing:
        text = _("%(file)s lacks a column: %(missing)s. It has: %(headers)s.")
        raise BadFile(text % {"file": file, "missing": "; ".join(missing), "headers": ", ".join(headers)})
    return {name: number for name, number in found.items() if number is not None}
