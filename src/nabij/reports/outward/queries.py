"""The one gate to the outside: facts of kinds that may be public, blurred to the street, and never a word of who told it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from nabij.audit.actions import consulted
from nabij.places.geometry import to_lambert, to_wgs84
from nabij.places.queries.naming import registered_streets
from nabij.reports.models import Category, Incident, IncidentNote
from nabij.reports.queries.filtering import Filters, oldest_id
from nabij.reports.queries.queue import Page, queue
from nabij.reports.rules import NEVER_PUBLIC, PUBLIC_STATES
from nabij.reports.sentences import sentence
from nabij.reports.states import OPEN
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind

BLUR_M: Final = 100.0
LOOK_BACK: Final = timedelta(days=90)
MOST: Final = 2_000
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see. No `kinds`: all; `is_open` None: both; `box`: west, south, east, north in degrees."""

    kinds: tuple[str, ...] = ()
    is_open: bool | None = None
    tenant: Tenant | None = None
    neighbourhood: str = ""
    since: datetime | None = None
    until: datetime | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """What anybody may know of a fact, in the language of now: street and middle of its square, no house, no reporter's words."""

    id: UUID
    kind: str
    kind_name: str
    icon: str
    tenant: str
    is_open: bool
    street: str
    neighbourhood: str
    lon: float
    lat: float
    reported_at: datetime
    changed_at: datetime
    sentence: str


def public_kinds() -> QuerySet[Category]:
    """The categories that may be shown to anybody, in the order of the page."""
    return Category.objects.filter(active=True, may_be_public=True, nothing_stored=False).order_by("position")


def public_incidents() -> QuerySet[Incident]:
    """Every fact that anybody may see, with category, tenant and `told` (its public notes, oldest first); unordered.

    What was merged shows as what it was merged into; what is withheld, no fact, or about a person in a crisis shows nowhere
    (`rules.may_be_public`). Whatever leaves the house without a right starts here.
    """
    told = IncidentNote.objects.exclude(public="", public_template="").order_by("id")
    rows = Incident.objects.filter(category__may_be_public=True, category__active=True, category__nothing_stored=False)
    rows = rows.filter(state__in=PUBLIC_STATES, never_alert=False).exclude(outcome__in=NEVER_PUBLIC)
    return rows.select_related("category", "tenant").prefetch_related(Prefetch("notes", told, to_attr="told"))


def facts(wish: Wish, *, after: UUID | None = None, most: int = MOST) -> list[Fact]:
    """Newest first, those after `after`; of the last 90 days where no `since` is asked. Three queries."""
    rows = public_incidents().filter(id__gte=oldest_id(wish.since or timezone.now() - LOOK_BACK))
    if after is not None:
        rows = rows.filter(id__lt=after)
    if wish.until is not None:
        rows = rows.filter(reported_at__lt=wish.until)
    if wish.kinds:
        rows = rows.filter(category_id__in=wish.kinds)
    if wish.is_open is not None:
        rows = rows.filter(state__in=OPEN) if wish.is_open else rows.exclude(state__in=OPEN)
    if wish.tenant is not None:
        rows = rows.filter(tenant=wish.tenant)
    if wish.neighbourhood:
        rows = rows.filter(neighbourhood_code=wish.neighbourhood)
    if wish.box is not None:
        rows = _within(rows, wish.box)
    found = list(rows.order_by("-id")[: min(most, MOST)])
    streets = streets_of(found)
    return [fact_of(row, streets) for row in found]


def streets_of(rows: Iterable[Incident]) -> dict[UUID, str]:
    """The street of each fact as the register of streets writes it, by its id; none where its address names no street of the
    register: what somebody typed at a door may be a name, and is shown to nobody. One query.
    """
    typed = {row.id: street_of(row.address) for row in rows}
    known = registered_streets(set(typed.values()))
    return {one: known[street] for one, street in typed.items() if street in known}


def fact_of(row: Incident, streets: Mapping[UUID, str]) -> Fact:
    """What anybody may know of a row of `public_incidents`; `streets` is what `streets_of` says of it."""
    told = _told(row)
    lon, lat = blurred(row.x, row.y)
    return Fact(
        row.id, row.category_id, in_language(row.category.name), row.category.icon, row.tenant.name, row.state in OPEN,
        streets.get(row.id, ""), row.neighbourhood_name, lon, lat, row.reported_at, told[-1].at if told else row.reported_at,
        row.public_sentence or last_said(row),
    )  # fmt: skip


def last_said(row: Incident) -> str:
    """What was last told of a row of `public_incidents`; that we received it is for who reported it only."""
    told = _told(row)
    return (told[-1].public or sentence(told[-1].public_template)) if told else ""


def _told(row: Incident) -> list[IncidentNote]:
    return [note for note in row.told if note.kind != "received"]  # type: ignore[attr-defined]


@transaction.atomic
def page_for_system(actor: Actor, filters: Filters, *, after: str, limit: int) -> Page:
    """A page of the incidents that a key may view, with what was told: of police data it is logged that they were consulted."""
    page = queue(actor, filters, after=after or None, limit=limit)
    for tenant_id in sorted({row.tenant_id for row in page.rows if row.tenant.kind == TenantKind.ZONE}):
        consulted(actor.because("api"), tenant_id=tenant_id, target="reports.list", target_id=tenant_id)
    return page


def told_of(actor: Actor, incident_id: UUID) -> Mapping[str, Any]:
    """What a system is told when an incident changed: which, and how it stands. Raises Missing for who may not view it."""
    rows = Incident.objects.filter(tenant_id__in=actor.tenants_with("reports.view"), id=incident_id)
    found = rows.values("tenant_id", "state", "version").first()
    if found is None:
        raise Missing
    return {"incident_id": incident_id, **found}


def _within(rows: QuerySet[Incident], box: Box) -> QuerySet[Incident]:
    """Those whose square touches the box: asking for a smaller box must not tell where in its square a fact is."""
    west, south, east, north = box
    xs, ys = to_lambert([west, west, east, east], [south, north, south, north])
    low, high = ([edge(one) // BLUR_M * BLUR_M for one in (xs, ys)] for edge in (min, max))
    return rows.filter(x__gte=low[0], y__gte=low[1], x__lt=high[0] + BLUR_M, y__lt=high[1] + BLUR_M)


def blurred(x: float, y: float) -> tuple[float, float]:
    """The middle of the square of 100 m in which a point (Lambert metres) lies, in degrees with five decimals."""
    middle = [(value // BLUR_M + 0.5) * BLUR_M for value in (x, y)]
    lons, lats = to_wgs84([middle[0]], [middle[1]])
    return round(float(lons[0]), 5), round(float(lats[0]), 5)


def street_of(address: str) -> str:
    """An address without its house number, box and what follows."""
    return re.split(r"[\d,]", address, maxsplit=1)[0].strip()
