"""The file of members for BE-Alert, which has no public interface: what an officer takes there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from nabij.people.queries import Handed
from nabij.tenants.models import TenantRow
from nabij.tenants.sheets import csv_file, harmless

# The thirty-three columns of BE-Alert's import of members, as a converter of sign-up sheets writes them; the provider
# swaps first and last name. Not confirmed by the crisis centre, so a setting.
BE_ALERT_COLUMNS: Final = (
    "Tel/Ref.", "Civilite", "Naam", "Voornaam", "Adres incl huisnummer", "Bijkomend adres", "Postcode", "Gemeente",
    "Geboortedatum", "Email", "FAX", "FAX2", "FAX3", "Verdieping", "Aantal inwoners", "Telefoon 2", "Telefoon 3",
    "Telefoon 4", "Telefoon 5", "Telefoon 6", "Telefoon 7", "SMS", "SMS 2", "SMS 3", "Pager", "Zone libre 1",
    "Zone libre 2", "Zone libre 3", "Taal", "Land", "Rode lijst", "Type Contact", "GPS coordinaten",
)  # fmt: skip

# What goes into each of them; a zone that finds it otherwise names only the columns that differ. See `audience_csv`.
BE_ALERT_FIELDS: Final[Mapping[str, str]] = {
    "Tel/Ref.": "reference", "Naam": "given_name", "Voornaam": "family_name", "Adres incl huisnummer": "street_and_number",
    "Bijkomend adres": "box", "Postcode": "postcode", "Gemeente": "municipality", "Email": "email_1", "Taal": "language",
    "Land": "country", "Type Contact": "type", "SMS": "mobile_1", "SMS 2": "mobile_2", "SMS 3": "mobile_3",
    "Telefoon 2": "phone_1", "Telefoon 3": "phone_2", "Telefoon 4": "phone_3", "Telefoon 5": "phone_4",
    "Telefoon 6": "phone_5", "Telefoon 7": "phone_6",
}  # fmt: skip

LANGUAGES = {"nl": "NL", "fr": "FR", "de": "DE", "en": "EN"}
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


class Layout(Protocol):
    """The columns of BE-Alert's file, and what goes into each."""

    @property
    def be_alert_columns(self) -> Sequence[str]: ...
    @property
    def be_alert_fields(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class _Chosen:
    be_alert_columns: Sequence[str]
    be_alert_fields: Mapping[str, str]


def layout_of(row: TenantRow) -> Layout:
    """The layout that the tenant of a row found, under "alerts" in its settings, where hand-overs read it too."""
    chosen: Mapping[str, Any] = row.tenant.settings.get("alerts", {})
    columns = tuple(chosen.get("be_alert_columns", BE_ALERT_COLUMNS))
    return _Chosen(columns, {**BE_ALERT_FIELDS, **chosen.get("be_alert_fields", {})})


def contact_of(handed: Handed) -> Contact:
    """Somebody as BE-Alert knows them."""
    home = handed.address
    address = (
        Address(home.street, home.number, home.postcode, home.municipality, handed.box, home.lat, home.lon)
        if home
        else None
    )
    return Contact(str(handed.person_id)[-12:], handed.name, handed.language, handed.points, address)


def audience_csv(contacts: Iterable[Contact], chosen: Layout) -> bytes:
    """The members as BE-Alert imports them: semicolons, the columns and fields that were chosen, UTF-8 with a byte order mark."""
    known = (_fields(contact) for contact in contacts)
    rows = (
        [one.get(chosen.be_alert_fields.get(column, ""), "") for column in chosen.be_alert_columns] for one in known
    )
    return csv_file([chosen.be_alert_columns, *rows])


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
