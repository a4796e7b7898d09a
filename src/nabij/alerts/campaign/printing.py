"""Leaflets, letters and the file for a printer: who asks, why, and how to check it, in four languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from nabij.alerts.campaign.texts import official, texts
from nabij.alerts.zone_rules import zone_rules
from nabij.letters import pdf, qr_svg
from nabij.tenants.sheets import harmless

if TYPE_CHECKING:
    from nabij.places.queries import AddressRef, AreaRef
    from nabij.tenants.models import Tenant

HERE: Final = Path(__file__).resolve().parent
LEAFLET, LETTER = HERE / "leaflet.typ", HERE / "letter.typ"
PAPERS: Final = ("a5", "a4")
MERGE_COLUMNS: Final = ("Straat", "Nummer", "Postcode", "Gemeente", "Wijk", "Link")


def link_of(area: AreaRef | None) -> str:
    """The address of a neighbourhood's own page, as it stands in full on paper."""
    path = reverse("alerts:sign_up_area", args=[area.code]) if area else reverse("alerts:sign_up")
    return f"{settings.SITE_URL}{path}"


def said(found: Tenant | None, area: AreaRef | None, language: str) -> dict[str, Any]:
    """The texts for a neighbourhood; the city's name where there is none."""
    values = {
        "city": settings.CITY_NAME,
        "zone": _zone_name(found),
        "neighbourhood": area.name if area else settings.CITY_NAME,
        "link": link_of(area),
        "phone": zone_rules(found.id).campaign_contact if found else "",
    }
    return texts(language, values) | {"official": official(language)}


def _zone_name(found: Tenant | None) -> str:
    if found is None:
        return settings.CITY_NAME
    zone = found.zone if found.zone_id and found.zone else found
    return zone.name


def leaflet(found: Tenant, area: AreaRef, language: str, paper: str) -> bytes:
    """One sheet for a letterbox or a notice board, A5 or A4."""
    return pdf(LEAFLET, _values(found, area, language) | {"paper": paper})


def letters(found: Tenant, area: AreaRef, language: str, homes: Iterable[AddressRef]) -> bytes:
    """A letter for each of these addresses, to its residents: nobody's name is needed or known."""
    to = [{"street": f"{one.street} {one.number}", "town": f"{one.postcode} {one.municipality}"} for one in homes]
    with translation.override(language):
        day = date_format(timezone.localdate(), "j F Y")
    return pdf(LETTER, _values(found, area, language) | {"homes": to, "day": day})


def _values(found: Tenant, area: AreaRef, language: str) -> dict[str, Any]:
    words = said(found, area, language)
    link = link_of(area)
    return {"language": language, "title": words["title"], "words": words, "link": link, "qr": qr_svg(link)}


def merge_file(area: AreaRef, homes: Iterable[AddressRef]) -> bytes:
    """The addresses of a neighbourhood for a printer's own letter: public geography, no person."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(MERGE_COLUMNS)
    for one in homes:
        cells = (one.street, one.number, one.postcode, one.municipality, area.name, link_of(area))
        table.writerow([harmless(cell) for cell in cells])
    return written.getvalue().encode("utf-8-sig")
