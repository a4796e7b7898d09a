"""The `nabij` command."""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from pathlib import Path

import click

from nabij.site import environment, postgres

PACKAGE = Path(__file__).resolve().parent
MOST_HELP = 100

# Commands of rooms, loaded only when called, since they need Django: name -> "module:attribute".
ROOM_COMMANDS = {
    "import": "nabij.places.commands:import_group",
    "demo": "nabij.demo.commands:demo",
    "bootstrap": "nabij.people.commands:bootstrap",
    "worker": "nabij.site.commands:worker",
    "up": "nabij.site.commands:up",
    "jobs": "nabij.site.commands:jobs",
    "inbound-mail": "nabij.channels.commands:inbound_mail",
    "unread": "nabij.channels.commands:unread",
    "seal": "nabij.audit.commands:seal",
    "verify": "nabij.audit.commands:verify",
    "tenant": "nabij.site.tenant_settings:tenant",
    "retain": "nabij.audit.commands:retain",
    "templates": "nabij.alerts.commands:templates",
}


class Rooms(click.Group):
    """A group whose other half lives in the rooms: Django is set up before such a command is loaded."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), *ROOM_COMMANDS])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in ROOM_COMMANDS:
            return super().get_command(context, name)
        module, attribute = ROOM_COMMANDS[name].split(":")
        _set_up(name)
        return getattr(import_module(module), attribute)  # type: ignore[no-any-return]

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without loading those of the rooms, so that help needs no database."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._said_of(context, name)) for name in self.list_commands(context)])

    def _said_of(self, context: click.Context, name: str) -> str:
        if name not in ROOM_COMMANDS:
            command = super().get_command(context, name)
            return command.get_short_help_str(MOST_HELP) if command else ""
        module, attribute = ROOM_COMMANDS[name].split(":")
        source = PACKAGE.joinpath(*module.split(".")[1:]).with_suffix(".py").read_text(encoding="utf-8")
        functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
        words = next((ast.get_docstring(node) or "" for node in functions if node.name == attribute), "")
        return words.partition("\n")[0]


def _set_up(name: str) -> None:
    import os

    if name == "demo":
        os.environ.setdefault("NABIJ_DEMO", "1")
    try:
        environment.prepare()
    except postgres.DatabaseFault as fault:
        raise click.ClickException(str(fault)) from None
    import django
    from django.core.exceptions import ImproperlyConfigured

    from nabij.site import messages
    from nabij.site.migrating import migrate_if_needed

    try:
        from nabij.site import settings  # noqa: F401  a bad configuration shows before anything is done
    except ImproperlyConfigured as error:
        raise click.ClickException(str(error)) from None
    if migrate_if_needed(os.environ["DATABASE_OWNER_URL"]) and sys.stderr.isatty():
        click.echo("The database was brought up to date.", err=True)
    messages.compile_all()
    django.setup()


@click.group(cls=Rooms)
def main() -> None:
    """Nabij: from a resident's report to a warned neighbourhood."""


@main.command()
def migrate() -> None:
    """Brings the database up to date, as its owner."""
    from nabij.site import migrating

    environment.prepare(as_owner=True)
    migrating.migrate()


@main.command()
def stop() -> None:
    """Stops the embedded database."""
    environment.own_cluster().stop()


@main.command()
def messages() -> None:
    """Collects the texts to translate and compiles the catalogues."""
    from nabij.site import messages as catalogues

    catalogues.extract()
    catalogues.compile_all()


if __name__ == "__main__":
    main()
