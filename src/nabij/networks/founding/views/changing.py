"""Networks that become one, and a network that becomes two: first what it would do, in counts; then the deed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nabij.networks import queries as networks
from nabij.networks.forms import read_area
from nabij.networks.founding import actions, forms, presenters, queries
from nabij.networks.founding.actions import Seats
from nabij.networks.founding.rules import MANAGE
from nabij.networks.frame import frame
from nabij.networks.models import MandateRole, Network, NetworkState
from nabij.networks.presenters import area_value, bounds
from nabij.people.access import actor_of, staff_required
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in


@never_cache
@staff_required(MANAGE)
def merge(request: HttpRequest) -> HttpResponse:
    """Chooses networks, shows what one of them would be, and makes it."""
    actor, error, status = actor_of(request), "", 200
    known = _works(actor)
    ids = [one.id for one in known if str(one.id) in request.POST.getlist("network") + request.GET.getlist("network")]
    preview = form = None
    try:
        if ids or request.method == "POST":
            preview = queries.merge_preview(actor, ids)
            form = _merge_form(actor, known, ids, request.POST if request.POST.get("deed") == "merge" else None)
            if form.is_bound:
                made = actions.merge_networks(actor, network_ids=ids, **_merge_given(form))
                messages.success(request, _("The networks are one now. Members were told."))
                return redirect("networks:network", network_id=made.id)
    except Refused as refusal:
        error, status = str(refusal), 422
    shown = {
        "rows": [(one, one.id in ids) for one in known], "preview": preview, "form": form, "error": error, "ids": ids,
        "area_value": presenters.drawn(preview.area) if preview else "",
        "bounds": presenters.bounds_of(preview.area) if preview else "",
    }  # fmt: skip
    return render(request, "networks/founding/merge.html", shown, status=status)


@never_cache
@staff_required(MANAGE)
def split(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """A drawn part becomes a network of its own."""
    actor, error, status = actor_of(request), "", 200
    found = networks.network(actor, network_id)
    if not actor.may(MANAGE, found.tenant_id):
        raise Missing
    preview = form = None
    try:
        if request.method == "POST":
            form = forms.SplitForm(*_holders(actor, [found.id]), request.POST)
            area = read_area(request.POST.get("area", "")) if request.POST.get("area") else None
            if area is None:
                raise Refused(_("Draw what becomes a new network."))
            preview = queries.split_preview(actor, found.id, area)
            if request.POST.get("deed") == "split":
                given = filled_in(form)
                made = actions.split_network(
                    actor, network_id=found.id, part=area, name=given["name"], seats=Seats(**form.chosen())
                )
                messages.success(request, _("There are two networks now. Members were told."))
                return redirect("networks:network", network_id=made.id)
            form = forms.SplitForm(*_holders(actor, [found.id]), initial=_first_seats(actor, [found.id]))
    except (Refused, ValidationError) as refusal:
        error, status = _sentence(refusal), 422
    drawn = request.POST.get("area", "")
    shown = frame(actor, found, "networks:start_up") | {
        "preview": preview, "form": form, "error": error, "drawn": drawn, "whole": area_value(found), "bounds": bounds([found]),
        "taken": presenters.drawn(preview.taken) if preview else "",
    }  # fmt: skip
    return render(request, "networks/founding/split.html", shown, status=status)


def _sentence(refusal: Exception) -> str:
    found = getattr(refusal, "messages", None)
    return str(found[0]) if found else str(refusal)


def _works(actor: Actor) -> list[Network]:
    """The networks that the actor manages and that work, by name."""
    rows = networks.networks(actor).filter(state__in=[NetworkState.ACTIVE, NetworkState.RESTING])
    return [one for one in rows if actor.may(MANAGE, one.tenant_id)]


def _holders(actor: Actor, ids: list[UUID]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    held = queries.holders(actor, ids)
    by_role = {
        role: {str(one.account_id): f"{one.name} ({one.network})" for one in held if one.role == role}
        for role in MandateRole.values
    }
    return list(by_role[MandateRole.OFFICER].items()), list(by_role[MandateRole.COORDINATOR].items())


def _first_seats(actor: Actor, ids: list[UUID]) -> dict[str, str]:
    """Those of the first network that has one, as a start."""
    found: dict[str, str] = {}
    for one in queries.holders(actor, ids):
        found.setdefault(f"{one.role}_deputy" if one.deputy else one.role, str(one.account_id))
    return found


def _merge_form(actor: Actor, known: list[Network], ids: list[UUID], given: Any) -> forms.MergeForm:
    names = [(str(one.id), one.name) for one in known if one.id in ids]
    start = _first_seats(actor, ids) | {"plan_from": names[0][0] if names else ""}
    return forms.MergeForm(names, *_holders(actor, ids), given, initial=start)


def _merge_given(form: forms.MergeForm) -> dict[str, Any]:
    given = filled_in(form)
    return {"name": given["name"], "plan_from": UUID(given["plan_from"]), "seats": Seats(**form.chosen())}
