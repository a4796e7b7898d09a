from __future__ import annotations

import click

from nabij.alerts.wording.actions import seed_templates
from nabij.tenants.actor import system_actor
from nabij.tenants.queries import all_tenants


@click.command()
def templates() -> None:
    """Gives every zone and municipality the texts that come with Nabij; what they wrote themselves stays as it is."""
    for tenant in all_tenants():
        count = seed_templates(system_actor([tenant.id]), tenant_id=tenant.id)
        click.echo(f"{tenant.name}: {count} new texts" if count else f"{tenant.name}: nothing new")
