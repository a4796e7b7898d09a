"""The one gate to the outside: facts of kinds that may be public, blurred to the street, and never a word of who told it."""

from __future__ import annotations

import re
from typing import Final

from django.db.models import Prefetch, QuerySet

from nabij.places.geometry import to_wgs84
from nabij.reports.models import Category, Incident, IncidentNote
from nabij.reports.states import State

BLUR_M: Final = 100.0


def public_kinds() -> QuerySet[Category]:
    """The categories that may be shown to anybody, in the order of the page."""
    return Category.objects.filter(active=True, may_be_public=True, nothing_stored=False).order_by("position")


def public_incidents() -> QuerySet[Incident]:
    """Every fact that anybody may see, with category, tenant and `told` (its public notes, oldest first); unordered.

    What was merged shows as what it was merged into. Whatever leaves the house without a right starts here.
    """
    told = IncidentNote.objects.exclude(public="", public_template="").order_by("id")
    rows = Incident.objects.filter(category__may_be_public=True, category__active=True, category__nothing_stored=False)
    rows = rows.exclude(state=State.MERGED)
    return rows.select_related("category", "tenant").prefetch_related(Prefetch("notes", told, to_attr="told"))


def blurred(x: float, y: float) -> tuple[float, float]:
    """The middle of the square of 100 m in which a point (Lambert metres) lies, in degrees with five decimals."""
    middle = [(value // BLUR_M + 0.5) * BLUR_M for value in (x, y)]
    lons, lats = to_wgs84([middle[0]], [middle[1]])
    return round(float(lons[0]), 5), round(float(lats[0]), 5)


def street_of(address: str) -> str:
    """An address without its house number, box and what follows."""
    return re.split(r"[\d,]", address, maxsplit=1)[0].strip()
