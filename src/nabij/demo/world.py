"""The demo town with its zone, cities, staff, networks and members: made through the same actions as a real one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.demo import residents
from nabij.networks import actions as networks
from nabij.networks import queries as network_queries
from nabij.people.demo import make_accounts
from nabij.people.queries import actor_for
from nabij.places.actions import load_demo_town
from nabij.places.geometry import shape_to_geojson
from nabij.places.queries import addresses_within, area_shape
from nabij.reports import actions as reports
from nabij.tenants.actions import found_tenant
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.models import Tenant, TenantKind

Tell = Callable[[str], None]
TEAMS = ("Interventie", "Wijkwerking", "Gemeenschapswachten")
ON_DUTY_FOR = timedelta(days=30)
OFFICER_NUMBER, DEPUTY_NUMBER = "+32 470 00 01 01", "+32 470 00 01 02"


@dataclass(frozen=True)
class Wanted:
    """A network of the demo town: in which neighbourhood, with how many households, over which route."""

    name: str
    kind: str
    neighbourhood: str
    households: int
    route: str = "own"


NETWORKS = (
    Wanted("BIN Binnenstad", "bin", "39001W01", 60),
    Wanted("BIN Molenveld", "bin", "39001W04", 40),
    Wanted("BIN-Z Binnenstad", "binz", "39001W01", 24),
    Wanted("BIN Lindebeek-Dorp", "bin", "39002W01", 30, route="be_alert"),
)


@dataclass(frozen=True)
class World:
    """The demo's tenants and who works there: username -> actor."""

    zone: Tenant
    municipalities: list[Tenant]
    staff: dict[str, Actor]
    system: Actor


def build(tell: Tell) -> World:
    """Makes the demo world, or finds what is there already. `tell` hears a sentence per step."""
    town = load_demo_town(system_actor())
    tell(f"{len(town.addresses)} addresses in {len(town.neighbourhoods)} neighbourhoods")
    zone = found_tenant(
        system_actor(), kind=TenantKind.ZONE, name=town.zone.name, slug="zone", code=town.zone.code,
        settings={"caught_in_act": True},
    )  # fmt: skip
    cities = [
        found_tenant(
            system_actor(), kind=TenantKind.MUNICIPALITY, name=row.name, slug=row.name.lower(), code=row.code, zone=zone
        )
        for row in town.municipalities
    ]
    system = system_actor([zone.id, *(city.id for city in cities)], name="demo")
    reports.load_categories(system)
    accounts = make_accounts(zone, *cities)
    tell(f"{len(accounts)} members of staff in {1 + len(cities)} services")
    _make_teams(system, zone, accounts["wacht"].id)
    _put_on_duty(system, zone)
    for wanted in NETWORKS:
        _make_network(system, zone, cities, wanted, accounts["officier"].id, tell)
    staff = {username: actor_for(account) for username, account in accounts.items()}
    return World(zone, cities, staff, system)


def _make_teams(system: Actor, zone: Tenant, member: UUID) -> None:
    for name in TEAMS:
        team = reports.make_team(system, tenant_id=zone.id, name=name)
        reports.join_team(system, team_id=team.id, account_id=member)


def _put_on_duty(system: Actor, zone: Tenant) -> None:
    now = timezone.now()
    for role, name, number in (("officer", "Omar Peeters", OFFICER_NUMBER), ("deputy", "Olga Maes", DEPUTY_NUMBER)):
        reports.put_on_duty(
            system, tenant_id=zone.id, role=role, name=name, number=number, from_at=now, until_at=now + ON_DUTY_FOR
        )


@transaction.atomic
def _make_network(system: Actor, zone: Tenant, cities: list[Tenant], wanted: Wanted, officer: UUID, tell: Tell) -> None:
    if any(known.name == wanted.name for known in network_queries.networks(system)):
        return
    shape = area_shape("neighbourhood", wanted.neighbourhood)
    city = next(city for city in cities if wanted.neighbourhood.startswith(city.code))
    network = networks.found_network(
        system, tenant_id=zone.id, name=wanted.name, area=shape_to_geojson(shape), kind=wanted.kind, municipality_id=city.id
    )
    networks.set_mandate(system, network_id=network.id, role="officer", account_id=officer)
    networks.set_plan(system, network_id=network.id, category="", priority="urgent", channels=["sms", "email", "voice"], night=True)
    for kind in ("urgent", "non_urgent", "feedback") if wanted.route != "own" else ():
        networks.set_route(system, network_id=network.id, alert_kind=kind, route=wanted.route)
    homes = addresses_within(shape)
    step = max(1, len(homes) // wanted.households)
    for number, address_id in enumerate(sorted(homes)[::step][: wanted.households]):
        residents.settle(system, network.id, zone.id, f"{wanted.name} {number}", address_id)
    tell(f"{wanted.name}: {wanted.households} households")
