from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from nabij.reports.codes import ALPHABET
from nabij.reports.models import Report, points
from nabij.reports.points import rules
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

MANAGE: Final = "reports.points"
VIEW: Final = "reports.view"
AT_MOST: Final = 200
SHOWN_AFTER: Final = timedelta(days=400)


def reporting_points(actor: Actor) -> list[points.Point]:
    """The points of the actor's tenants of the last year and to come, the last one first; with `came`, how many reports."""
    rows = points.Point.objects.filter(
        tenant_id__in=actor.tenants_with(MANAGE), until_at__gt=timezone.now() - SHOWN_AFTER
    )
    found = list(rows.select_related("tenant").order_by("-from_at")[:AT_MOST])
    came = _counts(point.id for point in found)
    for point in found:
        point.came = came.get(point.id, 0)  # type: ignore[attr-defined]
    return found


def reporting_point(actor: Actor, point_id: UUID) -> points.Point:
    """One of these with its roster. Raises Missing."""
    rows = points.Point.objects.filter(tenant_id__in=actor.tenants_with(MANAGE), id=point_id)
    found = rows.select_related("tenant").first()
    if found is None:
        raise Missing
    return found


def roster_of(actor: Actor, point_id: UUID) -> list[points.PointDuty]:
    """Who staffs a point, in order of time. Raises Missing."""
    point = reporting_point(actor, point_id)
    rows = points.PointDuty.objects.filter(tenant_id=point.tenant_id, point=point)
    return list(rows.order_by("from_at", "name")[:AT_MOST])


def came_through(actor: Actor, point_id: UUID) -> list[Report]:
    """The reports that came through a point, in the tenants where the actor may view reports, newest first. Raises Missing."""
    point = reporting_point(actor, point_id)
    rows = Report.objects.filter(point=point.id, tenant_id__in=actor.tenants_with(VIEW))
    return list(rows.select_related("category", "incident").order_by("-id")[:AT_MOST])


def staffed_now(actor: Actor) -> list[points.Point]:
    """The points where the actor stands at this moment: what is recorded now comes through them."""
    if actor.id is None:
        return []
    now = timezone.now()
    turns = points.PointDuty.objects.filter(account_id=actor.id, from_at__lte=now, until_at__gt=now)
    rows = points.Point.objects.filter(id__in=turns.values("point_id"), from_at__lte=now, until_at__gt=now)
    return list(rows.order_by("name")[:AT_MOST])


def point_by_code(code: str) -> tuple[points.Point, rules.When] | None:
    """The point of a QR code with whether it is staffed, for anybody: name, place and times hang on the wall. None if unknown."""
    plain = code.strip().upper()
    if not plain or not set(plain) <= set(ALPHABET):
        return None
    found = points.Point.objects.filter(code=plain).first()
    return (found, rules.when(found.from_at, found.until_at, timezone.now())) if found is not None else None


def open_point_id(point_id: UUID, since: datetime) -> UUID | None:
    """The id where this point was staffed at some moment since then, for what is about to be stored; else None."""
    return (
        points.Point.objects.filter(id=point_id, from_at__lte=timezone.now(), until_at__gt=since)
        .values_list("id", flat=True)
        .first()
    )


def _counts(ids: Iterable[UUID]) -> dict[UUID, int]:
    rows = Report.objects.filter(point__in=list(ids)).values_list("point")
    return {point: count for point, count in rows.annotate(n=Count("id")) if point is not None}
