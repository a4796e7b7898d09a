"""The demo town with its zone, cities, staff, networks and members: made through the same actions as a real one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.alerts.wording.actions import seed_templates
from nabij.demo import (
    channel,
    counters,
    documents,
    founding,
    meetings,
    members,
    officers,
    overview,
    points,
    residents,
    routing,
    shops,
    video,
    year,
)
from nabij.networks import actions as networks
from nabij.networks import queries as network_queries
from nabij.people.actions.demo import install_demo_resident
from nabij.people.actions.grants import install_role
from nabij.people.demo import ACCOUNTS, make_accounts
from nabij.people.queries import account_named, actor_for
from nabij.places import demo_town
from nabij.places.actions import load_demo_town
from nabij.places.geometry import shape_to_geojson
from nabij.places.queries import AreaRef, addresses_within, area_shape, areas
from nabij.reports import actions as reports
from nabij.tenants.actions import change_settings, found_tenant
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.queries import all_tenants

Tell = Callable[[str], None]
TEAMS = ("Interventie", "Wijkwerking", "Gemeenschapswachten")
MADE_BY = "demo_made_by"
ON_DUTY_FOR = timedelta(days=30)
OFFICER_NUMBER, DEPUTY_NUMBER = "+32 470 00 01 01", "+32 470 00 01 02"


@dataclass(frozen=True)
class Wanted:
    """A network to found: in which neighbourhood, with how many households, over which route."""

    name: str
    kind: str
    neighbourhood: str
    households: int
    route: str = "own"
    led_by_resident: bool = False


@dataclass(frozen=True)
class Setting:
    """Where a world plays, by official codes. Calls come from the first network's neighbourhood, web reports from the last's."""

    zone: str
    networks: tuple[Wanted, ...]


DEMO_TOWN = Setting(
    "ipz901",
    (
        Wanted("BIN Binnenstad", "bin", "39001W01", 60, led_by_resident=True),
        Wanted("BIN Molenveld", "bin", "39001W04", 40),
        Wanted("BIN-Z Binnenstad", "binz", "39001W01", 24),
        Wanted("BIN Lindebeek-Dorp", "bin", "39002W01", 30, route="be_alert"),
    ),
)


@dataclass(frozen=True)
class World:
    """A zone with its cities and who works there: username -> actor."""

    setting: Setting
    zone: Tenant
    staff: dict[str, Actor]


SENDER: Final = {"name": "Nabij Zandekerke", "number": "+32460000010", "email": "nabij@zandekerke.example"}


def build(tell: Tell) -> World:
    """Makes the demo world, or finds what this code made before. `tell` hears a sentence per step."""
    zone = next((tenant for tenant in all_tenants() if tenant.settings.get(MADE_BY) == fingerprint()), None)
    if zone is None:
        town = load_demo_town(system_actor())
        tell(f"{len(town.addresses)} addresses in {len(town.neighbourhoods)} neighbourhoods")
        zone = populate(DEMO_TOWN, tell)
        _enliven(zone, tell)
        change_settings(system_actor([zone.id]), tenant_id=zone.id, changes={MADE_BY: fingerprint()})
    return World(DEMO_TOWN, zone, staff())


def populate(setting: Setting, tell: Tell) -> Tenant:
    """Founds the zone of places that are loaded already, with its cities, staff, teams, networks and members."""
    (there,) = areas("zone", [setting.zone])
    zone = found_tenant(system_actor(), kind=TenantKind.ZONE, name=there.name, slug=setting.zone, code=setting.zone)
    cities = [_found_city(zone, area) for area in areas("municipality") if area.zone_code == setting.zone]
    system = system_actor([zone.id, *(city.id for city in cities)], name="demo")
    change_settings(system, tenant_id=zone.id, changes={"alerts": {"caught_in_act_allowed": True}, "sender": SENDER})
    reports.load_categories(system)
    for tenant in (zone, *cities):
        seed_templates(system, tenant_id=tenant.id)
    accounts = make_accounts(zone, *cities)
    tell(f"{len(accounts)} members of staff in {1 + len(cities)} services")
    _make_teams(system, zone, accounts["wacht"].id)
    _put_on_duty(system, zone)
    for wanted in setting.networks:
        _make_network(system, zone, cities, wanted, accounts["officier"].id, tell)
    return zone


def _enliven(zone: Tenant, tell: Tell) -> None:
    """What else goes on in the demo town, in places that only it has."""
    cities = [tenant for tenant in all_tenants() if tenant.zone_id == zone.id]
    system = system_actor([zone.id, *(city.id for city in cities)], name="demo")
    accounts = {one.username: account_named(one.username) for one in ACCOUNTS}
    meetings.call_meetings(system, tell)
    founding.begin(system, zone, accounts, tell)
    members.bring_list(system, accounts, tell)
    channel.talk(system, accounts, tell)
    shops.open_shops(system, accounts, tell)
    year.live(system, accounts, tell)
    documents.draw_up(system, accounts, tell)
    overview.count(system, zone, tell)
    officers.begin(system, zone, cities, accounts, tell)
    points.open_point(system, zone, accounts, tell)
    counters.open_counters(system, zone, cities, tell)
    video.open_desk(system, zone, cities, accounts, tell)
    routing.arrange(system, zone, cities, accounts, tell)


def _found_city(zone: Tenant, area: AreaRef) -> Tenant:
    return found_tenant(
        system_actor(), kind=TenantKind.MUNICIPALITY, name=area.name, slug=f"nis-{area.code}", code=area.code, zone=zone
    )


def staff() -> dict[str, Actor]:
    """The demo accounts with the rights they have now, by the name they sign in with."""
    return {one.username: actor_for(account_named(one.username)) for one in ACCOUNTS}


def fingerprint() -> str:
    """A digest of the code that makes the demo world."""
    digest = hashlib.sha256()
    for path in sorted([*Path(__file__).parent.glob("*.py"), *Path(demo_town.__file__).parent.glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


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
    (neighbourhood,) = areas("neighbourhood", [wanted.neighbourhood])
    city = next(city for city in cities if city.code == neighbourhood.municipality_code)
    network = networks.found_network(
        system,
        tenant_id=zone.id,
        name=wanted.name,
        area=shape_to_geojson(shape),
        kind=wanted.kind,
        municipality_id=city.id,
    )
    networks.set_mandate(system, network_id=network.id, role="officer", account_id=officer)
    networks.set_plan(
        system, network_id=network.id, category="", priority="urgent", channels=["sms", "email", "voice"], night=True
    )
    for kind in ("urgent", "non_urgent", "feedback") if wanted.route != "own" else ():
        networks.set_route(system, network_id=network.id, alert_kind=kind, route=wanted.route)
    homes = addresses_within(shape)
    step = max(1, len(homes) // wanted.households)
    people = [
        residents.settle(system, network.id, zone.id, f"{wanted.name} {number}", address_id)
        for number, address_id in enumerate(sorted(homes)[::step][: wanted.households])
    ]
    if wanted.led_by_resident:
        _name_coordinator(system, zone, network.id, people[0])
        residents.known_as(system, people[1], residents.RESIDENT)
    tell(f"{wanted.name}: {wanted.households} households")


def _name_coordinator(system: Actor, zone: Tenant, network_id: UUID, person_id: UUID) -> None:
    residents.known_as(system, person_id, residents.COORDINATOR)
    account = install_demo_resident(system, person_id=person_id)
    install_role(system, account_id=account.id, tenant_id=zone.id, role="coordinator")
    networks.set_mandate(system, network_id=network_id, role="coordinator", account_id=account.id)
