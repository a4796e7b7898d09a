"""The file itself: for BE-Alert, or a spreadsheet that says in its first row who took it, when and why."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from nabij.networks.be_alert import audience_csv, contact_of, layout_of
from nabij.networks.models import Network
from nabij.people import vault
from nabij.people.queries import Handed
from nabij.tenants.sheets import spreadsheet


def be_alert_file(found: Network, people: Sequence[Handed]) -> bytes:
    return audience_csv(map(contact_of, people), layout_of(found))


def member_sheet(found: Network, people: Sequence[Handed], unnamed: frozenset[str], mark: str) -> bytes:
    """One row per member; `mark` stands above them. The name of who does not show it stays away."""
    head = [
        _("Name"),
        _("Address"),
        _("Box"),
        _("Postcode"),
        _("Municipality"),
        _("Telephone"),
        _("E-mail"),
        _("Language"),
    ]
    rows = [_row(one, unnamed) for one in sorted(people, key=_by_address)]
    return spreadsheet([[mark], [found.name], head, *rows])


def _by_address(one: Handed) -> tuple[str, str]:
    return (one.address.street, one.address.number) if one.address else ("", "")


def _row(one: Handed, unnamed: frozenset[str]) -> list[str]:
    home = one.address
    numbers = [vault.readable(kind, value) for kind, value in one.points if kind in ("sms", "voice")]
    mails = [value for kind, value in one.points if kind == "email"]
    return [
        "" if str(one.person_id) in unnamed else one.name, f"{home.street} {home.number}" if home else "", one.box,
        home.postcode if home else "", home.municipality if home else "", ", ".join(numbers), ", ".join(mails), one.language,
    ]  # fmt: skip
