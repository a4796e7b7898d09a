"""Counts what the map, the table and the page of the chief show."""

from __future__ import annotations

from procrastinate.contrib.django import app

from nabij.networks.overview import actions
from nabij.tenants.actor import system_actor
from nabij.tenants.models import TenantKind
from nabij.tenants.queries import all_tenants


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="networks.recount", name="networks.recount")
def recount(timestamp: int) -> None:
    """Every zone one after the other; a page says when it was counted."""
    for tenant in all_tenants():
        if tenant.kind == TenantKind.ZONE:
            actions.recount(system_actor([tenant.id]), tenant_id=tenant.id)
