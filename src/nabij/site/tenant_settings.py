"""The command by which a zone or municipality chooses what differs from the defaults."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, Final

import click

from nabij.alerts.zone_rules import ZoneRules, from_settings
from nabij.channels.sender import SETTINGS as SENDER_WORDS
from nabij.people.vault import normalise
from nabij.tenants.actions import change_settings
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Refused
from nabij.tenants.models import Tenant
from nabij.tenants.queries import all_tenants

OWN_NAMES: Final = ("unjudged_after_min", "reading_hours")
ALERTS: Final = "alerts."
SENDER: Final = "sender."
LONGEST_SHORT_CODE: Final = 6


@click.command()
@click.argument("slug", required=False)
@click.option("--set", "changes", multiple=True, metavar="NAME=VALUE", help="A setting and its value; may be repeated.")
def tenant(slug: str | None, changes: tuple[str, ...]) -> None:
    """Lists the zones and municipalities, or shows and changes the settings of one."""
    known = {one.slug: one for one in all_tenants()}
    if slug is None:
        for one in known.values():
            click.echo(f"{one.slug:24} {one.kind:14} {one.name}")
        return
    if slug not in known:
        raise click.ClickException(f"There is no {slug}. `nabij tenant` lists those there are.")
    found = known[slug]
    if changes:
        found = change_settings(system_actor([found.id]), tenant_id=found.id, changes=_merged(found, changes))
    click.echo(json.dumps(found.settings, indent=2, sort_keys=True))


def known_names() -> list[str]:
    """Every setting that a tenant may choose."""
    return [
        *OWN_NAMES,
        *(f"{SENDER}{name}" for name in SENDER_WORDS),
        *(f"{ALERTS}{one.name}" for one in fields(ZoneRules)),
    ]


def _merged(found: Tenant, changes: tuple[str, ...]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    alerts, sender = dict(found.settings.get("alerts", {})), dict(found.settings.get("sender", {}))
    for change in changes:
        name, equals, written = change.partition("=")
        if not equals or name not in known_names():
            raise click.UsageError(f"{change!r} is no setting with a value. There are: {', '.join(known_names())}.")
        if name.startswith(ALERTS):
            alerts[name.removeprefix(ALERTS)] = _value(written)
            merged["alerts"] = alerts
        elif name.startswith(SENDER):
            sender[name.removeprefix(SENDER)] = _published(name, written)
            merged["sender"] = {word: value for word, value in sender.items() if value}
        else:
            merged[name] = _value(written)
    _check(alerts, merged)
    return merged


def _value(written: str) -> Any:
    """JSON where it is, else the text itself: 5, true, 22:00, {"sms": 5.5}."""
    try:
        return json.loads(written)
    except json.JSONDecodeError:
        return written


def _published(name: str, written: str) -> str:
    """A number or address of the contact card, as it is written everywhere; empty takes it away."""
    kind = {"sender.number": "voice", "sender.email": "email"}.get(name, "")
    if name == "sender.number" and written.isdigit() and len(written) <= LONGEST_SHORT_CODE:
        return written
    try:
        return normalise(kind, written) if kind and written else written.strip()
    except Refused as refused:
        raise click.UsageError(f"{name}: {refused}") from None


def _check(alerts: dict[str, Any], merged: dict[str, Any]) -> None:
    """Raises UsageError for a value of another kind than the default."""
    try:
        chosen = from_settings(alerts)
    except (TypeError, ValueError) as error:
        raise click.UsageError(f"A value cannot be used: {error}.") from None
    for one in fields(ZoneRules):
        value, usual = getattr(chosen, one.name), getattr(ZoneRules(), one.name)
        if type(value) is not type(usual):
            raise click.UsageError(f"{ALERTS}{one.name} is written like {json.dumps(usual, default=str)}.")
    minutes, hours = merged.get("unjudged_after_min", 1), merged.get("reading_hours", {"from": "", "until": ""})
    if type(minutes) is not int or minutes < 1:
        raise click.UsageError("unjudged_after_min is a number of minutes.")
    if not isinstance(hours, dict) or hours.keys() != {"from", "until"}:
        raise click.UsageError('reading_hours is written like {"from": "07:00", "until": "23:00"}.')
