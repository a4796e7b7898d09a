"""Teams, rules and levels of a tenant, and things of this part for the tests that walk every page."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from django.utils import timezone
from PIL import Image

from nabij.channels.outbox.models import MessageState
from nabij.reports import pictures
from nabij.reports.models import Task, Team
from nabij.reports.routing.models import (
    DeliveryKind,
    Pause,
    RoutingRule,
    ServiceLevel,
    TaskDelivery,
    TaskPhoto,
)
from nabij.reports.tests.factories import report
from nabij.tenants.models import Tenant


def make_team(tenant: Tenant, name: str = "Ploeg", **fields: Any) -> Team:
    return Team.objects.create(tenant=tenant, name=name, **fields)


def make_rule(tenant: Tenant, team: Team, position: int = 1, **fields: Any) -> RoutingRule:
    given = {"name": f"Regel {position}", "changed_at": timezone.now()} | fields
    return RoutingRule.objects.create(tenant=tenant, team=team, position=position, **given)


def make_level(tenant: Tenant, amount: int, unit: str = "working_days", **fields: Any) -> ServiceLevel:
    return ServiceLevel.objects.create(
        tenant=tenant, amount=amount, unit=unit, **({"valid_from": date(2026, 1, 1)} | fields)
    )


def things_of(zone: Any) -> dict[str, UUID]:
    """A rule, and a task of an outside team with a message that did not arrive and a photo of the work. `zone` has a place."""
    team = make_team(zone.tenant, "Buitenploeg", outside="email", contact_value=b"sealed")
    rule = make_rule(zone.tenant, team)
    told = report(category="suspicious", place=zone.place)
    now = timezone.now()
    task = Task.objects.create(
        tenant=zone.tenant, incident_id=told.incident_id, team=team, what="Ga kijken.", given_at=now
    )
    own = {"tenant": zone.tenant, "task": task}
    failed = TaskDelivery.objects.create(
        **own, kind=DeliveryKind.NEW, channel="email", state=MessageState.FAILED, due_at=now, put_at=now
    )
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "JPEG")
    kept = pictures.keep(drawn.getvalue())
    photo = TaskPhoto.objects.create(**own, file=kept.file, width=kept.width, height=kept.height, added_at=now)
    make_level(zone.tenant, 5)
    Pause.objects.create(tenant=zone.tenant, incident_id=told.incident_id, from_at=now)
    return {"rule_id": rule.id, "delivery_id": failed.id, "done_id": photo.id}
