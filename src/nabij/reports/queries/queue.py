"""The live queue: newest first, a fixed number of queries for any page size, no exact count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from nabij.reports.models import Category, Incident
from nabij.reports.states import OPEN, State, Urgency
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor

LARGEST_PAGE = 200
COUNT_AT_MOST = 100
MAP_AT_MOST = 1_000
SEARCH_BACK = timedelta(days=60)
CLOSED_ON_MAP = timedelta(hours=12)
MAP_STATES = {State.NEW: "new", State.CLOSED: "closed"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show. Empty means: everything that is open, in every tenant of the actor. `search` looks 60 days back."""

    states: Sequence[str] = OPEN
    categories: Sequence[str] = ()
    neighbourhoods: Sequence[str] = ()
    tenant_ids: Sequence[UUID] = ()
    urgent: bool = False
    search: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of incidents (category and tenant loaded) and the id to ask the next page after, empty at the end."""

    rows: list[Incident] = field(default_factory=list)
    after: str = ""


def queue(actor: Actor, filters: Filters | None = None, after: UUID | None = None, limit: int = 50) -> Page:
    """The incidents that this person may view (reports.view), newest first, those before `after`. Two queries."""
    wanted, size = filters or Filters(), max(1, min(limit, LARGEST_PAGE))
    branches = [
        _branch(tenant_id, state, wanted, after)[: size + 1]
        for tenant_id in _scope(actor, wanted)
        for state in wanted.states
    ]
    if not branches:
        return Page()
    # One short index walk per tenant and state: asked together, the database would read past all that is closed.
    ids = list(_together(branches)[: size + 1])
    rows = Incident.objects.filter(id__in=ids[:size], tenant_id__in=_scope(actor, wanted))
    page = list(rows.select_related("category", "tenant").order_by("-id"))
    return Page(page, str(page[-1].id) if len(ids) > size and page else "")


def counts(actor: Actor) -> dict[str, int]:
    """How many incidents stand in each open state, counted to 100 at most (100 means: 100 or more)."""
    tenant_ids = actor.tenants_with("reports.view")
    return {
        str(state): Incident.objects.filter(tenant_id__in=tenant_ids, state=state)[:COUNT_AT_MOST].count()
        for state in OPEN
    }


def incidents_geojson(actor: Actor, filters: Filters | None = None) -> dict[str, Any]:
    """The open incidents of the actor, and those closed in the last 12 hours, as a GeoJSON FeatureCollection (at most 1,000)."""
    wanted, scope = filters or Filters(), _scope(actor, filters or Filters())
    now = timezone.now()
    shown = Q(state__in=[state for state in wanted.states if state in OPEN])
    if not filters or State.CLOSED in wanted.states:
        shown |= Q(state=State.CLOSED, closed_at__gt=now - CLOSED_ON_MAP, id__gte=oldest_id(now - SEARCH_BACK))
    rows = _narrowed(Incident.objects.filter(shown, tenant_id__in=scope), wanted).order_by("-id")
    return {
        "type": "FeatureCollection",
        "features": [_feature(row) for row in rows.select_related("category")[:MAP_AT_MOST]],
    }


def oldest_id(moment: datetime) -> UUID:
    """The smallest UUIDv7 made at a moment: ids sort by time, so an index on ids is one on time."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _scope(actor: Actor, wanted: Filters) -> list[UUID]:
    mine = actor.tenants_with("reports.view")
    return [tenant_id for tenant_id in mine if not wanted.tenant_ids or tenant_id in wanted.tenant_ids]


def _branch(tenant_id: UUID, state: str, wanted: Filters, after: UUID | None) -> QuerySet[Incident, UUID]:
    rows = _narrowed(Incident.objects.filter(tenant_id=tenant_id, state=state), wanted)
    if after is not None:
        rows = rows.filter(id__lt=after)
    return rows.order_by("-id").values_list("id", flat=True)


def _together(branches: list[QuerySet[Incident, UUID]]) -> QuerySet[Incident, UUID]:
    return branches[0].union(*branches[1:], all=True).order_by("-id") if len(branches) > 1 else branches[0]


def _narrowed(rows: QuerySet[Incident], wanted: Filters) -> QuerySet[Incident]:
    if wanted.categories:
        rows = rows.filter(category__in=list(wanted.categories))
    if wanted.neighbourhoods:
        rows = rows.filter(neighbourhood_code__in=list(wanted.neighbourhoods))
    if wanted.urgent:
        rows = rows.filter(urgency=Urgency.URGENT)
    if wanted.search.strip():
        text = wanted.search.strip()
        rows = rows.filter(
            Q(address__icontains=text) | Q(summary__icontains=text), id__gte=oldest_id(timezone.now() - SEARCH_BACK)
        )
    return rows


def _feature(row: Incident) -> dict[str, Any]:
    urgent = row.urgency == Urgency.URGENT and row.state == State.NEW
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": {
            "id": str(row.id),
            "state": "urgent" if urgent else MAP_STATES.get(State(row.state), "handling"),
            "name": _name(row.category),
        },
    }


def _name(category: Category) -> str:
    return in_language(category.name)
