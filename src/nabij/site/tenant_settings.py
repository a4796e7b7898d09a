"""The command by which a zone or municipality chooses what differs from the defaults."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, Final

import click

from nabij.alerts import zone_rules as alert_rules
from nabij.channels.sender import SETTINGS as SENDER_WORDS
from nabij.desk.appointments import rules as appointment_rules
from nabij.desk.officers import zone_rules as officer_rules
from nabij.desk.victims.rules import of_tenants
from nabij.desk.video import zone_rules as video_rules
from nabij.networks import zone_rules as network_rules
from nabij.people.vault import normalise
from nabij.reports.answers import zone_rules as answer_rules
from nabij.tenants.actions import change_settings
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Refused
from nabij.tenants.models import Tenant
from nabij.tenants.queries import all_tenants

OWN_NAMES: Final = ("unjudged_after_min", "reading_hours", "help_lines")
GROUPS: Final = {
    "alerts": (alert_rules.ZoneRules, alert_rules.from_settings),
    "networks": (network_rules.NetworkRules, network_rules.from_settings),
    "appointments": (appointment_rules.Choices, appointment_rules.from_settings),
    "answers": (answer_rules.AnswerRules, answer_rules.from_settings),
    "officers": (officer_rules.OfficerRules, officer_rules.from_settings),
    "video": (video_rules.VideoRules, video_rules.from_settings),
}
"""Choices of a room, written as "room.name"."""
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
        *(f"{room}.{one.name}" for room, (rules, _read) in GROUPS.items() for one in fields(rules)),
    ]


def _merged(found: Tenant, changes: tuple[str, ...]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    chosen = {room: dict(found.settings.get(room, {})) for room in GROUPS}
    sender = dict(found.settings.get("sender", {}))
    for change in changes:
        name, equals, written = change.partition("=")
        if not equals or name not in known_names():
            raise click.UsageError(f"{change!r} is no setting with a value. There are: {', '.join(known_names())}.")
        room, _dot, word = name.partition(".")
        if room in GROUPS:
            chosen[room][word] = _value(written)
            merged[room] = chosen[room]
        elif name.startswith(SENDER):
            sender[name.removeprefix(SENDER)] = _published(name, written)
            merged["sender"] = {word: value for word, value in sender.items() if value}
        else:
            merged[name] = _value(written)
    for room, words in chosen.items():
        _check_group(room, words)
    _check(merged)
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


def _check_group(room: str, words: dict[str, Any]) -> None:
    """Raises UsageError for a value of another kind than the default."""
    rules, read = GROUPS[room]
    try:
        chosen = read(words)
    except (TypeError, ValueError) as error:
        raise click.UsageError(f"A value cannot be used: {error}.") from None
    for one in fields(rules):
        value, usual = getattr(chosen, one.name), getattr(rules(), one.name)
        if type(value) is not type(usual):
            raise click.UsageError(f"{room}.{one.name} is written like {json.dumps(usual, default=str)}.")


def _check(merged: dict[str, Any]) -> None:
    if len(of_tenants([merged])) != len(merged.get("help_lines", [])):
        raise click.UsageError('help_lines is written like [{"name": "...", "number": "...", "about": "..."}].')
    minutes, hours = merged.get("unjudged_after_min", 1), merged.get("reading_hours", {"from": "", "until": ""})
    if type(minutes) is not int or minutes < 1:
        raise click.UsageError("unjudged_after_min is a number of minutes.")
    if not isinstance(hours, dict) or hours.keys() != {"from", "until"}:
        raise click.UsageError('reading_hours is written like {"from": "07:00", "until": "23:00"}.')
