"""Pages of staff: helping a resident, and rights."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.people import actions, presenters, queries, vault
from nabij.people.access import actor_of, staff_required
from nabij.people.forms import AskForm, FindForm, InviteForm
from nabij.people.roles import Role, roles_for
from nabij.people.serving import HELPING
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken
from nabij.tenants.models import Tenant
from nabij.tenants.queries import tenants

PAGE = 50
DEEDS = {
    "grant": actions.grant_role,
    "confirm": actions.confirm_role,
    "refuse": actions.refuse_role,
    "withdraw": actions.withdraw_role,
}


@never_cache
@staff_required("people.help")
def find(request: HttpRequest) -> HttpResponse:
    """Finds a person by number or address, with a reason; or starts a page for who is new."""
    actor, form, unknown = actor_of(request), FindForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            found = actions.start_helping(actor, kind=given["kind"], raw=given["value"], reason=given["reason"])
            if found is None and request.POST.get("start"):
                found = _start(actor, given["kind"], given["value"], given["reason"])
        except Refused as refused:
            form.add_error("value", str(refused))
        else:
            if found is not None:
                request.session[HELPING] = {"person": str(found), "reason": given["reason"]}
                return redirect("people:helped_page", found)
            unknown = True
            form.add_error("value", _("Nobody gave us this number or address."))
    return render(request, "people/help.html", {"form": form, "unknown": unknown}, status=422 if form.errors else 200)


@never_cache
@staff_required("people.manage")
def rights(request: HttpRequest) -> HttpResponse:
    """Roles that wait or are in force, and the forms to ask one and to invite a colleague."""
    actor = actor_of(request)
    places, language = tenants(actor.tenants_with("people.manage")), spoken()
    which = request.POST.get("form")
    ask = AskForm(request.POST if which == "ask" else None, tenants=places, roles=_roles(places), language=language)
    invite = InviteForm(request.POST if which == "invite" else None, tenants=places)
    if which == "ask" and ask.is_valid() and _ask(request, actor, ask):
        return redirect("people:rights")
    invited = _invite(request, actor, invite) if which == "invite" and invite.is_valid() else ""
    rows = queries.grants(actor, after=_cursor(request), limit=PAGE + 1)
    context = {
        "rows": presenters.shown_grants(rows[:PAGE], set(actor.tenants_with("people.grant")), language),
        "next_cursor": str(rows[PAGE - 1].id) if len(rows) > PAGE else "",
        "ask": ask, "invite": invite, "invited": invited, "makes_keys": bool(actor.tenants_with("people.make_key")),
    }  # fmt: skip
    return render(request, "people/rights.html", context, status=422 if ask.errors or invite.errors else 200)


@require_POST
@staff_required("people.manage")
def change_grant(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Grants, confirms, refuses or withdraws a role."""
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Missing
    try:
        row = deed(actor_of(request), grant_id=grant_id)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Kept: this role is now %(state)s.") % {"state": row.get_state_display()})
    return redirect("people:keys" if request.POST.get("from") == "keys" else "people:rights")


def _start(actor: Actor, kind: str, raw: str, reason: str) -> UUID:
    kind = vault.kind_of_number(raw) if kind == "voice" else kind
    person = actions.start_person(actor.because(reason))
    helping = actor.because(reason).helping(person.id)
    actions.add_contact_point(helping, person_id=person.id, kind=kind, raw=raw)
    return person.id


def _ask(request: HttpRequest, actor: Actor, form: AskForm) -> bool:
    given = form.cleaned_data
    try:
        colleague = queries.staff_by_username(actor, given["username"])
        row = actions.ask_role(
            actor,
            account_id=colleague.id,
            tenant_id=form.tenant_id(),
            role=given["role"],
            valid_until=given["valid_until"],
        )
    except Missing:
        form.add_error("username", _("Nobody of the staff signs in with this name."))
    except Refused as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(request, _("Kept: this role is now %(state)s.") % {"state": row.get_state_display()})
        return True
    return False


def _invite(request: HttpRequest, actor: Actor, form: InviteForm) -> str:
    given = form.cleaned_data
    try:
        account, token = actions.invite_staff(
            actor, tenant_id=UUID(given["tenant"]), username=given["new_username"], name=given["name"]
        )
    except Refused as refused:
        form.add_error("new_username", str(refused))
        return ""
    return f"{settings.SITE_URL}{reverse('people:accept_invitation', args=[account.id, token])}"


def _roles(places: list[Tenant]) -> list[Role]:
    return list({role.name: role for tenant in places for role in roles_for(tenant.kind)}.values())


def _cursor(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["after"])
    except (KeyError, ValueError):
        return None
