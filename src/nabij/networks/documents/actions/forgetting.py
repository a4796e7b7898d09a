"""Somebody who is erased, and documents that name them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nabij.networks.documents import queries
from nabij.networks.documents.actions.base import put, seal_answers
from nabij.networks.documents.models import Document, DocumentState, Signature
from nabij.networks.models import Mandate
from nabij.people import queries as people
from nabij.tenants.actor import system_actor

OWN_ANSWERS = ("coordinator_name", "coordinator_email", "coordinator_phone", "coordinator_deputy")


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """Takes a coordinator out of the drafts of their networks. What they signed stays as long as the agreement can be asked
    for (GDPR art. 17(3)(e)); a sentence says so. Called by the room of people.
    """
    account_id = people.account_id_of(person_id)
    if account_id is None:
        return []
    led = Mandate.objects.filter(account_id=account_id).values_list("network_id", flat=True)
    for draft in Document.objects.select_for_update().filter(network_id__in=list(led), state=DocumentState.DRAFT):
        answers = queries.answers_of(draft)
        seal_answers(draft, {name: value for name, value in answers.items() if name not in OWN_ANSWERS})
        draft.edits += 1
        draft.save(update_fields=["answers", "edits"])
        put(system_actor([draft.tenant_id]), draft, "forget_coordinator", {})
    return _signed(account_id)


def what_stays(person_id: UUID) -> list[str]:
    """What stays, and what happens to the networks that somebody leads, told before they are erased."""
    account_id = people.account_id_of(person_id)
    if account_id is None:
        return []
    led = Mandate.objects.filter(account_id=account_id).select_related("network").order_by("id")
    goes_on = _("%(network)s goes on without you: the police and the city look for another coordinator.")
    return [goes_on % {"network": one.network.name} for one in led] + _signed(account_id)


def _signed(account_id: UUID) -> list[str]:
    if not Signature.objects.filter(account_id=account_id).exists():
        return []
    return [_("A charter that you signed keeps your name until six years after it was replaced: it is an agreement.")]
