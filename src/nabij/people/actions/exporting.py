"""Everything that is kept about a person, for who asks their own data (GDPR, art. 15 and 20)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from nabij.people import dossier, queries
from nabij.people.actions.record import locked_person, write
from nabij.people.caring.queries import CaredFor, care_areas
from nabij.people.models import Consent, ContactPoint, GroupLabel, OptOut
from nabij.tenants.actor import Actor


@transaction.atomic
def export_person(actor: Actor, *, person_id: UUID) -> dict[str, Any]:
    """What this room and the rooms above keep, fit for JSON. That it was asked stands on record."""
    person = locked_person(actor, person_id)
    write(actor, "people.export_person", "people.person", person.id)
    return {
        "person": {
            "id": str(person.id),
            "name": queries.name_of(person),
            "language": person.language,
            "since": _moment(person.created_at),
        },
        "contact_points": [
            _point(point)
            for point in ContactPoint.objects.filter(person=person, retired_at__isnull=True).order_by("id")
        ],
        "places": [
            {"name": one.label, "x": one.x, "y": one.y, "system": "EPSG:3812", "around": _around(one)}
            for one in care_areas(actor, person.id)
        ],
        "opt_outs": [
            {"contact_point": str(row.contact_point_id), "from": row.tenant.name, "kind": row.message_kind or "all"}
            for row in OptOut.objects.filter(contact_point__person=person).select_related("tenant")
        ],
        "consents": [
            {
                "to": row.tenant.name,
                "recipient": row.recipient,
                "given": _moment(row.given_at),
                "withdrawn": _moment(row.withdrawn_at),
            }
            for row in Consent.objects.filter(person=person).select_related("tenant")
        ],
        "groups": [
            {
                "of": row.tenant.name,
                "group": row.code,
                "basis": row.basis,
                "since": _moment(row.given_at),
                "note": row.note,
            }
            for row in GroupLabel.objects.filter(person=person, ended_at__isnull=True).select_related("tenant")
        ],
        **dossier.parts(person.id),
    }


def _point(point: ContactPoint) -> dict[str, Any]:
    return {
        "id": str(point.id),
        "kind": point.kind,
        "value": queries.value_of(point),
        "language": point.language,
        "verified": _moment(point.verified_at),
        "nothing_arrives_since": _moment(point.unreachable_at),
        "place": None if point.x is None else {"x": point.x, "y": point.y, "system": "EPSG:3812"},
        "silent": None if point.quiet_from is None else [str(point.quiet_from), str(point.quiet_until)],
    }


def _around(place: CaredFor) -> str:
    return place.street or place.neighbourhood or f"{place.radius_m} m"


def _moment(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
