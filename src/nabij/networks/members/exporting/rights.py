"""Who asks for a list of members, and who confirms it."""

from __future__ import annotations

from typing import Final

from nabij.networks import queries as networks
from nabij.networks.models import MandateRole, Network
from nabij.tenants.actor import Actor

EXPORT: Final = "people.export"


def may_ask(actor: Actor, network: Network) -> bool:
    """Coordinator or mandated officer, or their deputy."""
    return networks.mandated(actor, network)


def may_decide(actor: Actor, network: Network) -> bool:
    """The police's side only: the mandated officer or deputy, or the data protection officer of the zone. So no two neighbours
    take the list of their street away together."""
    return networks.mandated(actor, network, MandateRole.OFFICER) or actor.may(EXPORT, network.tenant_id)
