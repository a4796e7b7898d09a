"""Notices to the federal service."""

from __future__ import annotations

from uuid import UUID

from nabij.networks import queries as networks
from nabij.networks.documents.models import FederalNotice
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


def notice(actor: Actor, notice_id: UUID) -> FederalNotice:
    """A notice with its network and document, for who may see the network. Raises Missing."""
    seen = FederalNotice.objects.filter(network_id__in=networks.networks(actor).order_by().values("id"))
    found = seen.select_related("network", "document").filter(id=notice_id).first()
    if found is None:
        raise Missing
    return found


def notices_of(actor: Actor, network: networks.Known) -> list[FederalNotice]:
    """What the federal service heard, or still has to hear, about a network; newest first. Raises Missing."""
    found = networks.network(actor, network)
    rows = FederalNotice.objects.filter(tenant_id=found.tenant_id, network_id=found.id).select_related("document")
    return list(rows.order_by("-made_at", "-id"))
