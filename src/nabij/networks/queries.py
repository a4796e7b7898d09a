"""What may be asked about networks. Officers and coordinators see their own; staff their tenant's; a municipality those on its
ground, but never their members.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from nabij.networks.models import LogEntry, Mandate, MandateRole, Membership, Network, NetworkState
from nabij.networks.rules import Planned, joined_plan, planned_for
from nabij.places.geometry import Shape, contains
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.queries import all_tenants

VIEW = "networks.view"
LOG_LENGTH = 50
GIVEN = "_given_to"
Known = UUID | Network
"""A network by its id, or as `network` gave it to the same actor: then nothing is asked again."""


@dataclass(frozen=True)
class Counts:
    """Households and contact points of the members of a network."""

    households: int
    contact_points: int
    by_channel: Mapping[str, int]


def networks(actor: Actor) -> QuerySet[Network]:
    """Every network the actor may see: with the right in its zone or municipality, or by a mandate of their own."""
    tenants = actor.tenants_with(VIEW)
    seen = Q(tenant_id__in=tenants) | Q(municipality_id__in=tenants)
    if actor.id is not None:
        seen |= Q(id__in=Mandate.objects.filter(account_id=actor.id).values("network_id"))
    return Network.objects.filter(seen).order_by("name", "id")


def network(actor: Actor, known: Known) -> Network:
    """With its tenant and its mandates, in two queries; one that this actor was given before is given back. Raises Missing for
    one that is not there or not theirs.
    """
    if isinstance(known, Network):
        if was_given(actor, known):
            return known
        known = known.id
    found = networks(actor).filter(id=known).select_related("tenant").prefetch_related("mandates").first()
    if found is None:
        raise Missing
    found.__dict__[GIVEN] = actor.id, actor.rights
    return found


def was_given(by: Actor, found: Network) -> bool:
    """Whether it was somebody with these rights to whom `network` gave this object."""
    return bool(found.__dict__.get(GIVEN) == (by.id, by.rights))


def network_list(actor: Actor) -> list[Network]:
    """All networks the actor may see, each with `households` (two queries)."""
    rows = networks(actor).annotate(households=Coalesce(_households(), 0))
    return list(rows.prefetch_related("mandates").select_related("tenant"))


def _households() -> Subquery:
    here = Membership.objects.filter(tenant_id=OuterRef("tenant_id"), network_id=OuterRef("id"), left_at__isnull=True)
    counted = here.order_by().values("network_id").annotate(homes=Count("household_key", distinct=True))
    return Subquery(counted.values("homes"))


def networks_at(x: float, y: float, tenant_ids: Collection[UUID]) -> list[Network]:
    """The active networks of these tenants in which a point (Lambert metres) lies, by name."""
    boxed = Network.objects.filter(
        tenant_id__in=list(tenant_ids),
        state=NetworkState.ACTIVE,
        west_m__lte=x,
        east_m__gte=x,
        south_m__lte=y,
        north_m__gte=y,
    ).order_by("name")
    at = np.array([x]), np.array([y])
    return [found for found in boxed if contains(area_of(found), *at)[0]]


def lies_in(found: Network, x: float, y: float) -> bool:
    """Whether a point (Lambert metres) lies in the area of a network."""
    return bool(contains(area_of(found), np.array([x]), np.array([y]))[0])


def open_network(network_id: UUID) -> Network:
    """An active network, for who thinks of joining it. Raises Missing."""
    found = Network.objects.select_related("tenant").filter(id=network_id, state=NetworkState.ACTIVE).first()
    if found is None:
        raise Missing
    return found


def open_networks_at(x: float, y: float) -> list[Network]:
    """The active networks, of whichever zone, in which a point (Lambert metres) lies, by name."""
    return networks_at(x, y, [one.id for one in all_tenants()])


def households_of(found: Network) -> int:
    """How many households take part: a count, so anybody may know."""
    homes = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True)
    return homes.values("household_key").distinct().count()


def networks_of(tenant_id: UUID, network_ids: Collection[UUID]) -> list[Network]:
    """These networks of one tenant, for the rooms above; their rights are checked there. One query, none for none."""
    return list(_of(tenant_id, network_ids)) if network_ids else []


def agreed_networks(tenant_id: UUID, network_ids: Collection[UUID]) -> list[Network]:
    """The same with what was agreed in each: its plan and its routes. Three queries."""
    return list(_of(tenant_id, network_ids).prefetch_related("plan", "routes"))


def networks_by_id(network_ids: Collection[UUID]) -> list[Network]:
    """These networks of whatever tenant, by name, for rooms and parts that checked the rights. One query."""
    return list(Network.objects.filter(id__in=list(network_ids)).order_by("name", "id"))


def living_networks() -> list[Network]:
    """Those of all tenants that did not stop, by name, with tenant and mandates. For jobs."""
    rows = Network.objects.exclude(state=NetworkState.STOPPED).order_by("name")
    return list(rows.select_related("tenant").prefetch_related("mandates"))


def areas_of(network_ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """The areas (GeoJSON, degrees) of these networks of whatever tenant, for lists whose rights were checked. One query."""
    return dict(Network.objects.filter(id__in=list(network_ids)).values_list("id", "area"))


def _of(tenant_id: UUID, network_ids: Collection[UUID]) -> QuerySet[Network]:
    return Network.objects.filter(tenant_id=tenant_id, id__in=list(network_ids)).order_by("name", "id")


def of_kind(tenant_id: UUID, kind: str) -> list[Network]:
    """The active networks of one kind of a tenant, with plan and routes, for the rooms above."""
    rows = Network.objects.filter(tenant_id=tenant_id, kind=kind, state=NetworkState.ACTIVE).order_by("name", "id")
    return list(rows.prefetch_related("plan", "routes"))


def area_of(found: Network) -> Shape:
    """The area in Lambert metres."""
    return shapely.from_wkb(bytes(found.area_lambert))  # type: ignore[return-value]


def plan_for(found: Iterable[Network], category: str) -> Planned:
    """What the communication plans of these networks together want for a type of fact."""
    return joined_plan([planned_for(one.plan.all(), category) for one in found])


def routes_for(found: Iterable[Network], alert_kind: str) -> dict[str, str]:
    """Network id to route for a kind of alert; "own" where nothing was agreed."""
    return {
        str(one.id): next((rule.route for rule in one.routes.all() if rule.alert_kind == alert_kind), "own")
        for one in found
    }


def mandated(by: Actor, found: Network, *roles: str) -> bool:
    """Whether somebody is officer or coordinator (or their deputy) of this network, of any of `roles` where given. Its mandates
    are read once for as long as this object is held.
    """
    if by.id is None:
        return False
    prefetch_related_objects([found], "mandates")
    return any(one.account_id == by.id and one.role in (roles or MandateRole.values) for one in found.mandates.all())


def is_held_by(account_id: UUID | None) -> Exists:
    """For a query of networks: whether this account has a mandate in each."""
    here = Mandate.objects.filter(tenant_id=OuterRef("tenant_id"), network_id=OuterRef("id"))
    return Exists(here.filter(account_id=account_id) if account_id else here.none())


def mandates_of(actor: Actor, *roles: str) -> set[UUID]:
    """The ids of the networks for which the actor has one of these mandates."""
    if actor.id is None:
        return set()
    held = Mandate.objects.filter(account_id=actor.id, role__in=roles or MandateRole.values)
    return set(held.values_list("network_id", flat=True))


def is_led(found: Network) -> bool:
    """Whether a network with its mandates at hand has a coordinator or a deputy."""
    return any(one.role == MandateRole.COORDINATOR for one in found.mandates.all())


def officers_of(tenant_id: UUID, network_ids: Collection[UUID]) -> list[UUID]:
    """Accounts of the mandated officers of these networks, deputies last."""
    rows = Mandate.objects.filter(tenant_id=tenant_id, network_id__in=list(network_ids), role=MandateRole.OFFICER)
    return list(dict.fromkeys(rows.order_by("deputy", "id").values_list("account_id", flat=True)))


def counts(actor: Actor, known: Known) -> Counts:
    """How many households and contact points the network reaches; counts only, so also for the city."""
    found = network(actor, known)
    with connection.cursor() as cursor:
        cursor.execute(
            "select point.kind, count(distinct point.lookup) from networks_reach reach"
            " join people_reachable point using (contact_point_id)"
            " where reach.tenant_id = %s and reach.network_id = %s group by 1 order by 1",
            [found.tenant_id, found.id],
        )
        by_channel = dict(cursor.fetchall())
    return Counts(households_of(found), sum(by_channel.values()), by_channel)


def log(actor: Actor, known: Known, limit: int = LOG_LENGTH) -> list[LogEntry]:
    """The newest entries of the network's log."""
    found = network(actor, known)
    rows = LogEntry.objects.filter(tenant_id=found.tenant_id, network_id=found.id)
    return list(rows.order_by("-at", "-id")[:limit])


def geojson(actor: Actor) -> dict[str, Any]:
    """The areas of all networks the actor may see, as a GeoJSON FeatureCollection in degrees."""
    features = [
        {
            "type": "Feature",
            "id": str(found.id),
            "geometry": found.area,
            "properties": {"id": str(found.id), "name": found.name, "kind": found.kind, "state": found.state},
        }
        for found in networks(actor)
    ]
    return {"type": "FeatureCollection", "features": features}
