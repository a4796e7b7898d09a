"""Words about a list that is brought in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nabij.networks.members.importing.columns import FIELDS
from nabij.networks.members.importing.reading import Finding
from nabij.networks.members.importing.sheet import Sheet

WHY: Final = {
    "no_name": gettext_lazy("there is no name."),
    "too_long": gettext_lazy("this name is too long: is it a name?"),
    "no_address": gettext_lazy("the street or the house number is missing."),
    "unknown_address": gettext_lazy("we do not find this address. Check the street and the number."),
    "outside": gettext_lazy("this address lies outside the area of the network."),
    "bad_telephone": gettext_lazy(
        "this is no telephone number that exists. Check that no digit is missing or too many."
    ),
    "bad_email": gettext_lazy("this is not an e-mail address."),
    "no_way": gettext_lazy("there is no telephone number and no e-mail address, so we cannot reach this person."),
    "formula": gettext_lazy("this looks like a formula of a spreadsheet, and not like something about a person."),
    "member": gettext_lazy("this number or address is already of a member."),
    "asked": gettext_lazy("this person was asked already and may still answer."),
    "said_no": gettext_lazy("this person said no before. We do not ask again."),
    "silent": gettext_lazy("this person did not answer before. We do not ask again; they can join by themselves."),
    "household": gettext_lazy("this household has as many members as the network takes."),
}


@dataclass(frozen=True)
class BadRow:
    """A row of the file with everything that is wrong with it, as sentences that name the column."""

    number: int
    who: str
    reasons: Sequence[str]


def sentence(one: Finding, headings: Mapping[str, str]) -> str:
    """What is wrong, with the column in which it stands."""
    double = _("the same number or address as in row %(row)s.") % {"row": one.other}
    why = double if one.what == "double" else str(WHY[one.what])
    return _("%(column)s: %(why)s") % {"column": headings.get(one.field) or str(FIELDS[one.field]), "why": why}


def headings_of(sheet: Sheet, columns: Mapping[int, str]) -> dict[str, str]:
    """What the file calls each field; an address in parts is called by its street."""
    named = {
        field: sheet.headings[at] for at, field in sorted(columns.items(), reverse=True) if at < len(sheet.headings)
    }
    for field, instead in (("address", "street"), ("name", "family_name"), ("mobile", "phone"), ("email", "mobile")):
        if field not in named and instead in named and field != "email":
            named[field] = named[instead]
    return named


def bad_rows(findings: Iterable[Finding], sheet: Sheet, columns: Mapping[int, str]) -> list[BadRow]:
    """The rows with something wrong, in the order of the file."""
    headings = headings_of(sheet, columns)
    whose = {number: _who(cells, columns) for number, cells in sheet.rows}
    found: dict[int, list[str]] = {}
    for one in findings:
        found.setdefault(one.row, []).append(sentence(one, headings))
    return [BadRow(number, whose.get(number, ""), reasons) for number, reasons in sorted(found.items())]


def _who(cells: Sequence[str], columns: Mapping[int, str]) -> str:
    names = [
        cells[at] for at, field in columns.items() if field in ("name", "given_name", "family_name") and at < len(cells)
    ]
    return " ".join(" ".join(names).split())[:60]


def bad_rows_table(rows: Sequence[BadRow], sheet: Sheet) -> list[list[str]]:
    """The bad rows as they stood, each with its number before it and its reasons behind, for a spreadsheet."""
    cells_of = dict(sheet.rows)
    head = [_("Row"), *sheet.headings, _("What is wrong")]
    return [head, *([str(row.number), *cells_of.get(row.number, ()), " ".join(row.reasons)] for row in rows)]
