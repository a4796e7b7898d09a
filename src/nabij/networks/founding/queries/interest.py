"""Where neighbours want a network: counts for everybody and for who guides it, one's own for who showed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from nabij.audit.actions import consulted
from nabij.networks import queries as networks
from nabij.networks.founding.models import GoalReached, Interest
from nabij.networks.members.queries import person_key
from nabij.networks.models import Network, NetworkState
from nabij.networks.zone_rules import from_settings, rules_of
from nabij.people import queries as people
from nabij.people import vault
from nabij.places import queries as places
from nabij.places.geometry import to_lambert
from nabij.places.queries import AreaRef
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind

MANAGE = "networks.manage"


@dataclass(frozen=True)
class Wanted:
    """A neighbourhood in which somebody may want a network: how many households do, the goal, and what is there already."""

    place: AreaRef
    zone: Tenant
    households: int
    goal: int
    starting: Network | None = None
    working: bool = False

    @property
    def is_reached(self) -> bool:
        return self.households >= self.goal


@dataclass(frozen=True)
class Waiting:
    """A neighbourhood that waits for a network, as who guides it sees it: counts only."""

    code: str
    name: str
    municipality_code: str
    zone_id: UUID
    households: int
    willing: int
    addresses: int
    goal: int
    since: datetime
    reached_at: datetime | None

    @property
    def is_reached(self) -> bool:
        return self.reached_at is not None


@dataclass(frozen=True)
class MyInterest:
    """What somebody asked for, as they see it."""

    id: UUID
    place: str
    code: str
    network: Network | None
    willing: bool
    shown_at: datetime


def wanted_at(lon: float, lat: float) -> Wanted | None:
    """How it stands with a network at a place in degrees; nothing where no police zone takes part."""
    located = places.locate(lon, lat)
    zone = tenants.tenant_by_code(TenantKind.ZONE, located.zone.code) if located.zone else None
    if located.neighbourhood is None or zone is None:
        return None
    xs, ys = to_lambert([lon], [lat])
    x, y = float(xs[0]), float(ys[0])
    starting = starting_at(x, y, zone.id)
    working = any(one.kind == "bin" for one in networks.networks_at(x, y, [zone.id]))
    return _wanted(located.neighbourhood, zone, starting, working=working)


def wanted_in(code: str) -> Wanted:
    """How it stands with a network in a neighbourhood, by its code. Raises Missing where no police zone takes part."""
    found = places.areas("neighbourhood", [code])
    zone = tenants.tenant_by_code(TenantKind.ZONE, found[0].zone_code) if found else None
    if zone is None:
        raise Missing
    mine = Interest.objects.filter(tenant_id=zone.id, neighbourhood_code=code, network__isnull=False)
    row = mine.filter(network__state=NetworkState.STARTING).select_related("network").first()
    return _wanted(found[0], zone, row.network if row else None)


def _wanted(place: AreaRef, zone: Tenant, starting: Network | None, *, working: bool = False) -> Wanted:
    goal = from_settings(zone.settings.get("networks", {})).interest_goal
    homes = households(zone.id, network_id=starting.id) if starting else households(zone.id, code=place.code)
    return Wanted(place, zone, homes, goal, starting, working)


def households(tenant_id: UUID, *, code: str = "", network_id: UUID | None = None) -> int:
    """How many households want a network in a neighbourhood, or the network that is starting: a count, so anybody may know."""
    rows = Interest.objects.filter(tenant_id=tenant_id)
    rows = (
        rows.filter(network_id=network_id) if network_id else rows.filter(neighbourhood_code=code, network__isnull=True)
    )
    return rows.values("household_key").distinct().count()


def starting_at(x: float, y: float, tenant_id: UUID) -> Network | None:
    """The network that is starting up at a point in Lambert metres, or none."""
    boxed = Network.objects.filter(
        tenant_id=tenant_id, state=NetworkState.STARTING, west_m__lte=x, east_m__gte=x, south_m__lte=y, north_m__gte=y
    ).order_by("name")
    return next((found for found in boxed if networks.lies_in(found, x, y)), None)


def starting_network(network_id: UUID) -> Network:
    """A network that is starting up, for anybody who looks how far it is. Raises Missing."""
    found = Network.objects.select_related("tenant").filter(id=network_id, state=NetworkState.STARTING).first()
    if found is None:
        raise Missing
    return found


def state_of(network_id: UUID) -> str:
    """The state of a network, for its public page; empty where there is none."""
    return Network.objects.filter(id=network_id).values_list("state", flat=True).first() or ""


def name_of(code: str) -> str:
    """What a neighbourhood is called; its code where it is gone from the map."""
    found = places.areas("neighbourhood", [code])
    return found[0].name if found else code


def waiting(actor: Actor) -> list[Waiting]:
    """The neighbourhoods of the actor's zones and municipalities where somebody wants a network and none began, those that
    reached their goal first. Counts only, so also for a municipality.
    """
    zones = _zones_of(actor)
    rows = list(
        Interest.objects.filter(tenant_id__in=list(zones), network__isnull=True)
        .values("tenant_id", "neighbourhood_code")
        .annotate(
            homes=Count("household_key", distinct=True),
            willing_ones=Count("id", filter=Q(willing=True)),
        )
    )
    return sorted(_waiting(rows, zones), key=lambda one: (not one.is_reached, -one.households / one.goal, one.name))


def _zones_of(actor: Actor) -> Mapping[UUID, tuple[Tenant, set[str]]]:
    """The zones of the actor with the municipalities (codes) to which the view is limited; none for the whole zone."""
    found: dict[UUID, tuple[Tenant, set[str]]] = {}
    held = tenants.tenants(actor.tenants_with(networks.VIEW))
    zones = {one.id: one for one in tenants.tenants([one.zone_id or one.id for one in held])}
    for one in held:
        if one.kind == TenantKind.ZONE:
            found[one.id] = (one, set())
    for one in held:
        if one.kind == TenantKind.MUNICIPALITY and one.zone_id and one.zone_id not in actor.tenants_with(networks.VIEW):
            found.setdefault(one.zone_id, (zones[one.zone_id], set()))[1].add(one.code)
    return found


def _waiting(rows: Sequence[Mapping[str, Any]], zones: Mapping[UUID, tuple[Tenant, set[str]]]) -> list[Waiting]:
    codes = [row["neighbourhood_code"] for row in rows]
    areas = {one.code: one for one in places.areas("neighbourhood", codes)} if codes else {}
    sizes = places.address_counts("neighbourhood", codes) if codes else {}
    reached = dict(GoalReached.objects.filter(tenant_id__in=list(zones)).values_list("neighbourhood_code", "at"))
    first = _first_asked(list(zones))
    found = []
    for row in rows:
        code, (zone, only) = row["neighbourhood_code"], zones[row["tenant_id"]]
        place = areas.get(code)
        if place is None or (only and place.municipality_code not in only):
            continue
        goal = from_settings(zone.settings.get("networks", {})).interest_goal
        found.append(
            Waiting(
                code, place.name, place.municipality_code, zone.id, row["homes"], row["willing_ones"], sizes.get(code, 0), goal,
                first[zone.id, code], reached.get(code),
            )
        )  # fmt: skip
    return found


def _first_asked(zone_ids: Sequence[UUID]) -> dict[tuple[UUID, str], datetime]:
    rows = Interest.objects.filter(tenant_id__in=zone_ids, network__isnull=True).order_by(
        "tenant_id", "neighbourhood_code", "shown_at"
    )
    first = rows.distinct("tenant_id", "neighbourhood_code").values_list("tenant_id", "neighbourhood_code", "shown_at")
    return {(tenant_id, code): at for tenant_id, code, at in first}


def ripe(actor: Actor) -> int:
    """In how many neighbourhoods enough households want a network, and nobody began it: for the desk of prevention."""
    return sum(one.is_reached for one in waiting(actor)) if actor.tenants_with(MANAGE) else 0


def interests(actor: Actor, person_id: UUID) -> list[MyInterest]:
    """What a person asked for, for themselves and who helps them. Raises Missing for anybody else."""
    people.person(actor, person_id)
    rows = Interest.objects.filter(person_key=person_key(person_id)).select_related("network").order_by("shown_at")
    names = {one.code: one.name for one in places.areas("neighbourhood", [row.neighbourhood_code for row in rows])}
    return [
        MyInterest(
            row.id, names.get(row.neighbourhood_code, row.neighbourhood_code), row.neighbourhood_code,
            row.network if row.network_id else None, row.willing, row.shown_at,
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Willing:
    """Somebody who would coordinate, for who proposes candidates."""

    interest_id: UUID
    person_id: UUID
    name: str


def willing_ones(actor: Actor, network: networks.Known) -> list[Willing]:
    """Who would coordinate this network, for who manages networks in its zone; that it was looked at is on record.

    Raises Missing for anybody else, a municipality too.
    """
    found = networks.network(actor, network)
    actor.require(MANAGE, found.tenant_id)
    rows = Interest.objects.filter(tenant_id=found.tenant_id, network_id=found.id, willing=True).order_by("shown_at")
    persons = {row.id: person_of(row) for row in rows}
    if persons:
        with transaction.atomic(savepoint=False):
            consulted(actor, tenant_id=found.tenant_id, target="networks.willing", target_id=found.id)
    names = people.names_of(persons.values())
    return [Willing(row.id, persons[row.id], names.get(persons[row.id], "")) for row in rows]


def person_of(row: Interest) -> UUID:
    """Whose interest it is; for the jobs and deeds of this part."""
    return UUID(vault.open_value("interest", row.id, bytes(row.person)))


def interested_person(interest_id: UUID) -> UUID | None:
    """The same by id, for the job that tells them something; nothing where it was withdrawn."""
    row = Interest.objects.filter(id=interest_id).first()
    return person_of(row) if row else None


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """What a person asked for, for the download of their own data."""
    rows = Interest.objects.filter(person_key=person_key(person_id)).select_related("network").order_by("shown_at")
    return [
        {
            "neighbourhood": row.neighbourhood_code,
            "network": row.network.name if row.network_id else None,
            "since": row.shown_at.isoformat(),
            "would_coordinate": row.willing,
        }
        for row in rows
    ]


def goal_of(found: Network) -> int:
    """How many households a network needs in its zone."""
    return rules_of(found).interest_goal
