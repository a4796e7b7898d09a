"""What is known already near a place: only what anybody may see, and only as precisely as anybody may see it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from nabij.places.geometry import to_lambert
from nabij.reports.models import Category, Incident
from nabij.reports.outward.queries import BLUR_M, blurred, last_said, public_incidents, streets_of
from nabij.reports.states import State
from nabij.tenants.errors import Missing

JOINABLE: Final = (State.NEW, State.IN_HAND, State.REFERRED)
CANDIDATES: Final = 100
SHOWN: Final = 4
HALF_SQUARE_M: Final = BLUR_M / math.sqrt(2)
"""From the middle of a square to its corner: how far the middle may lie from the fact itself."""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that was told already, as anybody may see it. `about_m`: from the middle of its square, in steps of 50 m.

    How many told it is not said: who tries the number of a neighbour would see whether that neighbour was one of them.
    """

    id: UUID
    kind: Category
    street: str
    happened_at: datetime
    said: str
    about_m: int


def known_near(kind: Category, lon: float, lat: float, at: datetime) -> list[Known]:
    """Facts of the family of `kind` that may be the same, nearest first; none of a kind that may not be public. Three queries.

    Distances are from the blurred place: who asks from many places learns no more than the map shows.
    """
    if not kind.may_be_public or kind.nothing_stored:
        return []
    xs, ys = to_lambert([lon], [lat])
    x, y, reach = float(xs[0]), float(ys[0]), kind.near_m + HALF_SQUARE_M
    around = timedelta(minutes=kind.near_min)
    rows = public_incidents().filter(
        category__family=kind.family,
        state__in=JOINABLE,
        happened_at__range=(at - around, at + around),
        x__range=(x - reach - BLUR_M, x + reach + BLUR_M),
        y__range=(y - reach - BLUR_M, y + reach + BLUR_M),
    )
    found = [(_apart_m(row, x, y), row) for row in rows.order_by("-happened_at")[:CANDIDATES]]
    near = sorted(((apart, row) for apart, row in found if apart <= reach), key=lambda pair: (pair[0], pair[1].id))
    streets = streets_of(row for _apart, row in near[:SHOWN])
    return [_known(row, apart, streets) for apart, row in near[:SHOWN]]


def known_fact(incident_id: UUID) -> Known:
    """One of these by its id. Raises Missing for any other: unknown, closed, or not public."""
    row = public_incidents().filter(id=incident_id, state__in=JOINABLE).first()
    if row is None:
        raise Missing
    return _known(row, 0, streets_of([row]))


def _apart_m(row: Incident, x: float, y: float) -> float:
    lon, lat = blurred(row.x, row.y)
    xs, ys = to_lambert([lon], [lat])
    return math.hypot(float(xs[0]) - x, float(ys[0]) - y)


def _known(row: Incident, apart: float, streets: Mapping[UUID, str]) -> Known:
    about = max(50, round(apart / 50) * 50)
    street = streets.get(row.id) or row.neighbourhood_name
    return Known(row.id, row.category, street, row.happened_at, last_said(row), about)
