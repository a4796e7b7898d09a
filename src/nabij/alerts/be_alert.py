"""Files for and from BE-Alert, which has no public interface: what an officer takes there and brings back."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from nabij.alerts.zone_rules import ZoneRules
from nabij.tenants.errors import Refused

LANGUAGES = {"nl": "NL", "fr": "FR", "de": "DE", "en": "EN"}
_PHONE_COLUMNS = ("Telefoon 2", "Telefoon 3", "Telefoon 4", "Telefoon 5", "Telefoon 6", "Telefoon 7")
_SMS_COLUMNS = ("SMS", "SMS 2", "SMS 3")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Contact:
    """A member who agreed that BE-Alert gets these contact data; numbers in E.164."""

    reference: str
    name: str
    language: str
    points: Sequence[tuple[str, str]]


def audience_csv(contacts: Iterable[Contact], chosen: ZoneRules) -> bytes:
    """The members as BE-Alert imports them: semicolons, the columns of the setting, UTF-8 with a mark for spreadsheets."""
    written = io.StringIO()
    table = csv.DictWriter(
        written, chosen.be_alert_columns, delimiter=";", extrasaction="ignore", restval="", lineterminator="\r\n"
    )
    table.writeheader()
    table.writerows(_row(contact) for contact in contacts)
    return written.getvalue().encode("utf-8-sig")


def _row(contact: Contact) -> dict[str, str]:
    first, _space, last = contact.name.partition(" ")
    row = {
        "Tel/Ref.": contact.reference,
        "Naam": _harmless(first),
        "Voornaam": _harmless(last),
        "Taal": LANGUAGES.get(contact.language, "NL"),
        "Land": "BE",
        "Type Contact": "P",
    }
    values = {kind: [value for held, value in contact.points if held == kind] for kind in ("sms", "voice", "email")}
    row |= zip(_SMS_COLUMNS, map(_dialled, values["sms"]), strict=False)
    row |= zip(_PHONE_COLUMNS, map(_dialled, values["voice"]), strict=False)
    row |= zip(("Email",), map(_harmless, values["email"]), strict=False)
    return row


def _dialled(number: str) -> str:
    """BE-Alert writes +32 as 0032."""
    return f"00{number.removeprefix('+')}"


def _harmless(value: str) -> str:
    """A value that a spreadsheet does not take for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def read_results(content: bytes, chosen: ZoneRules) -> dict[str, Any]:
    """Counts of a result file: total, delivered, and rows per channel and state. Raises Refused when a column is missing."""
    text = _decoded(content)
    rows = (
        csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ",")
        if text.strip()
        else None
    )
    wanted = chosen.result_columns
    if rows is None or wanted["state"] not in (rows.fieldnames or ()):
        sentence = _("This file has no column “%(column)s”. Take the result file of BE-Alert as it is.")
        raise Refused(sentence % {"column": wanted["state"]})
    counts = Counter(_outcome(row, wanted) for row in rows)
    delivered = sum(number for (_channel, state), number in counts.items() if state.lower() in chosen.result_delivered)
    listed = [
        {"channel": channel, "state": state, "count": number} for (channel, state), number in sorted(counts.items())
    ]
    return {"total": counts.total(), "delivered": delivered, "rows": listed}


def _outcome(row: Mapping[str, str | None], wanted: Mapping[str, str]) -> tuple[str, str]:
    return (row.get(wanted.get("channel", "")) or "").strip(), (row.get(wanted["state"]) or "").strip()


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
