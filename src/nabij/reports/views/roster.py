"""Who is called when an urgent report stays unread, and which teams there are. For who manages people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.people.access import actor_of, staff_required
from nabij.people.queries import account_named, account_names
from nabij.reports import actions, queries
from nabij.reports.forms import DutyForm, MemberForm, TeamForm
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.queries import tenants


@never_cache
@require_safe
@staff_required("people.manage")
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@require_POST
@staff_required("people.manage")
def duty(request: HttpRequest) -> HttpResponse:
    form = DutyForm(_own(actor_of(request)), request.POST, prefix="duty")

    def deed(given: dict[str, Any]) -> None:
        tenant_id = UUID(given.pop("tenant"))
        actions.put_on_duty(actor_of(request), tenant_id=tenant_id, **given)

    return _answer(request, form, deed, "duty_form")


@never_cache
@require_POST
@staff_required("people.manage")
def team(request: HttpRequest) -> HttpResponse:
    form = TeamForm(_own(actor_of(request)), request.POST, prefix="team")

    def deed(given: dict[str, Any]) -> None:
        actions.make_team(actor_of(request), tenant_id=UUID(given["tenant"]), name=given["name"])

    return _answer(request, form, deed, "team_form")


@never_cache
@require_POST
@staff_required("people.manage")
def member(request: HttpRequest, team_id: UUID) -> HttpResponse:
    def deed(given: dict[str, Any]) -> None:
        account = account_named(given["username"])
        actions.join_team(actor_of(request), team_id=team_id, account_id=account.id)

    return _answer(request, MemberForm(request.POST), deed, "")


def _answer(request: HttpRequest, form: Form, deed: Callable[[dict[str, Any]], None], name: str) -> HttpResponse:
    if form.is_valid():
        try:
            deed(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return _page(request, **({name: form} if name else {}))
    messages.success(request, _("Saved."))
    return redirect("reports:roster")


def _page(request: HttpRequest, **forms: Form) -> HttpResponse:
    actor = actor_of(request)
    own, teams = _own(actor), queries.teams_to_manage(actor)
    names = account_names(member.account_id for team in teams for member in team.members.all())
    shown = {
        "duties": queries.roster(actor),
        "teams": [(team, [names.get(member.account_id, "?") for member in team.members.all()]) for team in teams],
        "duty_form": DutyForm(own, prefix="duty"),
        "team_form": TeamForm(own, prefix="team"),
    }
    return render(request, "reports/roster.html", shown | forms, status=422 if forms else 200)


def _own(actor: Actor) -> list[tuple[str, str]]:
    return [(str(tenant.id), tenant.name) for tenant in tenants(actor.tenants_with("people.manage"))]
