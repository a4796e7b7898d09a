"""The list of members, for who leads or follows up their network; and lists that come in and go out."""

from __future__ import annotations

import time
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.networks import queries as networks
from nabij.networks.frame import brings_lists, frame
from nabij.networks.members import actions, queries
from nabij.networks.members.exporting import queries as exporting
from nabij.networks.members.exporting.forms import ExportForm
from nabij.networks.members.exporting.views import staff_or_lead
from nabij.networks.members.importing import actions as importing
from nabij.networks.members.importing import queries as lists
from nabij.networks.members.importing.forms import BringForm
from nabij.networks.members.inviting import queries as inviting
from nabij.networks.members.models import MemberList
from nabij.networks.models import Network
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.networks.zone_rules import rules_of
from nabij.people import actions as people
from nabij.people.access import actor_of
from nabij.people.serving import HELPING
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

REASON: Final = "networks.members"
REASON_FOR_S: Final = 1800


@never_cache
@members_of_staff_or_lead
def members(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """Who is a member: only after its reason was given, for who leads or follows up the network."""
    actor = actor_of(request)
    network = networks.network(actor, network_id)
    if not networks.mandated(actor, network):
        raise Missing
    reason, search = _reason(request, network_id), request.GET.get("zoek", "").strip()[:80]
    found, more = None, ""
    if reason:
        rows = queries.members(
            actor.because(reason), network, search=search, after=_after(request), limit=queries.PAGE + 1
        )
        found = rows[: queries.PAGE]
        more = str(found[-1].membership_id) if len(rows) > queries.PAGE else ""
    shown = frame(actor, network, "networks:members") | {
        "members": found, "reason": reason, "search": search, "next": more, "after": request.GET.get("after", ""),
        "may_help": bool(actor.tenants_with("people.help")),
    }  # fmt: skip
    return render(request, "networks/members.html", shown)


def _reason(request: HttpRequest, network_id: UUID) -> str:
    """The reason given now, or for this network in the last half hour."""
    given = request.POST.get("reason", "").strip()[:200]
    if given:
        request.session[REASON] = {"network": str(network_id), "reason": given, "until": time.time() + REASON_FOR_S}
        return given
    held = request.session.get(REASON) or {}
    fits = held.get("network") == str(network_id) and held.get("until", 0) > time.time()
    return str(held["reason"]) if fits else ""


def _after(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


@require_POST
@members_of_staff_or_lead
def member(request: HttpRequest, network_id: UUID, membership_id: UUID) -> HttpResponse:
    """Takes somebody off the list who asked it, or begins to help them with their data."""
    actor, reason = actor_of(request), request.POST.get("reason", "").strip()
    if request.POST.get("deed") == "help":
        found = queries.member(actor, network_id, membership_id)
        people.start_helping_known(actor, person_id=found.person_id, reason=reason)
        request.session[HELPING] = {"person": str(found.person_id), "reason": reason}
        return redirect("people:helped_page", person_id=found.person_id)
    actions.remove_member(actor, network_id=network_id, membership_id=membership_id, why=reason)
    messages.success(request, _("Taken off the list. The network warns them no longer."))
    return redirect("networks:members", network_id=network_id)


class LimitForm(forms.Form):
    """How many of a household may join."""

    numbers = forms.IntegerField(
        label=_("Members and telephone numbers per household (0: no limit)"),
        min_value=0,
        max_value=actions.MOST_PER_HOUSEHOLD,
    )


@never_cache
@staff_or_lead
def both_ways(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """Lists that come in, who is asked from them, lists that go out."""
    network, form, status = _network(actor_of(request), network_id), BringForm(prefix="bring"), 200
    if request.method == "POST":
        form = BringForm(request.POST, request.FILES, prefix="bring")
        found = _brought(actor_of(request), network_id, form)
        if found is not None:
            return redirect("networks:list_in", list_id=found.id)
        status = 422
    return render(request, "networks/members/lists.html", _page(actor_of(request), network, form), status=status)


def _network(actor: Actor, network_id: UUID) -> Network:
    """For who brings lists in, asks them out or confirms that. Raises Missing for anybody else."""
    try:
        found = networks.network(actor, network_id)
    except Missing:
        found = exporting.network_of_lists(actor, network_id)
    if not (brings_lists(actor, found) or exporting.may_decide(actor, found)):
        raise Missing
    return found


def _brought(actor: Actor, network_id: UUID, form: BringForm) -> MemberList | None:
    if not form.is_valid():
        return None
    content, source = form.cleaned_data["file"].read(), form.cleaned_data["source"]
    try:
        return importing.bring_list(actor, network_id=network_id, content=content, source=source)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None


def _page(actor: Actor, network: Network, form: BringForm) -> dict[str, Any]:
    now, brings = timezone.now(), brings_lists(actor, network)
    may_ask, may_decide = exporting.may_ask(actor, network), exporting.may_decide(actor, network)
    may_limit = actions.may_set_household_limit(actor, network)
    return frame(actor, network, "networks:lists") | {
        "brings": brings, "form": form, "lists": lists.lists(actor, network) if brings else [],
        "answers": inviting.answers(actor, network) if brings else None, "goes_out": may_ask or may_decide,
        "may_ask": may_ask, "export_form": ExportForm(), "zone": rules_of(network),
        "exports": exporting.exports(actor, network, now) if may_ask or may_decide else [],
        "limit_form": LimitForm(initial={"numbers": network.numbers_per_household}) if may_limit else None,
    }  # fmt: skip


@require_POST
@members_of_staff_or_lead
def limit(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """How many of a household may join."""
    form = LimitForm(request.POST)
    numbers = form.cleaned_data["numbers"] if form.is_valid() else -1
    actions.set_household_limit(actor_of(request), network_id=network_id, numbers=numbers)
    messages.success(request, _("Saved."))
    return redirect("networks:lists", network_id=network_id)
