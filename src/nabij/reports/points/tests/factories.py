"""A reporting point that is open now, with somebody on its roster."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from nabij.people.models import Account
from nabij.people.tests.factories import make_staff, staff_actor
from nabij.reports import actions as reports
from nabij.reports.models import points
from nabij.reports.points import actions
from nabij.reports.tests.factories import told
from nabij.reports.where import Place
from nabij.tenants.actor import PUBLIC
from nabij.tenants.models import Tenant


def make_point(tenant: Tenant, place: Place, name: str = "Kermis", hours: int = 6) -> points.Point:
    now = timezone.now()
    return actions.open_point(
        staff_actor(tenant, "mandated_officer"), tenant_id=tenant.id, name=name, place=place,
        from_at=now - timedelta(hours=1), until_at=now + timedelta(hours=hours), telephone="011 22 33 44",
    )  # fmt: skip


def put_on_roster(point: points.Point, account: Account) -> points.PointDuty:
    return actions.staff_point(
        staff_actor(point.tenant, "mandated_officer"), point_id=point.id, username=account.username,
        from_at=point.from_at, until_at=point.until_at,
    )  # fmt: skip


def things_of(zone: Any) -> dict[str, UUID]:
    """What the walk over all pages uses: a point of this zone with a report and a turn at it."""
    point = make_point(zone.tenant, zone.place)
    reports.submit_report(PUBLIC, told=told("noise", zone.place, point=point.id))
    return {"point_id": point.id, "turn_id": put_on_roster(point, make_staff(zone.tenant, "dispatcher")).id}
