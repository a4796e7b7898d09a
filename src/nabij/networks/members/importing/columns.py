"""Which column of a list holds what: proposed by its heading, corrected by who brings it in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from nabij.networks.be_alert import Layout
from nabij.places.rules import plain

FILE: Final = Path(__file__).resolve().parents[2] / "data" / "list_columns.toml"
FIELDS: Final = {
    "name": _("Name"), "given_name": _("First name"), "family_name": _("Family name"), "address": _("Street and number"),
    "street": _("Street"), "number": _("House number"), "box": _("Box"), "postcode": _("Postcode"),
    "town": _("Municipality"), "mobile": _("Mobile number"), "phone": _("Telephone number"), "email": _("E-mail address"),
    "language": _("Language"),
}  # fmt: skip
"""What a list may say of somebody; a telephone column may hold a mobile number and the other way round."""
SEVERAL: Final = frozenset({"mobile", "phone", "email"})
"""Of these somebody may have more than one, so several columns may hold them."""
HEADING_WITHIN: Final = 15
"""Above the headings there may stand a title, a date, an empty line."""
BE_ALERT_AT_LEAST: Final = 5
"""Columns with something in them, all called as BE-Alert calls them."""
_BE_ALERT: Final = {
    "given_name": "given_name", "family_name": "family_name", "street_and_number": "address", "box": "box",
    "postcode": "postcode", "municipality": "town", "language": "language",
}  # fmt: skip
_NATIONAL_NUMBER = re.compile(r"\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. ]?\d{2}")


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def heading_key(heading: str) -> str:
    """A heading without case, accents, spaces, signs and the number of a second one: "Gsm-nr. 2" gives "gsmnr"."""
    return re.sub(r"\d+$", "", re.sub(r"[^a-z0-9]", "", plain(heading)))


def field_of(heading: str) -> str:
    """The field that a heading names, or nothing."""
    key, found = heading_key(heading), _words()["fields"]
    exact = [field for field, names in found.items() if key in names]
    begun = [field for field, names in found.items() if any(len(one) > 2 and key.startswith(one) for one in names)]
    return next(iter(exact or begun), "")


def is_never_kept(heading: str, values: Iterable[str]) -> bool:
    """Whether a column holds what no network needs, by its heading or because most of it are national numbers."""
    if any(one in heading_key(heading) for one in _words()["never"]["headings"]):
        return True
    filled = [value for value in values if value.strip()]
    return bool(filled) and 2 * sum(is_national_number(value) for value in filled) > len(filled)


def is_national_number(value: str) -> bool:
    """Eleven digits of which the last two are 97 less the rest of the others (royal decree of 3 April 1984, art. 4)."""
    digits = re.sub(r"\D", "", value)
    if len(digits) != 11 or not _NATIONAL_NUMBER.fullmatch(value.strip()):
        return False
    return any(97 - int(before + digits[:9]) % 97 == int(digits[9:]) for before in ("", "2"))


def heading_at(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows holds the headings: the one that names most fields, at least two. -1 where none does."""
    named = [len({field_of(cell) for cell in row} - {""}) for row in rows[:HEADING_WITHIN]]
    best = max(named, default=0)
    return named.index(best) if best >= 2 else -1


def propose(headings: Sequence[str], layout: Layout) -> dict[int, str]:
    """Column to field. In BE-Alert's own layout by its fields, in which the provider swaps first and last name."""
    fields = layout.be_alert_fields
    if len(headings) >= BE_ALERT_AT_LEAST and set(headings) <= set(layout.be_alert_columns):
        named = {at: _of_be_alert(fields.get(heading, "")) for at, heading in enumerate(headings)}
        return {at: field for at, field in named.items() if field}
    found: dict[int, str] = {}
    for at, heading in enumerate(headings):
        field = field_of(heading)
        if field and (field in SEVERAL or field not in found.values()):
            found[at] = field
    return _first_and_last(found)


def _first_and_last(found: dict[int, str]) -> dict[int, str]:
    """Beside a column "Voornaam" the column "Naam" holds the family name."""
    alone = "given_name" in found.values() and "family_name" not in found.values()
    return {at: "family_name" if alone and field == "name" else field for at, field in found.items()}


def _of_be_alert(field: str) -> str:
    if field in _BE_ALERT:
        return _BE_ALERT[field]
    kind = field.partition("_")[0]
    return kind if kind in SEVERAL else ""


def language_of(written: str, fallback: str = "nl") -> str:
    """The language that a cell names; the fallback for what it does not know."""
    key = heading_key(written)
    return next((code for code, names in _words()["languages"].items() if key in names), fallback)
