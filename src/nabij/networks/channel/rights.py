"""Who speaks for the police about a network, and who may manage what the zone knows of its WhatsApp groups."""

from __future__ import annotations

from typing import Final

from nabij.networks import queries as networks
from nabij.networks.actions import MANAGE
from nabij.networks.models import MandateRole, Network
from nabij.tenants.actor import Actor

CONSENT: Final = "networks.consent"
"""The right to agree for the police, besides the mandated officer of the network itself."""


def may_consent(actor: Actor, network: Network) -> bool:
    """Its mandated officer, or the chief of its zone."""
    return actor.kind == "staff" and (
        networks.mandated(actor, network, MandateRole.OFFICER) or actor.may(CONSENT, network.tenant_id)
    )


def may_manage(actor: Actor, network: Network) -> bool:
    """Who leads or follows up the network, and who manages those of the zone; never a municipality."""
    return networks.mandated(actor, network) or actor.may(MANAGE, network.tenant_id)
