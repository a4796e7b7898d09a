"""Places that somebody cares about besides where they live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from nabij.people import vault
from nabij.people.models import CareArea, ContactPoint
from nabij.people.queries import person
from nabij.places import queries as places
from nabij.tenants.actor import Actor


@dataclass(frozen=True)
class CaredFor:
    """What somebody calls a place, where it is (Lambert metres), and how far around it concerns them.

    One of three: `radius_m`, or the name of the whole `street`, or of the whole `neighbourhood`.
    """

    id: UUID
    label: str = field(repr=False)
    x: float
    y: float
    radius_m: int
    street: str = ""
    neighbourhood: str = ""


def care_areas(actor: Actor, person_id: UUID) -> list[CaredFor]:
    """The places that a person cares about, oldest first. Raises Missing unless the actor may see them."""
    person(actor, person_id)
    rows = list(CareArea.objects.filter(person_id=person_id).order_by("id"))
    streets = places.street_names(row.street_id for row in rows if row.street_id)
    codes = [row.neighbourhood for row in rows if row.neighbourhood]
    names = {one.code: one.name for one in places.areas("neighbourhood", codes)} if codes else {}
    return [
        CaredFor(
            row.id, vault.open_value("label", row.id, bytes(row.label)), row.x, row.y, row.radius_m,
            street=streets.get(row.street_id, "?") if row.street_id else "",
            neighbourhood=names.get(row.neighbourhood, row.neighbourhood),
        )
        for row in rows
    ]  # fmt: skip


def places_of_points(contact_point_ids: Iterable[UUID]) -> dict[UUID, list[tuple[float, float]]]:
    """Where the holders of contact points live and the middles of the places they care about, in Lambert metres."""
    points = list(ContactPoint.objects.filter(id__in=list(contact_point_ids), retired_at__isnull=True))
    cared: dict[UUID, list[tuple[float, float]]] = {}
    for row in CareArea.objects.filter(person_id__in={point.person_id for point in points}):
        cared.setdefault(row.person_id, []).append((row.x, row.y))
    return {
        point.id: [(x, y) for x, y in [(point.x, point.y)] if x is not None and y is not None]
        + cared.get(point.person_id, [])
        for point in points
    }
