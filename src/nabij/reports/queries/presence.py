from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from nabij.people.queries import account_names
from nabij.reports import rules
from nabij.reports.models import Presence
from nabij.tenants.actor import Actor


def open_with(actor: Actor, incident_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Which colleagues have these incidents open now, by name; never the actor (two queries)."""
    if actor.id is None:
        return {}
    rows = Presence.objects.filter(
        tenant_id__in=actor.tenants_with("reports.view"),
        incident_id__in=list(incident_ids),
        seen_at__gt=timezone.now() - rules.PRESENT_FOR,
    ).exclude(account_id=actor.id)
    seen = list(rows.order_by("id").values_list("incident_id", "account_id"))
    names = account_names(account_id for _incident, account_id in seen) if seen else {}
    found: dict[UUID, list[str]] = {}
    for incident_id, account_id in seen:
        if account_id in names:
            found.setdefault(incident_id, []).append(names[account_id])
    return found
