"""Cards for letterboxes: who is the officer of this street, when one can walk in, and a code to the page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from nabij.desk.officers import presenters
from nabij.desk.officers.queries import Contact, photo_of
from nabij.letters import pdf, qr_svg
from nabij.places import queries as places
from nabij.places.geometry import Shape
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken

HERE: Final = Path(__file__).resolve().parent / "paper"
PAPERS: Final = ("a5", "a4")
MOST_STREETS: Final = 300


def cards(contact: Contact, code: str, paper: str, *, per_street: bool, drawn: Sequence[Shape] = ()) -> bytes:
    """One card for each street of a neighbourhood, or one for the whole of it. With no code: one for each street of the ground
    that is `drawn` for the officer (Lambert metres), else one of the officer alone. Raises Refused for too many streets.
    """
    area = next(iter(places.areas("neighbourhood", [code])), None) if code else None
    streets = _streets(code if area else "", drawn) if per_street else []
    if len(streets) > MOST_STREETS:
        raise Refused(
            _("This neighbourhood has too many streets for one file. Print the card of the whole neighbourhood.")
        )
    name = area.name if area else ""
    path = (
        reverse("desk:officers_area", args=[code])
        if code
        else reverse("desk:officer_public", args=[contact.officer.id])
    )
    link = settings.SITE_URL + path
    shown = {
        "language": spoken(), "title": _("Your neighbourhood officer"), "paper": paper, "link": link, "qr": qr_svg(link),
        "addressees": _addressees(streets, name), "photo": _photo(contact), **_words(contact),
    }  # fmt: skip
    return pdf(HERE / "card.typ", shown)


def _streets(code: str, drawn: Sequence[Shape]) -> list[str]:
    if code:
        return [one.name for one in places.streets_in(code)]
    return sorted({name for shape in drawn for name in places.streets_within(shape)})


def _addressees(streets: list[str], name: str) -> list[str]:
    if streets:
        return [_("To the people of %(street)s") % {"street": one} for one in dict.fromkeys(streets)]
    return [_("To the people of %(street)s") % {"street": name} if name else ""]


def _photo(contact: Contact) -> list[int]:
    """The portrait as numbers, since values travel as JSON; none without a picture."""
    try:
        return list(photo_of(contact.officer.id).read_bytes())
    except Missing:
        return []


def _words(contact: Contact) -> dict[str, Any]:
    found = contact.officer
    card = presenters.card(contact)
    rows: list[list[str]] = [[_("Telephone"), presenters.phone_words(found)]]
    rows += [[_("E-mail"), found.email], [_("Walk in"), found.walk_in_place], *map(list, presenters.hours_rows(found))]
    if card["door"]:
        rows.append([_("Open door"), f"{card['door']['when']}, {card['door']['where']}"])
    return {
        "name": str(found), "kind": card["kind"], "about": found.about, "initials": presenters.initials(found),
        "rows": [row for row in rows if row[1]],
        "ask": _("Scan this code: your question, who stands in, and the hours of today."),
        "qr_words": _("Code that leads to the page of your officer"),
        "urgent": _("Urgent? Call 101. Fire or an ambulance: 112."),
    }  # fmt: skip
