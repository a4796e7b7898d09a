from __future__ import annotations

import sys

import click
import psycopg
from django.conf import settings

from nabij.audit import sealing
from nabij.audit.verify import verify as verify_chain


@click.command()
def seal() -> None:
    """Seals the audit rows that can be sealed now."""
    key = sealing.signing_key(settings.SECRETS["audit_signing_key"])
    with psycopg.connect(settings.DATABASE_SEALER_URL) as connection:
        count = sealing.seal(connection, key=key, heads=settings.AUDIT_HEADS)
    click.echo(f"{count} rows sealed.")


@click.command()
def verify() -> None:
    """Proves that no audit row was changed, removed or inserted; exits 1 and says which where one was."""
    key = sealing.signing_key(settings.SECRETS["audit_signing_key"]).public_key()
    with psycopg.connect(settings.DATABASE_SEALER_URL) as connection:
        verdict = verify_chain(connection, key=key, heads=settings.AUDIT_HEADS)
    for finding in verdict.findings:
        click.echo(f"{finding.what}: {finding.sentence} (tenant {finding.tenant_id})")
    click.echo(f"{verdict.rows} sealed rows of {verdict.tenants} tenants; {verdict.unsealed} not sealed yet.")
    if not verdict.sound:
        sys.exit(1)
    click.echo("The record is sound.")


@click.command()
def retain() -> None:
    """Deletes what may not be kept any longer, and prints what it deleted."""
    from django.utils import timezone

    from nabij.audit import retention

    for outcome in retention.retain_all(timezone.now()):
        rule = outcome.rule
        how = "blanked" if rule.blank else "deleted"
        click.echo(f"{rule.kind}: {outcome.total} {how} from {rule.table}, older than {rule.days} days ({rule.source})")
        for tenant_id, count in sorted(outcome.rows.items()):
            click.echo(f"    tenant {tenant_id}: {count}")
