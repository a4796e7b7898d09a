"""Incidents near in place, time and kind: maybe the same fact."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from nabij.places.geometry import to_lambert
from nabij.reports.models import Category, Incident
from nabij.reports.rules import Sighting, duplicate_score
from nabij.reports.states import State
from nabij.tenants.actor import Actor

CANDIDATES = 200
SHOWN = 5
MERGEABLE = (State.NEW, State.IN_HAND)


@dataclass(frozen=True, slots=True)
class Near:
    """An incident that may be the same fact: how alike (0 to 1) and how far (whole metres)."""

    incident: Incident
    score: float
    distance_m: int


def near(actor: Actor, category: Category, lon: float, lat: float, at: datetime) -> list[Near]:
    """Open incidents that the actor may view and that look like this one, most alike first (one query)."""
    xs, ys = to_lambert([lon], [lat])
    here = Sighting(category.family, category.code, float(xs[0]), float(ys[0]), at, category.near_m, category.near_min)
    return _ranked(here, actor.tenants_with("reports.view"))


def near_incident(actor: Actor, incident: Incident) -> list[Near]:
    """The same for an incident that is there, within its own tenant."""
    if not actor.may("reports.view", incident.tenant_id):
        return []
    return [found for found in _ranked(sighting(incident), [incident.tenant_id]) if found.incident.id != incident.id]


def sighting(incident: Incident) -> Sighting:
    """An incident as the rule of likeness sees it; its category must be loaded."""
    kind = incident.category
    return Sighting(kind.family, kind.code, incident.x, incident.y, incident.happened_at, kind.near_m, kind.near_min)


def _ranked(here: Sighting, tenant_ids: Iterable[UUID]) -> list[Near]:
    around = timedelta(minutes=here.near_min)
    rows = Incident.objects.filter(
        tenant_id__in=list(tenant_ids),
        state__in=MERGEABLE,
        happened_at__range=(here.at - around, here.at + around),
        x__range=(here.x - here.near_m, here.x + here.near_m),
        y__range=(here.y - here.near_m, here.y + here.near_m),
        category__family=here.family,
    )
    candidates = rows.select_related("category").order_by("-happened_at")[:CANDIDATES]
    scored = [Near(row, duplicate_score(here, sighting(row)), _distance_m(here, row)) for row in candidates]
    return sorted((found for found in scored if found.score > 0), key=lambda found: -found.score)[:SHOWN]


def _distance_m(here: Sighting, row: Incident) -> int:
    return round(math.hypot(here.x - row.x, here.y - row.y))
