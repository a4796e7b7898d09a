"""A rule as somebody fills it in, before it is written: also what a dry run plays with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from uuid import UUID

import shapely
from django.utils.translation import gettext as _

from nabij.places.geometry import Shape, shape_from_geojson
from nabij.places.queries import outlines
from nabij.reports.routing.models import Holidays, RoutingRule
from nabij.reports.routing.queries.lines import NEIGHBOURHOOD
from nabij.reports.states import Urgency
from nabij.tenants.errors import Refused

WEEK = range(7)
MOST_RULES = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """Empty means every. `area` is GeoJSON in degrees; it and `area_codes` exclude each other."""

    name: str
    team_id: UUID
    families: Collection[str] = ()
    categories: Collection[str] = ()
    area_codes: Collection[str] = ()
    area: Mapping[str, Any] | None = None
    weekdays: Collection[int] = ()
    from_time: time | None = None
    until_time: time | None = None
    holidays: str = Holidays.ANY
    answers: Mapping[str, Collection[str]] = field(default_factory=dict)
    any_answer: bool = False
    urgency: str = ""
    is_urgent: bool = False


def fill(row: RoutingRule, draft: Draft) -> None:
    """Puts a draft into a row, which is not written. Raises Refused with a sentence for who filled it in."""
    if not draft.name.strip():
        raise Refused(_("Give the rule a name."))
    if (draft.from_time is None) != (draft.until_time is None):
        raise Refused(_("Give both hours, or none."))
    if draft.area and draft.area_codes:
        raise Refused(_("Choose neighbourhoods or draw an area, not both."))
    if draft.holidays not in Holidays.values or not set(draft.weekdays) <= set(WEEK):
        raise Refused(_("Choose the days from the list."))
    if draft.urgency not in ("", *Urgency.values):
        raise Refused(_("Choose one first."))
    row.name, row.team_id = draft.name.strip()[:80], draft.team_id
    row.families, row.categories = sorted(draft.families), sorted(draft.categories)
    row.weekdays, row.holidays = sorted(draft.weekdays), draft.holidays
    row.from_time, row.until_time = draft.from_time, draft.until_time
    row.answers = {code: sorted(wanted) for code, wanted in draft.answers.items() if wanted}
    row.any_answer, row.urgency = draft.any_answer, draft.urgency
    row.is_urgent = draft.is_urgent
    if set(draft.area_codes) != set(row.area_codes) or not draft.area_codes:
        _place(row, draft)


def _place(row: RoutingRule, draft: Draft) -> None:
    row.area_codes = sorted(draft.area_codes)
    shape = shape_from_geojson(draft.area) if draft.area else _union(row.area_codes)
    row.shape = shapely.to_wkb(shape) if shape is not None else None
    bounds = shape.bounds if shape is not None else (None,) * 4
    row.left, row.bottom, row.right, row.top = bounds


def _union(codes: list[str]) -> Shape | None:
    if not codes:
        return None
    found = outlines(NEIGHBOURHOOD, codes)
    if {code for code, _name, _shape in found} != set(codes):
        raise Refused(_("One of these neighbourhoods is not there any more. Choose again."))
    union: Shape = shapely.union_all([shape for _code, _name, shape in found])  # type: ignore[assignment]
    return union
