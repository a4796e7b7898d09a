"""Meetings for the tests of this room and those above."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from nabij.meetings import actions
from nabij.meetings.models import Meeting
from nabij.places.queries import Chosen
from nabij.tenants.actor import system_actor
from nabij.tenants.models import Tenant

HALL = Chosen("Buurthuis, Tuiltstraat 2, 3500 Hasselt", 5.30, 50.93)


def soon(days: int = 20, hour: int = 19) -> datetime:
    """That hour (UTC) in so many days."""
    return (timezone.now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def make_meeting(tenant: Tenant, about: UUID | None = None, **fields: Any) -> Meeting:
    """A public information evening in three weeks, without registration."""
    starts_at = fields.pop("starts_at", None) or soon()
    values: dict[str, Any] = {
        "kind": "information", "title": "Infoavond", "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2),
        "place": HALL,
    }  # fmt: skip
    return actions.call_meeting(system_actor([tenant.id]), tenant_id=tenant.id, about=about, **(values | fields))
