"""Where deeds about people are recorded: with the tenant whose staff did it, else with the platform."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from nabij.audit.actions import PLATFORM, record
from nabij.people.models import Person
from nabij.people.queries import may_see
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


def chain_of(actor: Actor) -> UUID:
    """The tenant in whose record this actor's deeds about people stand."""
    return next(iter(actor.tenants_with("people.help")), PLATFORM) if actor.kind == "staff" else PLATFORM


def write(actor: Actor, verb: str, target: str, target_id: UUID, detail: dict[str, Any] | None = None) -> None:
    """Into the record; `detail` never holds a contact value."""
    record(actor, tenant_id=chain_of(actor), verb=verb, target=target, target_id=target_id, detail=detail, event=False)


def locked_person(actor: Actor, person_id: UUID) -> Person:
    """The person, locked for a change. Raises Missing unless the actor may see them."""
    found = Person.objects.select_for_update().filter(id=person_id).first()
    if found is None or not may_see(actor, found):
        raise Missing
    return found
