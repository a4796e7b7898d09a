"""WhatsApp groups that exist already: registered, supported, helped over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from nabij.networks.actions import note
from nabij.networks.channel.agreement import agreement_version
from nabij.networks.channel.models import WhatsAppGroup
from nabij.networks.channel.rights import may_manage
from nabij.networks.queries import network
from nabij.people import vault
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused

CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 8


@dataclass(frozen=True)
class Described:
    """What is said of a group. The manager and how to reach them are sealed; `agreed_on` is when they accepted the agreement."""

    name: str
    area: str = ""
    size: int = 0
    manager: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    agreed_on: date | None = None
    last_contact: date | None = None


@transaction.atomic
def register_group(actor: Actor, *, network_id: UUID, described: Described) -> WhatsAppGroup:
    """Registers a group with its manager, size and agreement; for who leads the network or manages those of the zone.

    Raises Missing for anybody else, Refused without a name or with a contact that is none.
    """
    found = network(actor, network_id)
    if not may_manage(actor, found):
        raise Missing
    row = WhatsAppGroup(
        tenant_id=found.tenant_id, network_id=found.id, code=get_random_string(CODE_LENGTH, CODE_SIGNS),
        registered_at=timezone.now(),
    )  # fmt: skip
    _describe(row, described)
    row.save(force_insert=True)
    note(actor, found, "register_whatsapp", {"group": str(row.id)})
    return row


@transaction.atomic
def change_group(actor: Actor, *, network_id: UUID, group_id: UUID, described: Described) -> WhatsAppGroup:
    """Writes what changed; an empty manager or contact leaves what was known. Raises as `register_group`."""
    row = _managed(actor, network_id, group_id)
    _describe(row, described)
    row.save()
    note(actor, row.network, "change_whatsapp", {"group": str(row.id), "agreement": row.agreement})
    return row


@transaction.atomic
def end_group(actor: Actor, *, network_id: UUID, group_id: UUID) -> None:
    """The group is no more, or moved over. Its manager is forgotten a month later (data/retention.toml)."""
    row = _managed(actor, network_id, group_id)
    row.ended_at = row.ended_at or timezone.now()
    row.save()
    note(actor, row.network, "end_whatsapp", {"group": str(row.id)})


@transaction.atomic
def follow_invitation(code: str) -> WhatsAppGroup:
    """Somebody opened the invitation of a group: counted, nothing else. Raises Missing for a code that does not count."""
    row = WhatsAppGroup.objects.select_for_update().filter(code=code, ended_at__isnull=True).first()
    if row is None:
        raise Missing
    row.came = F("came") + 1
    row.save(update_fields=["came"])
    return row


@transaction.atomic
def count_joined(code: str, network_id: UUID) -> None:
    """Somebody who came by this invitation became a member of its network. An unknown code changes nothing."""
    rows = WhatsAppGroup.objects.select_for_update().select_related("network")
    row = rows.filter(code=code, network_id=network_id).first()
    if row is not None:
        row.joined = F("joined") + 1
        row.save(update_fields=["joined"])
        note(system_actor([row.tenant_id]), row.network, "joined_by_invitation", {"group": str(row.id)})


def _describe(row: WhatsAppGroup, described: Described) -> None:
    if not described.name.strip():
        raise Refused(_("Give the group the name that its members know."))
    row.name, row.area, row.size = described.name.strip()[:80], described.area.strip()[:120], described.size
    if described.manager.strip():
        row.manager = vault.seal_value("name", row.id, described.manager.strip()[:120])
    if typed := described.contact.strip():
        kind = "email" if "@" in typed else vault.kind_of_number(typed)
        row.manager_contact = vault.seal_value("contact", row.id, vault.normalise(kind, typed))
    if described.agreed_on is not None:
        row.agreement, row.agreed_at = agreement_version(), described.agreed_on
    row.last_contact = described.last_contact or row.last_contact


def _managed(actor: Actor, network_id: UUID, group_id: UUID) -> WhatsAppGroup:
    found = network(actor, network_id)
    if not may_manage(actor, found):
        raise Missing
    rows = WhatsAppGroup.objects.select_for_update().select_related("network")
    row = rows.filter(tenant_id=found.tenant_id, network_id=found.id, id=group_id).first()
    if row is None:
        raise Missing
    return row
