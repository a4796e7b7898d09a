"""A person who wants to be forgotten."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from nabij.people import dossier
from nabij.people.actions.record import locked_person, write
from nabij.people.models import Account, AccountKind, ContactPoint, Household, Person, RoleGrant, VerificationCode
from nabij.people.queries import household_id
from nabij.tenants.actor import Actor


@transaction.atomic
def erase_person(actor: Actor, *, person_id: UUID) -> list[str]:
    """Deletes the person, contact points, opt-outs, consents and account; rooms above delete what they keep.

    Returns sentences about what stays and why. The record stays: it holds ids only, and its chain is not broken.
    """
    person = locked_person(actor, person_id)
    stays = dossier.erase(person.id)
    lookups = [bytes(point.lookup) for point in ContactPoint.objects.filter(person=person)]
    VerificationCode.objects.filter(lookup__in=lookups).delete()
    lived = household_id(person)
    account_id = person.account_id
    write(actor, "people.erase_person", "people.person", person.id, {"contact_points": len(lookups)})
    person.delete()
    if account_id is not None:
        RoleGrant.objects.filter(account_id=account_id, account__kind=AccountKind.RESIDENT).delete()
        Account.objects.filter(id=account_id, kind=AccountKind.RESIDENT).delete()
    if lived is not None and not Person.objects.filter(household_lookup=person.household_lookup).exists():
        Household.objects.filter(id=lived).delete()
    return stays
