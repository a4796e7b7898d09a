"""The live queue: newest first, a fixed number of queries for any page size, no exact count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from nabij.reports.models import Category, Incident
from nabij.reports.queries.filtering import Filters, hits, narrowed, oldest_id, scope_of
from nabij.reports.states import OPEN, State, Urgency
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor

LARGEST_PAGE = 200
COUNT_AT_MOST = 100
MAP_AT_MOST = 1_000
MAP_BACK = timedelta(days=60)
CLOSED_ON_MAP = timedelta(hours=12)
MAP_STATES = {State.NEW: "new", State.CLOSED: "closed"}
_NOT_LISTED = ("category__hint", "category__words", "category__questions", "category__links", "tenant__settings")
"""What no list shows and is much to read a hundred times."""
NO_TERM = datetime.max.replace(tzinfo=UTC)
Place = tuple[datetime, UUID]
"""Where a row stands in the list: its term (the end of time where it has none, or the list is by age) and its id."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of incidents (category, tenant and team loaded) and what to ask the next page after, empty at the end."""

    rows: list[Incident] = field(default_factory=list)
    after: str = ""


def queue(actor: Actor, filters: Filters | None = None, after: str | UUID | None = None, limit: int = 50) -> Page:
    """The incidents that this person may view (reports.view), those after `after`: newest first, or by term. Two queries, and one
    more for words to search."""
    wanted, size = filters or Filters(), max(1, min(limit, LARGEST_PAGE))
    found = places(actor, wanted, after, size + 1)
    ids = [one for _due, one in found[:size]]
    rows = {row.id: row for row in _rows(actor, wanted, ids)} if ids else {}
    page = [rows[one] for one in ids if one in rows]
    return Page(page, cursor(wanted, found[size - 1]) if len(found) > size else "")


def places(actor: Actor, wanted: Filters, after: str | UUID | None, most: int) -> list[Place]:
    """The first `most` places of the list after `after`. One query, and one more for words to search."""
    scope = scope_of(actor, wanted)
    found = hits(scope, wanted) if scope else []
    if not scope or found == []:
        return []
    begin = _cursor_of(wanted, str(after or ""))
    # One short index walk per tenant and state: asked together, the database would read past all that is closed.
    branches = [
        branch[:most]
        for tenant_id in scope
        for state in wanted.states
        for branch in _branches(narrowed(Incident.objects.filter(tenant_id=tenant_id, state=state), wanted, found), wanted, begin)
    ]  # fmt: skip
    if not branches:
        return []
    rows = [
        (due or NO_TERM, one)
        for one, due in (branches[0].union(*branches[1:], all=True) if branches[1:] else branches[0])
    ]
    return sorted(rows, key=_order(wanted))[:most]


def cursor(wanted: Filters, place: Place) -> str:
    """What to ask the next page after."""
    due, one = place
    return f"{due.isoformat() if due != NO_TERM else ''}_{one}" if wanted.by_due else str(one)


def counts(actor: Actor) -> dict[str, int]:
    """How many incidents stand in each open state, counted to 100 at most (100 means: 100 or more). One query."""
    tenant_ids = actor.tenants_with("reports.view")
    capped = [
        Incident.objects.filter(tenant_id__in=tenant_ids, state=state).values_list("state")[:COUNT_AT_MOST]
        for state in OPEN
    ]
    counted = Counter(state for (state,) in capped[0].union(*capped[1:], all=True)) if tenant_ids else Counter()
    return {str(state): counted[str(state)] for state in OPEN}


def incidents_geojson(actor: Actor, filters: Filters | None = None) -> dict[str, Any]:
    """The open incidents of the actor, and those closed in the last 12 hours, as a GeoJSON FeatureCollection (at most 1,000)."""
    wanted, scope = filters or Filters(), scope_of(actor, filters or Filters())
    now = timezone.now()
    shown = Q(state__in=[state for state in wanted.states if state in OPEN])
    if not filters or State.CLOSED in wanted.states:
        shown |= Q(state=State.CLOSED, closed_at__gt=now - CLOSED_ON_MAP, id__gte=oldest_id(now - MAP_BACK))
    rows = narrowed(Incident.objects.filter(shown, tenant_id__in=scope), wanted, hits(scope, wanted)).order_by("-id")
    return {
        "type": "FeatureCollection",
        "features": [_feature(row) for row in rows.select_related("category")[:MAP_AT_MOST]],
    }


def _rows(actor: Actor, wanted: Filters, ids: Sequence[UUID]) -> QuerySet[Incident]:
    rows = Incident.objects.filter(id__in=ids, tenant_id__in=scope_of(actor, wanted))
    return rows.select_related("category", "tenant", "team").defer(*_NOT_LISTED)


def _branches(
    rows: QuerySet[Incident], wanted: Filters, begin: Place | None
) -> list[QuerySet[Incident, tuple[UUID, datetime | None]]]:
    """By age one walk; by term one over what has a term, and one over what has none."""
    if not wanted.by_due:
        rows = rows if begin is None else rows.filter(id__lt=begin[1])
        return [rows.order_by("-id").values_list("id", "due_at")]
    with_term, without = rows.filter(due_at__isnull=False), rows.filter(due_at__isnull=True)
    if begin is not None and begin[0] == NO_TERM:
        with_term, without = with_term.none(), without.filter(id__gt=begin[1])
    elif begin is not None:
        with_term = with_term.filter(Q(due_at__gt=begin[0]) | Q(due_at=begin[0], id__gt=begin[1]), due_at__gte=begin[0])
    walks = [with_term.order_by("due_at", "id"), without.order_by("id")]
    return [walk.values_list("id", "due_at") for walk in (walks if not wanted.due_before else walks[:1])]


def _order(wanted: Filters) -> Callable[[Place], tuple[float, int]]:
    if wanted.by_due:
        return lambda place: (place[0].timestamp(), place[1].int)
    return lambda place: (0.0, -place[1].int)


def _cursor_of(wanted: Filters, after: str) -> Place | None:
    """Where a list goes on; None, its beginning, for what is no cursor of this list."""
    due, _line, one = after.rpartition("_")
    try:
        return (datetime.fromisoformat(due) if due and wanted.by_due else NO_TERM), UUID(one)
    except ValueError:
        return None


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
