"""What the room offers on the command line."""

from __future__ import annotations

import sys
from typing import Final

import click
from django.db import Error

from nabij.channels.inbound import mail_door
from nabij.channels.inbound.mail import MOST_BYTES

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
