"""`nabij import`: public geography from files as their owners publish them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.places import actions, parsing
from nabij.places.actions import Imported
from nabij.places.parsing import BadRow, Parsed
from nabij.places.rows import AreaKind
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Refused

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

BAD_ROWS_SHOWN = 20
KINDS: list[AreaKind] = ["neighbourhood", "municipality", "zone", "warning"]
Row = TypeVar("Row")

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
SKIP_BAD = click.option("--skip-bad", is_flag=True, help=_("Import the good rows of a file that has bad ones."))
SOURCE = click.option(
    "--source",
    help=_("Under which name the rows are kept, so that a later file can replace them; by default the file's name."),
)


@click.group("import")
def import_group() -> None:
    """Imports areas and addresses. Importing a file again changes nothing; a bad file changes nothing."""


@import_group.command("areas")
@FILE
@click.option("--kind", type=click.Choice(KINDS), required=True)
@SKIP_BAD
@SOURCE
def import_areas(file: Path, kind: AreaKind, skip_bad: bool, source: str | None) -> None:
    """GeoJSON of neighbourhoods, municipalities, police zones or warning areas (.geojson, .geojson.gz)."""
    parsed = _read(lambda: parsing.parse_areas(file, kind), skip_bad)
    with _progress(parsed.rows) as bar:
        done = actions.import_areas(
            system_actor(), kind=kind, rows=parsed.rows, source=source or source_of(file), progress=bar.update
        )
    _tell(done)


@import_group.command("addresses")
@FILE
@SKIP_BAD
@SOURCE
def import_addresses(file: Path, skip_bad: bool, source: str | None) -> None:
    """Address positions of CRAB or the Adressenregister (.csv, .csv.gz)."""
    parsed = _read(lambda: parsing.parse_addresses(file), skip_bad)
    with _progress(parsed.rows) as bar:
        done = actions.import_addresses(
            system_actor(), rows=parsed.rows, source=source or source_of(file), progress=bar.update
        )
    _tell(done)
    if parsed.repeated:
        click.echo(_("%(count)s rows said the same address again.") % {"count": parsed.repeated})
    if done.disagreements:
        text = _("%(count)s addresses lie in another neighbourhood than the file says; the map was followed.")
        click.echo(text % {"count": done.disagreements})
    if done.homeless:
        click.echo(_("%(count)s addresses lie in no known neighbourhood.") % {"count": done.homeless})


@import_group.command("zones-of-municipalities")
@FILE
@SKIP_BAD
@SOURCE
def import_zones_of_municipalities(file: Path, skip_bad: bool, source: str | None) -> None:
    """A table with the NIS code of each municipality and the code of its police zone (.csv, .csv.gz)."""
    parsed = _read(lambda: parsing.parse_zones_of_municipalities(file), skip_bad)
    zones = {row.municipality_code: row.zone_code for row in parsed.rows}
    done, unknown = actions.assign_zones(system_actor(), zones=zones, source=source or source_of(file))
    _tell(done)
    if unknown:
        text = _("%(count)s municipalities are not known here: %(codes)s.")
        click.echo(text % {"count": len(unknown), "codes": ", ".join(unknown[:BAD_ROWS_SHOWN])})


def source_of(file: Path) -> str:
    """The name of a file without what follows its first dot."""
    return file.name.split(".")[0][:80]


def _read(parse: Callable[[], Parsed[Row]], skip_bad: bool) -> Parsed[Row]:
    try:
        parsed = parse()
    except Refused as error:
        raise click.ClickException(str(error)) from error
    if parsed.bad:
        _complain(parsed.bad)
        if not skip_bad:
            raise click.ClickException(_("Nothing was imported. With --skip-bad the good rows are."))
    if not parsed.rows:
        raise click.ClickException(_("The file holds no rows to import."))
    return parsed


def _complain(bad: Sequence[BadRow]) -> None:
    for row in bad[:BAD_ROWS_SHOWN]:
        click.echo(str(row), err=True)
    if len(bad) > BAD_ROWS_SHOWN:
        click.echo(_("... and %(count)s more.") % {"count": len(bad) - BAD_ROWS_SHOWN}, err=True)
    text = ngettext("%(count)s bad row.", "%(count)s bad rows.", len(bad))
    click.echo(text % {"count": len(bad)}, err=True)


def _progress(rows: Sequence[object]) -> ProgressBar[int]:
    return click.progressbar(length=len(rows), label=_("Importing"), file=sys.stderr)


def _tell(done: Imported) -> None:
    if not done.changes:
        click.echo(_("Nothing changed: %(count)s rows were there already.") % {"count": done.unchanged})
        return
    text = _("%(added)s added, %(changed)s changed, %(removed)s removed, %(unchanged)s unchanged.")
    counts = {"added": done.added, "changed": done.changed, "removed": done.removed, "unchanged": done.unchanged}
    click.echo(text % counts)
