"""Staff that does for a resident, at the counter or by telephone, what residents can do online."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from nabij.audit.actions import consulted
from nabij.people import rules, vault
from nabij.people.actions.record import chain_of
from nabij.people.models import ContactPoint, Person
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


@transaction.atomic
def start_helping(actor: Actor, *, kind: str, raw: str, reason: str) -> UUID | None:
    """The person who holds this number or address, and a row on record of who looked and why; None where nobody holds it.

    A value that is not verified yet counts where only one person gave it. Raises Missing without people.help, Refused without a
    reason or for a value that is none.
    """
    if not actor.tenants_with("people.help"):
        raise Missing
    rules.check_reason(reason)
    lookup = vault.lookup(kind, raw)
    points = ContactPoint.objects.filter(lookup=lookup, retired_at__isnull=True)
    verified = points.filter(verified_at__isnull=False)
    found = Person.objects.filter(contact_points__in=verified).first() or _only(points)
    if found is None:
        return None
    looking = actor.because(reason.strip()).helping(found.id)
    consulted(looking, tenant_id=chain_of(actor), target="people.person", target_id=found.id)
    return found.id


@transaction.atomic
def start_helping_known(actor: Actor, *, person_id: UUID, reason: str) -> None:
    """Staff begins to help somebody whom another room knows, such as a member of a network; on record with their reason.

    Raises Missing without people.help or for nobody, Refused without a reason.
    """
    if not actor.tenants_with("people.help") or not Person.objects.filter(id=person_id).exists():
        raise Missing
    rules.check_reason(reason)
    looking = actor.because(reason.strip()).helping(person_id)
    consulted(looking, tenant_id=chain_of(actor), target="people.person", target_id=person_id)


def _only(points: object) -> Person | None:
    people = list(Person.objects.filter(contact_points__in=points).distinct()[:2])  # type: ignore[misc]
    return people[0] if len(people) == 1 else None
