"""Places that somebody cares about besides where they live."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from nabij.people import vault
from nabij.people.models import CareArea
from nabij.people.queries import person
from nabij.tenants.actor import Actor


@dataclass(frozen=True)
class CaredFor:
    """What somebody calls a place, where it is (Lambert metres), and how far around it concerns them."""

    id: UUID
    label: str = field(repr=False)
    x: float
    y: float
    radius_m: int


def care_areas(actor: Actor, person_id: UUID) -> list[CaredFor]:
    """The places that a person cares about, oldest first. Raises Missing unless the actor may see them."""
    person(actor, person_id)
    rows = CareArea.objects.filter(person_id=person_id).order_by("id")
    return [
        CaredFor(row.id, vault.open_value("label", row.id, bytes(row.label)), row.x, row.y, row.radius_m)
        for row in rows
    ]
