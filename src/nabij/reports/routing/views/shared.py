"""For which service somebody opened the page, and what each of these pages shows above."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from nabij.people.access import actor_of
from nabij.places import queries as places
from nabij.reports import queries as reports
from nabij.reports.models import Category
from nabij.reports.states import Controller
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.queries import tenants

ROUTE = "reports.route"


def service(request: HttpRequest) -> Tenant:
    """The service that was asked for (`dienst`), or the first where the actor arranges the work. Raises Missing."""
    own = tenants(actor_of(request).tenants_with(ROUTE))
    asked = request.POST.get("dienst") or request.GET.get("dienst") or ""
    found = next((one for one in own if str(one.id) == asked), None) if asked else next(iter(own), None)
    if found is None:
        raise Missing
    return found


def frame(actor: Actor, here: Tenant, current: str) -> dict[str, Any]:
    """The tabs, the services to choose from where there are several, and whether the reports of this one may be opened."""
    names = {"teams": _("Teams"), "order": _("Who gets what"), "terms": _("By when")}
    tabs = [
        {"url": f"{reverse(f'reports:{name}')}?dienst={here.id}", "label": label, "current": name == current}
        for name, label in names.items()
    ]
    own = tenants(actor.tenants_with(ROUTE))
    return {
        "here": here,
        "tabs": tabs,
        "services": own if len(own) > 1 else [],
        "page_url": reverse(f"reports:{current}"),
        "views": actor.may("reports.view", here.id),
    }


def kinds_of(here: Tenant) -> dict[str, Category]:
    """The kinds that a service answers for, by their code, in the order of the page."""
    controller = Controller.POLICE if here.kind == TenantKind.ZONE else Controller.CITY
    return {
        kind.code: kind for kind in reports.categories() if kind.controller == controller and not kind.nothing_stored
    }


def ground(here: Tenant) -> list[places.AreaRef]:
    """The neighbourhoods of a service, in Dutch order."""
    if here.kind == TenantKind.PARTNER:
        return []
    return places.areas("neighbourhood", within=here.code)


def bounds_of(here: Tenant) -> str:
    """West, south, east and north of the ground of a service, in degrees, for the map."""
    kind = "zone" if here.kind == TenantKind.ZONE else "municipality"
    features = places.areas_geojson(kind, [here.code], simplify_m=100)["features"]
    points = [point for feature in features for point in _points(feature["geometry"]["coordinates"])]
    if not points:
        return ""
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return f"{min(lons)},{min(lats)},{max(lons)},{max(lats)}"


def _points(nested: Any) -> list[tuple[float, float]]:
    if isinstance(nested[0], float | int):
        return [(nested[0], nested[1])]
    return [point for part in nested for point in _points(part)]


def back_to(here: Tenant, page: str) -> str:
    return f"{reverse(f'reports:{page}')}?dienst={here.id}"


def uuid_or_missing(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing from None
