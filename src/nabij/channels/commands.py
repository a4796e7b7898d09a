"""What the room offers on the command line."""

from __future__ import annotations

import getpass
import sys
from typing import Final
from uuid import UUID

import click
from django.db import Error
from django.utils import timezone

from nabij.channels.inbound import actions, mail_door, queries
from nabij.channels.inbound.mail import MOST_BYTES
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing
from nabij.tenants.queries import all_tenants

TRY_LATER: Final = 75
"""EX_TEMPFAIL: the mail server keeps the mail and comes back with it."""


@click.command()
@click.option("--route", default="mail", show_default=True, help="The route of e-mail for which mails come back here.")
@click.option("--recipient", default="", help="The address that the mail came to, as the mail server knows it.")
def inbound_mail(route: str, recipient: str) -> None:
    """Takes in one mail from the standard input: what bounced, and complaints; for the pipe of a mail server."""
    octets = sys.stdin.buffer.read(MOST_BYTES)
    while sys.stdin.buffer.read(MOST_BYTES):
        continue  # a mail server that cannot get rid of the rest would send the whole mail again
    try:
        became = mail_door.take(route, octets, recipient)
    except Error as trouble:
        click.echo(f"The database is away ({type(trouble).__name__}): send this mail again later.", err=True)
        sys.exit(TRY_LATER)
    click.echo(became)


@click.command()
@click.option("--show", type=click.UUID, help="Prints what came in, as it came; that you looked is on record.")
@click.option("--settled", type=click.UUID, help="Says that somebody dealt with it.")
@click.option("--reason", default="", help="Why you look; kept on record.")
def unread(show: UUID | None, settled: UUID | None, reason: str) -> None:
    """Lists what came in and nobody could read; for who runs the installation."""
    actor = _whoever_runs_this(reason)
    try:
        if show:
            sys.stdout.buffer.write(actions.read_puzzle(actor, show))
        elif settled:
            actions.settle_puzzle(actor, puzzle_id=settled)
        else:
            for one in queries.puzzles(actor):
                at = timezone.localtime(one.received_at)
                click.echo(f"{one.id}  {at:%Y-%m-%d %H:%M}  {one.door} {one.provider}, {one.times}x: {one.reason}")
    except Missing:
        raise click.ClickException("There is nothing with this number.") from None


def _whoever_runs_this(reason: str) -> Actor:
    everywhere = system_actor((tenant.id for tenant in all_tenants()), name="unread")
    return everywhere.because(f"{getpass.getuser()}: {reason}" if reason else getpass.getuser())
