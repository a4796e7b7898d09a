"""To whom the weekly mail goes, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from nabij.networks import queries as networks
from nabij.networks.models import Mandate, MandateRole, Network, NetworkState
from nabij.networks.year.weekly.models import MailState, WeeklyMail
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

WATCHED = ("networks.manage", "networks.discipline")


def readers() -> dict[tuple[UUID, UUID], list[Network]]:
    """Tenant and account of every coordinator and deputy, with their networks that live. One query, for the job."""
    rows = Mandate.objects.filter(role=MandateRole.COORDINATOR).exclude(network__state=NetworkState.STOPPED)
    found: dict[tuple[UUID, UUID], list[Network]] = defaultdict(list)
    for row in rows.select_related("network").order_by("network__name"):
        if row.network not in found[row.tenant_id, row.account_id]:
            found[row.tenant_id, row.account_id].append(row.network)
    return dict(found)


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
