"""Who is proposed as coordinator: for the police zone; a municipality sees only that a step is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from nabij.audit.actions import consulted
from nabij.networks import queries as networks
from nabij.networks.founding.models import Candidate, Outcome, StartDecision
from nabij.networks.founding.rules import MANAGE, SCREEN
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


@dataclass(frozen=True)
class Proposed:
    """A candidate who was not settled yet. `outcome` is empty before the screening."""

    id: UUID
    name: str
    deputy: bool
    outcome: str
    screened_at: datetime | None
    proposed_at: datetime

    @property
    def outcome_words(self) -> str:
        return str(Outcome(self.outcome).label) if self.outcome else ""

    @property
    def is_suitable(self) -> bool:
        return self.outcome == Outcome.SUITABLE


@transaction.atomic
def candidates(actor: Actor, network_id: UUID) -> list[Proposed]:
    """The candidates that wait, for who screens or manages networks in the zone itself; on record. Raises Missing for anybody
    else, a municipality too.
    """
    found = networks.network(actor, network_id)
    if not (actor.may(SCREEN, found.tenant_id) or actor.may(MANAGE, found.tenant_id)):
        raise Missing
    rows = Candidate.objects.filter(tenant_id=found.tenant_id, network_id=found.id, closed_at__isnull=True)
    who = {row.id: UUID(vault.open_value("candidate", row.id, bytes(row.person))) for row in rows}
    if who:
        consulted(actor, tenant_id=found.tenant_id, target="networks.candidates", target_id=found.id)
    names = people.names_of(who.values())
    return [
        Proposed(row.id, names.get(who[row.id], ""), row.deputy, row.outcome, row.screened_at, row.proposed_at)
        for row in rows
    ]


def start_decision(actor: Actor, network_id: UUID) -> StartDecision | None:
    """What the chief decided, for the zone itself: its reason is not for a municipality. Raises Missing."""
    found = networks.network(actor, network_id)
    actor.require(networks.VIEW, found.tenant_id)
    return StartDecision.objects.filter(tenant_id=found.tenant_id, network_id=found.id).first()
