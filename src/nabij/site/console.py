"""The console of the dispatcher: queue, map and open incident of the rooms below, composed on one screen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import shapely
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.alerts import queries as alerts
from nabij.alerts.presenters import late_rows
from nabij.alerts.views.following import incident_panel
from nabij.networks import queries as networks
from nabij.people.access import actor_of, staff_required
from nabij.places import queries as places
from nabij.places.geometry import to_wgs84
from nabij.reports.views.incidents import panel_context, queue_context
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor

RIGHT = "reports.view"
EVERYWHERE = "2.5,50.6,6.0,51.5"


@never_cache
@require_safe
@staff_required(RIGHT)
def show(request: HttpRequest) -> HttpResponse:
    """The whole console; `incident` in the address opens one."""
    actor = actor_of(request)
    now = timezone.now()
    late = late_rows(alerts.late_feedback(actor, now), now)
    context = queue_context(request) | {"in_console": True, "bounds": _bounds(actor), "late": late}
    opened = _uuid(request.GET.get("incident", ""))
    if opened:
        context |= panel_context(actor, opened)
    return render(request, "site/console.html", context)


@never_cache
@require_safe
@staff_required(RIGHT)
def queue(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/_queue.html", queue_context(request) | {"in_console": True})


@never_cache
@require_safe
@staff_required(RIGHT)
def beside(request: HttpRequest, incident_id: UUID) -> HttpResponseBase:
    """What networks and alerts have to say about an incident."""
    return incident_panel(request, incident_id)


@never_cache
@require_safe
@staff_required(RIGHT)
def network_shapes(request: HttpRequest) -> HttpResponse:
    return JsonResponse(networks.geojson(actor_of(request)))


@never_cache
@require_safe
@staff_required(RIGHT)
def alert_shapes(request: HttpRequest) -> HttpResponse:
    return JsonResponse(alerts.geojson(actor_of(request)))


def _bounds(actor: Actor) -> str:
    """West, south, east, north of the zones in which the actor works."""
    shapes: list[Any] = []
    for tenant in tenants.tenants(actor.tenants_with(RIGHT)):
        kind = "zone" if tenant.kind == "zone" else "municipality"
        if places.areas(kind, [tenant.code]):
            shapes.append(places.area_shape(kind, tenant.code))
    if not shapes:
        return EVERYWHERE
    west, south, east, north = shapely.union_all(shapes).bounds
    lons, lats = to_wgs84([west, west, east, east], [south, north, south, north])
    return ",".join(f"{edge:.4f}" for edge in (min(lons), min(lats), max(lons), max(lats)))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
