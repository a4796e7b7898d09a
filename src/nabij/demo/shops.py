"""Shops of the demo town: who works there and when, and a few reports that the police dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from nabij.demo import residents
from nabij.networks import actions as network_actions
from nabij.networks import queries as networks
from nabij.networks.house_rules import current_version
from nabij.networks.members import queries as members
from nabij.networks.shops import actions, hours, plan
from nabij.networks.shops.actions import Shop, Worker
from nabij.people import queries as people
from nabij.places.queries import address, addresses_within, area_shape
from nabij.reports import actions as reports
from nabij.tenants.keys import new_id

if TYPE_CHECKING:
    from nabij.demo.world import Tell
    from nabij.networks.models import Network
    from nabij.networks.shops.models import Business
    from nabij.people.models import Account
    from nabij.tenants.actor import Actor

NETWORK: Final = "BIN-Z Binnenstad"
BAR: Final = hours.read(dict.fromkeys(range(1, 7), "11-1"))
# (name, sector, hours)
SHOPS: Final = (
    ("Boekhandel De Wulp", "retail", hours.usual()),
    ("Apotheek Vandamme", "pharmacies", hours.read(dict.fromkeys(range(6), "8.30-12.30, 13.30-18.30"))),
    ("Café De Post", "hospitality", BAR),
    ("Juwelier Claerhout", "retail", hours.usual(first_day=1)),
    ("Bakkerij Everaert", "retail", hours.read(dict.fromkeys((0, 1, 3, 4, 5, 6), "6.30-18"))),
    ("Hotel De Zwaan", "lodging", hours.ALWAYS),
    ("Slagerij Maes", "retail", hours.usual(first_day=1)),
)
TAPPED: Final = ("shoplifting", "false-money", "change-trick")


def open_shops(system: Actor, accounts: dict[str, Account], tell: Tell) -> None:
    """Gives the members of the BIN-Z their shops, through the same actions as its pages."""
    network = next((one for one in networks.networks(system) if one.name == NETWORK), None)
    if network is None:
        return
    for line in plan.usual():
        if line.category:
            network_actions.set_plan(
                system, network_id=network.id, category=line.category, priority=line.priority, channels=line.channels,
                night=line.night,
            )  # fmt: skip
    officer = people.actor_for(accounts["officier"])
    people_there = [one.person_id for one in members.members(officer.because("demo"), network.id)]
    homes = sorted(addresses_within(area_shape("neighbourhood", "39001W01")))
    made = []
    for number, (name, sector, week) in enumerate(SHOPS):
        home = address(homes[number * len(homes) // len(SHOPS)])
        where = f"{home.street} {home.number}, {home.municipality}"
        told = Shop(name, sector, where, home.lon, home.lat, week, telephone=f"+32 50 11 22 {number + 10}")
        made.append(_enrol(system, network, people_there[number], told))
    residents.known_as(system, people_there[0], residents.SHOPKEEPER)
    for shop, person_id, category in zip(made, people_there, TAPPED, strict=False):
        _tap(system, people.actor_for(accounts["dispatcher"]), shop, person_id, category)
    tell(f"{len(made)} shops in {NETWORK}")


def _enrol(system: Actor, network: Network, person_id: UUID, told: Shop) -> Business:
    points = [point.id for point in people.contact_points(system, person_id) if point.verified_at is not None]
    worker = Worker(
        "online", points, is_adult=True, house_rules=current_version(), beyond_hours=told.sector == "retail"
    )
    return actions.enrol_shop(system, network_id=network.id, person_id=person_id, shop=told, worker=worker)


def _tap(system: Actor, dispatcher: Actor, shop: Business, person_id: UUID, category: str) -> None:
    """One tap, and what the police made of it."""
    tap = actions.report_now(system, business_id=shop.id, person_id=person_id, category=category, key=new_id())
    reports.judge_incident(dispatcher, incident_id=tap.incident_id, version=1, outcome="task_only")
    reports.close_incident(dispatcher, incident_id=tap.incident_id, version=2, template="found_nobody")
