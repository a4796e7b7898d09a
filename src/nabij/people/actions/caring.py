"""Places that somebody cares about besides where they live."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nabij.people import dossier, rules, vault
from nabij.people.actions.record import locked_person, write
from nabij.people.models import CareArea
from nabij.places import geometry
from nabij.places import queries as places
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

LONGEST_LABEL = 40


@transaction.atomic
def care_about(actor: Actor, *, person_id: UUID, label: str, lon: float, lat: float, reach: str) -> CareArea:
    """Adds a place, in degrees; `reach` is one of `rules.CARE_REACHES`.

    Raises Missing for who may not see this person, Refused outside Belgium, where no such street or neighbourhood is known, or
    for too many.
    """
    person = locked_person(actor, person_id)
    if not label.strip():
        raise Refused(_("Give this place a name, such as: the house of my mother."))
    if not geometry.in_belgium(lon, lat):
        raise Refused(_("This place does not lie in Belgium. Choose a place on the map."))
    if CareArea.objects.filter(person=person).count() >= rules.CARE_AREAS_AT_MOST:
        raise Refused(_("You gave five places already. Remove one first."))
    (x,), (y,) = geometry.to_lambert([lon], [lat])
    row = CareArea(id=new_id(), person=person, x=float(x), y=float(y), **_reach(reach, lon, lat))
    row.label = vault.seal_value("label", row.id, label.strip()[:LONGEST_LABEL])
    row.save(force_insert=True)
    write(actor, "people.care_about", "people.person", person.id, {"area": str(row.id)})
    dossier.after_caring(actor, person.id)
    return row


@transaction.atomic
def stop_caring(actor: Actor, *, person_id: UUID, area_id: UUID) -> None:
    """Removes a place. Raises Missing for one that is not of this person."""
    person = locked_person(actor, person_id)
    gone, _per_model = CareArea.objects.filter(person=person, id=area_id).delete()
    if not gone:
        raise Missing
    write(actor, "people.stop_caring", "people.person", person.id, {"area": str(area_id)})
    dossier.after_caring(actor, person.id)


def _reach(reach: str, lon: float, lat: float) -> dict[str, Any]:
    """The fields that say how far around a place something concerns somebody."""
    if reach not in rules.CARE_REACHES:
        raise Refused(_("Choose how far around this place."))
    if reach == rules.STREET:
        if (street := places.street_at(lon, lat)) is None:
            raise Refused(_("We know no street there. Choose how many metres around it."))
        return {"street_id": street[0]}
    if reach == rules.NEIGHBOURHOOD:
        if (found := places.locate(lon, lat).neighbourhood) is None:
            raise Refused(_("We know no neighbourhood there. Choose how many metres around it."))
        return {"neighbourhood": found.code}
    return {"radius_m": int(reach)}
