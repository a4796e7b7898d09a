"""The only writers of what is kept of the quiz."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.audit.actions import record
from nabij.networks.members.queries import person_key
from nabij.networks.training import queries
from nabij.networks.training.models import QuizDone
from nabij.people import queries as people
from nabij.tenants.actor import Actor


@transaction.atomic
def finish_quiz(actor: Actor, *, person_id: UUID) -> int:
    """Keeps for each network of a member that they did the quiz today; no answers. Gives for how many. Raises Missing."""
    people.person(actor, person_id)
    found = queries.done_for(person_id)
    for network in found:
        QuizDone.objects.update_or_create(
            tenant_id=network.tenant_id, network_id=network.id, person_key=person_key(person_id),
            defaults={"done_on": timezone.localdate()},
        )  # fmt: skip
        record(
            actor, tenant_id=network.tenant_id, verb="networks.finish_quiz", target="networks.network",
            target_id=network.id,
        )  # fmt: skip
    return len(found)


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """Called by the room of people when somebody is erased."""
    QuizDone.objects.filter(person_key=person_key(person_id)).delete()
    return []
