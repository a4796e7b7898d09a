"""Who is told of changes."""

from __future__ import annotations

from uuid import UUID

from nabij.channels.call_backs.models import CallBack
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


def call_backs(actor: Actor) -> list[CallBack]:
    """The call-backs of a key, oldest first. Raises Missing for nobody."""
    if actor.id is None:
        raise Missing
    rows = CallBack.objects.filter(account_id=actor.id, tenant_id__in=list(actor.rights), ended_at__isnull=True)
    return list(rows.order_by("id"))


def call_back(call_back_id: UUID) -> CallBack | None:
    """One that has not ended, for the job that calls."""
    return CallBack.objects.filter(id=call_back_id, ended_at__isnull=True).first()
