"""The registered WhatsApp groups of a network: for staff and who leads it; the manager only for who may manage."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from nabij.audit.actions import consulted
from nabij.networks import queries as networks
from nabij.networks.channel.models import WhatsAppGroup
from nabij.networks.channel.rights import may_manage
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


@dataclass(frozen=True)
class Manager:
    """Who manages a group, for who may call them."""

    name: str = field(repr=False)
    contact: str = field(repr=False)


def whatsapp_groups(actor: Actor, network: networks.Known) -> list[WhatsAppGroup]:
    """The groups of a network, those that ended last; counts and dates. Raises Missing."""
    found = networks.network(actor, network)
    rows = WhatsAppGroup.objects.filter(tenant_id=found.tenant_id, network_id=found.id).select_related("network")
    return sorted(rows.order_by("registered_at", "id"), key=lambda row: row.ended_at is not None)


def whatsapp_group(actor: Actor, network: networks.Known, group_id: UUID) -> WhatsAppGroup:
    """Raises Missing."""
    found = networks.network(actor, network)
    rows = WhatsAppGroup.objects.select_related("network__tenant")
    row = rows.filter(tenant_id=found.tenant_id, network_id=found.id, id=group_id).first()
    if row is None:
        raise Missing
    return row


@transaction.atomic
def manager_of(actor: Actor, network_id: UUID, group_id: UUID) -> Manager:
    """Who manages a group, on record with the reason; for who leads the network or manages those of the zone. Raises Missing."""
    row = whatsapp_group(actor, network_id, group_id)
    if not may_manage(actor, row.network):
        raise Missing
    consulted(actor, tenant_id=row.tenant_id, target="networks.whatsapp", target_id=row.id)
    name = vault.open_value("name", row.id, bytes(row.manager)) if row.manager else ""
    contact = vault.open_value("contact", row.id, bytes(row.manager_contact)) if row.manager_contact else ""
    kind = "email" if "@" in contact else "voice"
    return Manager(name, vault.readable(kind, contact) if contact else "")


def silent_groups(
    network_ids: Collection[UUID], now: datetime, months: int
) -> list[tuple[UUID, date | None, datetime]]:
    """Groups of these networks with which nobody had contact for so many months: network, last contact, registered. One query."""
    before = (now - timedelta(days=30 * months)).date()
    quiet = Q(last_contact__lt=before) | Q(last_contact__isnull=True, registered_at__date__lt=before)
    rows = WhatsAppGroup.objects.filter(quiet, network_id__in=list(network_ids), ended_at__isnull=True)
    return list(rows.values_list("network_id", "last_contact", "registered_at"))
