"""The file of members for BE-Alert, which has no public interface: what an officer takes there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nabij.alerts.zone_rules import ZoneRules

LANGUAGES = {"nl": "NL", "fr": "FR", "de": "DE", "en": "EN"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"\s*(\d+)\s*(.*)")


@dataclass(frozen=True)
class Address:
    """Where a member lives; `box` is what tells apart the homes of one address. Places in degrees."""

    street: str
    number: str
    postcode: str
    municipality: str
    box: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class Contact:
    """A member who agreed that BE-Alert gets these contact data; numbers in E.164."""

    reference: str
    name: str
    language: str
    points: Sequence[tuple[str, str]]
    address: Address | None = None


def audience_csv(contacts: Iterable[Contact], chosen: ZoneRules) -> bytes:
    """The members as BE-Alert imports them: semicolons, the columns and fields of the setting, UTF-8 with a byte order mark."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(chosen.be_alert_columns)
    for contact in contacts:
        known = _fields(contact)
        fields = [chosen.be_alert_fields.get(column, "") for column in chosen.be_alert_columns]
        table.writerow([known.get(field, "") for field in fields])
    return written.getvalue().encode("utf-8-sig")


def _fields(contact: Contact) -> dict[str, str]:
    """Everything that a column may hold, by the name that the setting gives it."""
    given, _space, family = contact.name.partition(" ")
    known = {
        "reference": contact.reference,
        "given_name": harmless(given),
        "family_name": harmless(family),
        "language": LANGUAGES.get(contact.language, "NL"),
        "country": "BE",
        "type": "P",
    }
    values = {kind: [value for held, value in contact.points if held == kind] for kind in ("sms", "voice", "email")}
    known |= {f"mobile_{place}": _dialled(number) for place, number in enumerate(values["sms"], 1)}
    known |= {f"phone_{place}": _dialled(number) for place, number in enumerate(values["voice"], 1)}
    known |= {f"email_{place}": harmless(value) for place, value in enumerate(values["email"], 1)}
    return known | (_address_fields(contact.address) if contact.address else {})


def _address_fields(home: Address) -> dict[str, str]:
    """The number of a house as digits only, as BE-Alert wants it; what follows it stands with the box."""
    split = _NUMBER.match(home.number)
    digits, rest = split.groups() if split else ("", home.number.strip())
    place = "" if home.lat is None or home.lon is None else f"{home.lat:.5f},{home.lon:.5f}"
    return {
        "street_and_number": harmless(f"{home.street} {digits}".strip()),
        "box": harmless(" ".join(part for part in (rest.lstrip("/- "), home.box) if part)),
        "postcode": home.postcode,
        "municipality": harmless(home.municipality),
        "place": place,
    }


def _dialled(number: str) -> str:
    """BE-Alert writes +32 as 0032."""
    return f"00{number.removeprefix('+')}"


def harmless(value: str) -> str:
    """A value on one line that a spreadsheet does not take for a formula."""
    line = " ".join(value.split())
    return f"'{line}" if line.startswith(FORMULA) else line
