"""Who is proposed as coordinator: for the police zone; a municipality sees only that a step is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from nabij.audit.actions import consulted
from nabij.networks import queries as networks
from nabij.networks.founding.models import Candidate, Outcome, StartDecision
from nabij.networks.founding.rules import MANAGE, SCREEN
from nabij.networks.members.queries import person_key
from nabij.networks.models import MandateRole, Membership, Network, NetworkState
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

WORKING = (NetworkState.ACTIVE, NetworkState.RESTING)


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


def candidates(actor: Actor, network: networks.Known) -> list[Proposed]:
    """The candidates that wait, for who screens or manages networks in the zone itself; on record. Raises Missing for anybody
    else, a municipality too.
    """
    found = networks.network(actor, network)
    if not (actor.may(SCREEN, found.tenant_id) or actor.may(MANAGE, found.tenant_id)):
        raise Missing
    rows = Candidate.objects.filter(tenant_id=found.tenant_id, network_id=found.id, closed_at__isnull=True)
    who = {row.id: UUID(vault.open_value("candidate", row.id, bytes(row.person))) for row in rows}
    if who:
        with transaction.atomic(savepoint=False):
            consulted(actor, tenant_id=found.tenant_id, target="networks.candidates", target_id=found.id)
    names = people.names_of(who.values())
    return [
        Proposed(row.id, names.get(who[row.id], ""), row.deputy, row.outcome, row.screened_at, row.proposed_at)
        for row in rows
    ]


def start_decision(actor: Actor, network: networks.Known) -> StartDecision | None:
    """What the chief decided, for the zone itself: its reason is not for a municipality. Raises Missing."""
    found = networks.network(actor, network)
    actor.require(networks.VIEW, found.tenant_id)
    return StartDecision.objects.filter(tenant_id=found.tenant_id, network_id=found.id).first()


@dataclass(frozen=True)
class WillingMember:
    """A member who would coordinate the network, or stand in."""

    membership_id: UUID
    name: str


@dataclass(frozen=True)
class Lead:
    """Who coordinates a network now, and who stands in; empty without."""

    name: str = ""
    deputy: str = ""


Need = Literal["find", "screen", "ask"]


def willing_members(actor: Actor, network: networks.Known) -> list[WillingMember]:
    """Who said so, for who manages networks in the zone; on record. Raises Missing for anybody else, a municipality too."""
    found = networks.network(actor, network)
    actor.require(MANAGE, found.tenant_id)
    rows = Membership.objects.filter(
        tenant_id=found.tenant_id, network_id=found.id, willing=True, left_at__isnull=True
    ).order_by("joined_at", "id")
    who = {row.id: UUID(vault.open_value("member", row.id, bytes(row.person))) for row in rows}
    if who:
        with transaction.atomic(savepoint=False):
            consulted(actor, tenant_id=found.tenant_id, target="networks.willing", target_id=found.id)
    names = people.names_of(who.values())
    return [WillingMember(one, names.get(person, "") or str(person)[-6:]) for one, person in who.items()]


def i_would(actor: Actor, person_id: UUID) -> list[tuple[Network, bool]]:
    """The networks of a person, and whether they said that they would coordinate it. Raises Missing for anybody else."""
    people.person(actor, person_id)
    rows = Membership.objects.filter(
        person_key=person_key(person_id), left_at__isnull=True, network__state__in=WORKING
    ).select_related("network")
    return [(row.network, row.willing) for row in rows.order_by("network__name")]


def lead_of(actor: Actor, network: networks.Known) -> Lead:
    """Who coordinates a network, by name, for the police zone itself; nothing for a municipality. Raises Missing."""
    found = networks.network(actor, network)
    if not (actor.may(SCREEN, found.tenant_id) or actor.may(MANAGE, found.tenant_id)):
        return Lead()
    accounts = {row.deputy: row.account_id for row in found.mandates.all() if row.role == MandateRole.COORDINATOR}
    names = people.known_names(list(accounts.values()))
    said = {deputy: names.get(account) or str(account)[-6:] for deputy, account in accounts.items()}
    return Lead(said.get(False, ""), said.get(True, ""))


def without_coordinator(networks: Collection[Network]) -> dict[UUID, Need]:
    """Those of these networks that work without a coordinator, and what comes next: find somebody, screen them, or ask the
    members. Rights were checked by who asks. One query, none where everybody has one; mandates are at hand.
    """
    left = {one.id for one in networks if one.state in WORKING and MandateRole.COORDINATOR not in _first_seats(one)}
    found: dict[UUID, Need] = dict.fromkeys(left, "find")
    if not found:
        return found
    rows = Candidate.objects.filter(network_id__in=list(found), deputy=False, closed_at__isnull=True)
    for network_id, outcome in rows.values_list("network_id", "outcome"):
        found[network_id] = "ask" if outcome == Outcome.SUITABLE else "screen"
    return found


def _first_seats(found: Network) -> set[str]:
    return {one.role for one in found.mandates.all() if not one.deputy}
