from __future__ import annotations

import os
import sys
import time

import click
import psycopg
from django.conf import settings

from nabij.audit import sealing
from nabij.audit.verify import verify
from nabij.demo import incidents, residents, world
from nabij.demo.loop import Loop
from nabij.demo.story import StepFailed, Story
from nabij.people.demo import ACCOUNTS, PASSWORD
from nabij.site import environment, frontend, postgres, serving


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--once", is_flag=True, help="Stop after the loop; exit status 1 if a step failed.")
@click.option("--loop/--no-loop", default=True, help="Play the main job before serving.")
def demo(port: int, once: bool, loop: bool) -> None:
    """The demo town: plays the whole main job, then serves the site."""
    began = time.monotonic()
    say_where_the_database_lives()
    if frontend.build():
        click.echo("The front end was built.")
    made = world.build(lambda sentence: click.echo(f"  {sentence}"))
    processes = serving.start(serving.free_port(port))
    click.echo(f"Started in {time.monotonic() - began:.1f} s.")
    try:
        failed = loop and not play(made)
        if once:
            sys.exit(1 if failed else 0)
        incidents.happen(made)
        show_accounts(processes.address)
        processes.wait()
    finally:
        processes.stop()


def say_where_the_database_lives() -> None:
    if "DATABASE_URL" in os.environ and postgres.server_user():
        home = environment.own_cluster().home
        click.echo(f"PostgreSQL cannot run as root, so its files stand outside this folder: {home}")


def play(made: world.World) -> bool:
    """Plays the loop and checks the record; False where a step failed, after saying which."""
    story = Story(click.echo)
    try:
        Loop(made, story).play()
        story.title("Every step is on record.")
        with story.step("the record is sealed and verified") as extra:
            extra.append(sealed_and_sound())
    except StepFailed as failure:
        click.secho(f"  FAILED   {failure}", fg="red")
        return False
    click.echo(f"\nThe whole loop: {sum(took_s for _, took_s in story.steps):.1f} s.")
    return True


def sealed_and_sound() -> str:
    """Seals and verifies the record. Raises RuntimeError with the first finding where it is not sound."""
    key = sealing.signing_key(settings.SECRETS["audit_signing_key"])
    with psycopg.connect(settings.DATABASE_SEALER_URL) as connection:
        sealing.seal(connection, key=key, heads=settings.AUDIT_HEADS)
    with psycopg.connect(settings.DATABASE_SEALER_URL) as connection:
        verdict = verify(connection, key=key.public_key(), heads=settings.AUDIT_HEADS)
    if not verdict.sound:
        raise RuntimeError(verdict.findings[0].sentence)
    return f"{verdict.rows} rows"


def show_accounts(address: str) -> None:
    click.echo(f"\nNabij serves at {address}. Stop with Ctrl-C.")
    click.echo(f"The telephones of some residents, and the codes of staff: {address}/telefoons/")
    click.echo(f"One account per role, all with the password {PASSWORD}:")
    for account in ACCOUNTS:
        click.echo(f"  {account.username:14} {account.role.replace('_', ' ')}")
    click.echo(f"Without a password, with a code that appears among the telephones ({address}/mijn/):")
    click.echo(f"  {residents.COORDINATOR}  coordinator of BIN Binnenstad")
    click.echo(f"  {residents.RESIDENT}      member of BIN Binnenstad")
