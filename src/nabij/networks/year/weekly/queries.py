"""To whom the weekly mail goes, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from nabij.networks import queries as networks
from nabij.networks.models import MandateRole, Network
from nabij.networks.owners import owners_of
from nabij.networks.year.weekly.models import MailState, WeeklyMail
from nabij.people.working import queries as working
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

COORDINATOR: Final = "coordinator"
WATCHED = ("networks.manage", "networks.discipline")


@dataclass(frozen=True)
class Reader:
    """Who gets a mail: a resident who leads networks, or staff that wants it. `owns`: the owner of what they are, by network."""

    tenant_id: UUID
    account_id: UUID
    is_staff: bool
    networks: tuple[Network, ...]
    owns: Mapping[UUID, frozenset[str]]


def readers() -> list[Reader]:
    """Every coordinator and deputy, and all staff that wants to be reminded, with their networks that live. For the job."""
    at_work, living = working.with_way("email"), networks.living_networks()
    owned = owners_of(living)
    found: dict[tuple[UUID, UUID], dict[Network, frozenset[str]]] = defaultdict(dict)
    for network in living:
        for account_id, owners in owned[network.id].items():
            if account_id in at_work or COORDINATOR in owners:
                found[network.tenant_id, account_id][network] = owners
    return [
        Reader(tenant_id, account_id, account_id in at_work, tuple(theirs), {one.id: theirs[one] for one in theirs})
        for (tenant_id, account_id), theirs in found.items()
    ]


def mails_of(actor: Actor, network: networks.Known, limit: int = 8) -> list[WeeklyMail]:
    """The last weekly mails to who leads a network, for who follows it up or manages it. Raises Missing."""
    found = networks.network(actor, network)
    if not (networks.mandated(actor, found) or any(actor.may(right, found.tenant_id) for right in WATCHED)):
        raise Missing
    leads = [one.account_id for one in found.mandates.all() if one.role == MandateRole.COORDINATOR]
    rows = WeeklyMail.objects.filter(tenant_id=found.tenant_id, account_id__in=leads)
    return list(rows.order_by("-week", "account_id")[:limit])


def failed(week: date) -> int:
    """How many mails of a week did not leave, for the log of the job."""
    return WeeklyMail.objects.filter(week=week, state__in=(MailState.FAILED, MailState.IN_DOUBT)).count()
