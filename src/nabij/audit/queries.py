"""Reading the record: for the data-protection officer, with the right `audit.read`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Count, QuerySet

from nabij.audit.models import AuditRow

CONSULTATION = "consult"
PAGE_SIZE = 50


class Reader(Protocol):
    """An actor, as far as reading the record goes."""

    def tenants_with(self, right: str) -> list[UUID]: ...


@dataclass(frozen=True)
class Filters:
    """What the officer looks for; empty means everything."""

    since: datetime
    actor_id: UUID | None = None
    target: str = ""
    only_consultations: bool = True


@dataclass(frozen=True)
class Page:
    rows: Sequence[AuditRow]
    after: UUID | None


def rows(actor: Reader, filters: Filters, after: UUID | None = None) -> Page:
    """A page of the record, newest first; `after` is the last id of the page before (one query)."""
    found = _readable(actor, filters)
    if after:
        found = found.filter(id__lt=after)
    page = list(found.order_by("-id")[: PAGE_SIZE + 1])
    more = len(page) > PAGE_SIZE
    return Page(page[:PAGE_SIZE], page[PAGE_SIZE - 1].id if more else None)


def consultations_per_actor(actor: Reader, filters: Filters, most: int = 20) -> list[tuple[UUID, int]]:
    """Who consulted most in the period, for the chart in which outliers show."""
    counted = _readable(actor, filters).filter(actor_id__isnull=False).values("actor_id").annotate(times=Count("id"))
    rows = counted.order_by("-times").values_list("actor_id", "times")[:most]
    return [(actor_id, times) for actor_id, times in rows if actor_id]


def targets(actor: Reader, filters: Filters) -> list[str]:
    """The kinds of record that were touched in the period."""
    return list(_readable(actor, filters).values_list("target", flat=True).distinct().order_by("target"))


def history(tenant_id: UUID, target_id: UUID) -> list[AuditRow]:
    """Everything that happened to one thing, oldest first; the caller has shown that the actor may see it."""
    return list(AuditRow.objects.filter(tenant_id=tenant_id, target_id=target_id).order_by("id"))


def _readable(actor: Reader, filters: Filters) -> QuerySet[AuditRow]:
    found = AuditRow.objects.filter(tenant_id__in=actor.tenants_with("audit.read"), at__gte=filters.since)
    if filters.only_consultations:
        found = found.filter(verb=CONSULTATION)
    if filters.actor_id:
        found = found.filter(actor_id=filters.actor_id)
    if filters.target:
        found = found.filter(target=filters.target)
    return found
