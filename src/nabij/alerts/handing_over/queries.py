"""What is asked about hand-overs: who is told when nobody does it, and how practising went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from nabij.alerts.following.models import Drill
from nabij.alerts.handing_over.scenes import Scene, scene
from nabij.alerts.models import Handover, HandoverState
from nabij.alerts.rules.handing_over import deputy_due
from nabij.alerts.zone_rules import rules_of
from nabij.people import queries as people
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

RIGHT: Final = "alerts.handover"
SHOWN: Final = 20
LATE_FOR: Final = timedelta(days=1)


def unconfirmed(now: datetime) -> list[Handover]:
    """Hand-overs of which the deputy is to be told: twice the minutes of their tenant passed, and nobody told them yet."""
    rows = Handover.objects.filter(
        state=HandoverState.WAITING, escalated_at__isnull=True, prepared_at__lt=now, prepared_at__gt=now - LATE_FOR
    )
    return [one for one in rows.select_related("alert") if now >= _due(one)]


def _due(found: Handover) -> datetime:
    return deputy_due(found.prepared_at, rules_of(found).handover_minutes)


def waiting(handover_id: UUID) -> Handover | None:
    """A hand-over that still waits, for the platform itself."""
    return Handover.objects.select_related("alert").filter(id=handover_id, state=HandoverState.WAITING).first()


@dataclass(frozen=True)
class Practised:
    """A drill with who did it; `seconds` and `right` once it ended."""

    drill: Drill
    scene: Scene
    name: str

    @property
    def seconds(self) -> int | None:
        ended = self.drill.confirmed_at
        return round((ended - self.drill.started_at).total_seconds()) if ended else None

    @property
    def right(self) -> bool:
        return self.drill.typed_count == self.drill.expected


def drill(actor: Actor, drill_id: UUID) -> Practised:
    """A drill in the tenants where the actor hands over (two queries). Raises Missing for another."""
    found = Drill.objects.filter(id=drill_id, tenant_id__in=actor.tenants_with(RIGHT)).first()
    if found is None:
        raise Missing
    return Practised(found, scene(found.scene), people.account_names([found.account_id]).get(found.account_id, ""))


def drills(actor: Actor) -> list[Practised]:
    """Who practised in the tenants where the actor hands over, newest first (two queries)."""
    rows = Drill.objects.filter(tenant_id__in=actor.tenants_with(RIGHT), confirmed_at__isnull=False)
    found = list(rows.order_by("-started_at")[:SHOWN])
    names = people.account_names(row.account_id for row in found)
    return [Practised(row, scene(row.scene), names.get(row.account_id, "")) for row in found]
