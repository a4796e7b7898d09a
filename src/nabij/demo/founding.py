"""What starts in the demo town: neighbours who want a network, and one that is halfway its start-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils import timezone

from nabij.demo import residents
from nabij.networks.founding import actions, queries
from nabij.people.actions.demo import install_demo_resident
from nabij.people.queries import contact_points
from nabij.places.geometry import to_wgs84
from nabij.places.queries import address, addresses_within, area_shape, areas
from nabij.tenants.actions import change_settings
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.queries import tenant_by_code

if TYPE_CHECKING:
    from nabij.demo.world import Tell
    from nabij.people.models import Account
    from nabij.tenants.actor import Actor

GOAL: Final = 20
REASON: Final = "Veel woninginbraken sinds de zomer, en een buurt die samenhangt."


@dataclass(frozen=True)
class Wish:
    """How many households of a neighbourhood want a network, and how many of them would coordinate it."""

    neighbourhood: str
    households: int
    willing: int = 0


WISHES: Final = (Wish("39001W05", 23, 2), Wish("39001W03", 12, 1), Wish("39002W03", 6))
PHONE: Final = "011 23 90 00"
STARTING: Final = Wish("39001W02", 26, 3)


def begin(system: Actor, zone: Tenant, accounts: Mapping[str, Account], tell: Tell) -> None:
    """Neighbours show interest, and in one neighbourhood a start-up has come as far as its coordinator."""
    chosen = {"networks": zone.settings.get("networks", {}) | {"interest_goal": GOAL, "contact_phone": PHONE}}
    change_settings(system, tenant_id=zone.id, changes=chosen)
    for wish in WISHES:
        _ask(system, zone, wish)
    people = _ask(system, zone, STARTING)
    _start_up(system, zone, accounts, people)
    tell(f"{sum(wish.households for wish in WISHES)} households want a network, one is starting up")


def _ask(system: Actor, zone: Tenant, wish: Wish) -> list[UUID]:
    """The persons who ask, the willing ones first."""
    homes = sorted(addresses_within(area_shape("neighbourhood", wish.neighbourhood)))
    homes = homes[:: max(1, len(homes) // wish.households)][: wish.households]
    people = []
    for number, address_id in enumerate(homes):
        person_id, place = (
            residents.house(system, zone.id, f"{wish.neighbourhood} asks {number}", address_id),
            address(address_id),
        )
        actions.show_interest(
            system, person_id=person_id, lon=place.lon, lat=place.lat, is_adult=True, willing=number < wish.willing
        )
        people.append(person_id)
    return people


def _start_up(system: Actor, zone: Tenant, accounts: Mapping[str, Account], people: list[UUID]) -> None:
    (place,) = areas("neighbourhood", [STARTING.neighbourhood])
    city = tenant_by_code(TenantKind.MUNICIPALITY, place.municipality_code)
    network = actions.begin_start_up(
        system, tenant_id=zone.id, name=f"BIN {place.name}", neighbourhoods=[place.code],
        municipality_id=city.id if city else None,
    )  # fmt: skip
    held_on = timezone.localdate() - timedelta(days=9)
    actions.record_meeting_decision(
        system, network_id=network.id, question="decision", held_on=held_on, votes_for=41, against=3, abstained=5
    )
    actions.decide_start(system, network_id=network.id, starts=True, reason=REASON)
    officer, deputy = accounts["officier"].id, accounts["officier2"].id
    actions.name_officers(system, network_id=network.id, officer_id=officer, deputy_id=deputy)
    install_demo_resident(system, person_id=people[0])
    _propose(system, network.id, people[0])
    closes_at = timezone.now() + timedelta(days=12)
    actions.open_poll(system, network_id=network.id, question="coordinator", closes_at=closes_at)
    actions.place_signs(
        system, network_id=network.id, points=[_home_of(system, person_id) for person_id in people[1:3]]
    )


def _propose(system: Actor, network_id: UUID, person_id: UUID) -> None:
    row = next(one for one in queries.willing_ones(system, network_id) if one.person_id == person_id)
    candidate = actions.propose(system, network_id=network_id, interest_id=row.interest_id)
    actions.screen(system, candidate_id=candidate.id, outcome="suitable")


def _home_of(system: Actor, person_id: UUID) -> tuple[float, float]:
    point = contact_points(system, person_id)[0]
    (lon,), (lat,) = to_wgs84([point.x or 0.0], [point.y or 0.0])
    return float(lon), float(lat)
