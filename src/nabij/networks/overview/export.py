"""The table of networks as a file for a spreadsheet: counts, no persons. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from nabij.networks.models import NetworkKind, NetworkState
from nabij.networks.overview.queries.city import Row

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins so is run as a formula by spreadsheets (OWASP, CSV injection)."""
BOM: Final = "\ufeff"
Table = list[list[Any]]


def table(rows: Iterable[Row], *, is_police: bool) -> Table:
    """Heads and a line per network; numbers stay numbers."""
    heads = [
        _("Network"), _("Kind of network"), _("State"), _("Households"), _("Addresses"), _("Next step"), _("Owner"), _("Term"),
        _("Stalled"), _("Coordinator"), _("Alerts that owed feedback"), _("With feedback in time"),
        _("Hours until feedback (median)"), _("Messages per week"), _("Cost of messages this year (euro)"),
        _("Budget plan of a year (euro)"), _("Last information evening"), _("Last evaluation agreed"),
    ]  # fmt: skip
    police = [_("Reports judged in ninety days"), _("Hours until a report is judged (median)")] if is_police else []
    return [heads + police, *(_line(row, is_police) for row in rows)]


def _line(row: Row, is_police: bool) -> list[Any]:
    counted, step = row.figures, row.step
    cells: list[Any] = [
        row.name, str(NetworkKind(row.kind).label), str(NetworkState(row.state).label), row.households, counted.addresses,
        step.name if step else "", step.owner_name if step else "",
        step.due_at.date() if step and step.due_at else None, _("yes") if row.is_stalled else _("no"),
        _("yes") if row.has_coordinator else _("no"), counted.owed, counted.in_time, _rounded(counted.feedback_hours),
        _rounded(counted.messages_week), counted.cost_cents / 100,
        None if row.planned_cents is None else row.planned_cents / 100, row.evening_on, row.evaluated_on,
    ]  # fmt: skip
    return [*cells, counted.judged, _rounded(counted.response_hours)] if is_police else cells


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def harmless(cell: Any) -> Any:
    """A text that a spreadsheet would run begins with an apostrophe, which it shows as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(lines: Sequence[Sequence[Any]]) -> bytes:
    """With a mark that spreadsheets read as UTF-8, and semicolons as they expect here."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([harmless(cell) for cell in line] for line in lines)
    return (BOM + out.getvalue()).encode("utf-8")


def as_xlsx(lines: Sequence[Sequence[Any]], title: str) -> bytes:
    """One sheet with its heads in bold and fixed."""
    book = Workbook(write_only=False)
    sheet = book.active
    sheet.title = title[:31]
    for line in lines:
        sheet.append([harmless(cell) for cell in line])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
