from __future__ import annotations

import click
from django.conf import settings
from django.urls import reverse

from nabij.people.actions.setup import bootstrap as set_up
from nabij.tenants.errors import Refused


@click.command()
@click.option("--zone", required=True, help='The police zone as "name:code", such as "PZ Zandekerke:5999".')
@click.option("--municipality", multiple=True, help='A municipality of the zone as "name:NIS code"; may be repeated.')
@click.option("--administrator", multiple=True, help='An administrator as "username:full name"; give two.')
def bootstrap(zone: str, municipality: tuple[str, ...], administrator: tuple[str, ...]) -> None:
    """Makes the first two administrators, once, on an empty database, and prints where each chooses a password.

    Two, because one alone could give nobody a powerful role.
    """
    try:
        invited = set_up(
            zone=_pair(zone),
            municipalities=[_pair(one) for one in municipality],
            administrators=[_pair(one) for one in administrator],
        )
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    for account, token in invited:
        address = reverse("people:accept_invitation", args=[account.id, token])
        click.echo(f"{account.name} chooses a password at {settings.SITE_URL}{address}")
    click.echo("These addresses work once, for three days. Then each sets up a second factor.")


def _pair(written: str) -> tuple[str, str]:
    first, colon, second = (part.strip() for part in written.partition(":"))
    if not (first and colon and second):
        raise click.UsageError(f'"{written}" misses its second part: write it as "first:second".')
    return first, second
