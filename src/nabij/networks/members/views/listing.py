"""The list of members, for who leads or follows up their network."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from nabij.networks import queries as networks
from nabij.networks.frame import frame
from nabij.networks.members import queries
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people.access import actor_of
from nabij.tenants.errors import Missing


@never_cache
@members_of_staff_or_lead
def members(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """Who is a member: only after its reason was given, for who leads or follows up the network."""
    actor, reason = actor_of(request), request.POST.get("reason", "").strip()
    network = networks.network(actor, network_id)
    if not networks.mandated(actor, network_id):
        raise Missing
    found = queries.members(actor.because(reason), network_id) if reason else None
    shown = frame(actor, network, "networks:members") | {"members": found, "reason": reason}
    return render(request, "networks/members.html", shown)
