"""Who has an incident open at this moment, so that two colleagues do not start the same work. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.audit.actions import tell_live
from nabij.reports import rules
from nabij.reports.models import Presence
from nabij.reports.queries.incidents import incident_brief
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id

Opened = tuple[UUID, UUID]
"""Tenant id, incident id."""


@transaction.atomic
def keep_open(actor: Actor, *, incident_id: UUID, just_opened: bool = False) -> None:
    """Says that the actor has this incident open, for the next 50 seconds. What was `just_opened` takes the place of others.

    Raises Missing without reports.view, and for who is no staff.
    """
    incident = incident_brief(actor, incident_id)
    if actor.kind != "staff" or actor.id is None:
        raise Missing
    now = timezone.now()
    over = set(Presence.objects.filter(seen_at__lt=now - rules.PRESENT_FOR).values_list("tenant_id", "incident_id"))
    Presence.objects.filter(seen_at__lt=now - rules.PRESENT_FOR).delete()
    if just_opened:
        left = Presence.objects.filter(account_id=actor.id).exclude(incident_id=incident.id)
        over |= set(left.values_list("tenant_id", "incident_id"))
        left.delete()
    _row, is_new = Presence.objects.update_or_create(
        tenant_id=incident.tenant_id, incident_id=incident.id, account_id=actor.id,
        defaults={"seen_at": now}, create_defaults={"id": new_id(), "seen_at": now},
    )  # fmt: skip
    _tell(over | ({(incident.tenant_id, incident.id)} if is_new else set()))


def _tell(changed: Iterable[Opened]) -> None:
    for tenant_id, incident_id in sorted(changed):
        tell_live(tenant_id=tenant_id, verb="reports.open", target="reports.presence", target_id=incident_id)
