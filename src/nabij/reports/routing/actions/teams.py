"""Teams: their names, who is in them, which one is the default, and those that are no staff of ours. Needs reports.route."""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.people import vault
from nabij.reports.models import Task, Team, TeamMember
from nabij.reports.states import Outside, TaskState
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

SECRET_BYTES: Final = 32
OPEN: Final = (TaskState.OPEN, TaskState.STARTED)


@transaction.atomic
def make_team(actor: Actor, *, tenant_id: UUID, name: str) -> Team:
    """Makes a team, or gives the one of that name; one that had ended begins again."""
    actor.require("reports.route", tenant_id)
    if not name.strip():
        raise Refused(_("Give the team a name."))
    team, is_new = Team.objects.get_or_create(tenant_id=tenant_id, name=name.strip()[:80])
    if is_new or not team.active:
        team.active = True
        team.save(update_fields=["active"])
        _record(actor, team, "reports.make_team")
    return team


@transaction.atomic
def join_team(actor: Actor, *, team_id: UUID, account_id: UUID) -> Team:
    """Puts an account in a team: a colleague, or the key of the system of an outside team."""
    team = _managed(actor, team_id)
    _member, is_new = TeamMember.objects.get_or_create(tenant_id=team.tenant_id, team=team, account_id=account_id)
    if is_new:
        _record(actor, team, "reports.join_team", account_id)
    return team


@transaction.atomic
def leave_team(actor: Actor, *, team_id: UUID, account_id: UUID) -> Team:
    """Takes an account out of a team."""
    team = _managed(actor, team_id)
    gone, _what = TeamMember.objects.filter(tenant_id=team.tenant_id, team=team, account_id=account_id).delete()
    if gone:
        _record(actor, team, "reports.leave_team", account_id)
    return team


@transaction.atomic
def make_default(actor: Actor, *, team_id: UUID) -> Team:
    """What no rule gives to another team goes to this one from now on."""
    team = _managed(actor, team_id)
    if not team.active:
        raise Refused(_("This team has ended."))
    Team.objects.filter(tenant_id=team.tenant_id, is_default=True).update(is_default=False)
    team.is_default = True
    team.save(update_fields=["is_default"])
    _record(actor, team, "reports.make_default_team")
    return team


@transaction.atomic
def end_team(actor: Actor, *, team_id: UUID) -> Team:
    """Ends a team. Its rules show as broken until somebody changes them. Raises Refused while it has a task to do."""
    team = _managed(actor, team_id)
    if Task.objects.filter(tenant_id=team.tenant_id, team=team, state__in=OPEN).exists():
        raise Refused(_("This team still has a task to do. Take it back or let it be done first."))
    team.active = team.is_default = False
    team.outside, team.contact_value = "", None
    team.save()
    _record(actor, team, "reports.end_team")
    return team


@transaction.atomic
def set_outside(actor: Actor, *, team_id: UUID, how: str, address: str = "") -> tuple[Team, str]:
    """Says that a team is no staff: `how` is "email" or "webhook" with the address where its tasks go, or "" for our own.

    Gives the team and, for a system, the secret under which what we send is signed; it is shown this once. Raises Refused for an
    address that is none, and while tasks are with the team.
    """
    team = _managed(actor, team_id)
    if how not in ("", *Outside.values):
        raise Refused(_("Choose how its tasks leave."))
    if (
        bool(how) != bool(team.outside)
        and Task.objects.filter(tenant_id=team.tenant_id, team=team, state__in=OPEN).exists()
    ):
        raise Refused(_("This team still has a task to do. Take it back or let it be done first."))
    secret = f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}" if how == Outside.WEBHOOK else ""
    raw = json.dumps({"url": address.strip(), "secret": secret}) if secret else address
    team.contact_value = vault.seal_value(how, team.id, vault.normalise(how, raw)) if how else None
    team.outside = how
    team.save(update_fields=["outside", "contact_value"])
    _record(actor, team, "reports.set_outside")
    return team, secret


def _managed(actor: Actor, team_id: UUID) -> Team:
    rows = Team.objects.select_for_update().filter(id=team_id, tenant_id__in=actor.tenants_with("reports.route"))
    found = rows.first()
    if found is None:
        raise Missing
    return found


def _record(actor: Actor, team: Team, verb: str, account_id: UUID | None = None) -> None:
    detail = {"name": team.name, "outside": team.outside, "account": account_id}
    record(
        actor, tenant_id=team.tenant_id, verb=verb, target="reports.team", target_id=team.id, detail=detail, event=False
    )
