"""The teams of a service: who is in them, what they have open, and how the tasks of outside teams leave."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.people.access import actor_of, staff_required
from nabij.people.queries import account_named, account_names, holders_of, keys
from nabij.reports.models import Team
from nabij.reports.routing.actions import teams
from nabij.reports.routing.forms import OutsideForm
from nabij.reports.routing.queries import overview
from nabij.reports.routing.queries.outside import address_of, unsent
from nabij.reports.routing.views.shared import ROUTE, back_to, frame, service, uuid_or_missing
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in
from nabij.tenants.queries import tenant

IN_TEAMS: Final = ("reports.view", "reports.task")


@never_cache
@require_safe
@staff_required(ROUTE)
def show(request: HttpRequest) -> HttpResponse:
    """Every team with its open and late incidents; what nobody has; messages to outside teams that did not leave."""
    actor, here = actor_of(request), service(request)
    found, loads = overview.teams_of(actor, here.id), overview.loads(actor, here.id)
    names = account_names(member.account_id for one in found for member in one.members.all())
    rows = [
        {
            "team": one,
            "load": loads.get(one.id, overview.Load()),
            "members": [names.get(member.account_id, "?") for member in one.members.all()],
        }
        for one in found
    ]
    shown = {"rows": rows, "nobody": loads.get(None), "unsent": unsent(actor, here.id)}
    return render(request, "reports/routing/teams.html", shown | frame(actor, here, "teams"))


@never_cache
@require_safe
@staff_required(ROUTE)
def page(request: HttpRequest, team_id: UUID) -> HttpResponse:
    return _page(request, team_id)


@never_cache
@require_POST
@staff_required(ROUTE)
def make(request: HttpRequest) -> HttpResponse:
    """A new team."""
    here = service(request)
    try:
        made = teams.make_team(actor_of(request), tenant_id=here.id, name=request.POST.get("name", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back_to(here, "teams"))
    return redirect("reports:team", team_id=made.id)


@never_cache
@require_POST
@staff_required(ROUTE)
def change(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Who is in it, whether it is the default, how its tasks leave, and its end."""
    actor, given = actor_of(request), request.POST
    said = {"secret": ""}

    def outside() -> Team:
        changed, said["secret"] = teams.set_outside(actor, team_id=team_id, **filled_in(OutsideForm(given)))
        return changed

    deeds: dict[str, Callable[[], Team]] = {
        "join": lambda: teams.join_team(
            actor, team_id=team_id, account_id=_account(request, team_id, given.get("username", ""))
        ),
        "key": lambda: teams.join_team(actor, team_id=team_id, account_id=_key(request, team_id)),
        "leave": lambda: teams.leave_team(actor, team_id=team_id, account_id=uuid_or_missing(given.get("account", ""))),
        "default": lambda: teams.make_default(actor, team_id=team_id),
        "outside": outside,
        "end": lambda: teams.end_team(actor, team_id=team_id),
    }
    deed = deeds.get(given.get("deed", ""))
    if deed is None:
        raise Missing
    try:
        changed = deed()
    except Refused as refusal:
        return _page(request, team_id, error=str(refusal), status=422)
    if said["secret"]:
        return _page(request, team_id, secret=said["secret"])
    messages.success(request, _("Saved."))
    if not changed.active:
        return redirect(back_to(tenant(changed.tenant_id), "teams"))
    return redirect("reports:team", team_id=team_id)


def _page(request: HttpRequest, team_id: UUID, *, error: str = "", secret: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    team = overview.team(actor, team_id)
    here = tenant(team.tenant_id)
    members = list(team.members.all())
    names = account_names(member.account_id for member in members)
    shown = {
        "team": team,
        "members": [(member.account_id, names.get(member.account_id, "?")) for member in members],
        "keys": _keys(request, team),
        "form": OutsideForm(initial={"how": team.outside, "address": address_of(team)}),
        "error": error,
        "secret": secret,
    }
    return render(request, "reports/routing/team.html", shown | frame(actor, here, "teams"), status=status)


def _keys(request: HttpRequest, team: Team) -> list[tuple[UUID, str]]:
    """The keys of contractors of this service, for who may make keys there."""
    rows = keys(actor_of(request))
    return [
        (row.grant.account_id, row.grant.account.name)
        for row in rows
        if row.grant.tenant_id == team.tenant_id and row.grant.role == "contractor"
    ]


def _account(request: HttpRequest, team_id: UUID, username: str) -> UUID:
    """A colleague who works with reports in the service of this team; anybody else is as unknown as a name that nobody has."""
    tenant_id = overview.team(actor_of(request), team_id).tenant_id
    here = {one for held in holders_of(IN_TEAMS, [tenant_id]).values() for one in held.get(tenant_id, ())}
    with suppress(Missing):
        if (found := account_named(username.strip().lower()).id) in here:
            return found
    raise Refused(_("Nobody signs in with this name."))


def _key(request: HttpRequest, team_id: UUID) -> UUID:
    chosen = uuid_or_missing(request.POST.get("account", ""))
    if chosen not in {one for one, _name in _keys(request, overview.team(actor_of(request), team_id))}:
        raise Missing
    return chosen
