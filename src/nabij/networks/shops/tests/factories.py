"""A BIN-Z with shops, and people behind their counters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from nabij.networks.house_rules import current_version
from nabij.networks.models import MemberPoint, Network
from nabij.networks.shops import actions
from nabij.networks.shops.actions import Shop, Worker
from nabij.networks.shops.actions.enrolling import add_worker
from nabij.networks.shops.hours import ALWAYS, Week
from nabij.networks.shops.models import Business, BusinessPerson, Invitation, Role, Tap
from nabij.networks.tests.factories import LAT, LON, make_network
from nabij.people.models import Account, ContactPoint, Person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_contact_point, make_resident, sign_in
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant

_numbers = count(1)


@dataclass
class Keeper:
    """Somebody who works in a shop, with the one contact point at which they are warned."""

    business: Business
    person: Person
    point: ContactPoint

    @property
    def actor(self) -> Actor:
        return actor_for(Account.objects.get(id=self.person.account_id))

    @property
    def row(self) -> BusinessPerson:
        rows = BusinessPerson.objects.filter(business=self.business, membership__points__contact_point_id=self.point.id)
        return rows.get()

    def client(self) -> Client:
        return sign_in(Client(), Account.objects.get(id=self.person.account_id))

    def tap(self, category: str = "shoplifting", **fields: Any) -> Tap:
        values: dict[str, Any] = {"key": new_id()} | fields
        return actions.report_now(
            self.actor, business_id=self.business.id, person_id=self.person.id, category=category, **values
        )


def make_binz(tenant: Tenant, lon: float = LON, lat: float = LAT, **fields: Any) -> Network:
    sectors = fields.pop("sectors", ())
    network = make_network(tenant, lon, lat, **({"kind": "binz", "name": f"BIN-Z {next(_numbers)}"} | fields))
    if sectors:
        actions.set_sectors(system_actor([tenant.id]), network_id=network.id, sectors=sectors)
        network.refresh_from_db()
    return network


def shop(lon: float = LON, lat: float = LAT, **fields: Any) -> Shop:
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"Bakkerij {number}", "sector": "retail", "address": f"Winkelstraat {number}", "lon": lon, "lat": lat,
        "hours": ALWAYS, "telephone": "",
    }  # fmt: skip
    return Shop(**(values | fields))


def worker(*points: ContactPoint, **fields: Any) -> Worker:
    values: dict[str, Any] = {
        "joined_by": "online", "contact_point_ids": [point.id for point in points], "is_adult": True,
        "house_rules": current_version(),
    }  # fmt: skip
    return Worker(**(values | fields))


def keeper(network: Network, hours: Week = ALWAYS, *, kind: str = "sms", **fields: Any) -> Keeper:
    """The owner of a new shop in the middle of the network, with these opening hours."""
    person = make_resident("An Peeters")
    point = make_contact_point(person, kind)
    mine = {name: fields.pop(name) for name in ("beyond_hours", "own_hours") if name in fields}
    joins = worker(point, beyond_hours=mine.get("beyond_hours", False), hours=mine.get("own_hours"))
    at = {"lon": (network_middle(network))[0], "lat": network_middle(network)[1]}
    business = actions.enrol_shop(
        system_actor([network.tenant_id]), network_id=network.id, person_id=person.id,
        shop=shop(**({"hours": hours} | at | fields)), worker=joins,
    )  # fmt: skip
    return Keeper(business, person, point)


def network_middle(network: Network) -> tuple[float, float]:
    corners = network.area["coordinates"][0]
    return (corners[0][0] + corners[1][0]) / 2, (corners[0][1] + corners[2][1]) / 2


def colleague(of: Keeper, hours: Week | None = None, **fields: Any) -> Keeper:
    """Somebody who works in the same shop."""
    person = make_resident("Bo Maes")
    point = make_contact_point(person, "sms")
    joins = worker(point, hours=hours, **fields)
    add_worker(system_actor([of.business.tenant_id]), of.business, person.id, Role.STAFF, joins)
    return Keeper(of.business, person, point)


def things_of(zone: Any) -> dict[str, UUID]:
    """A shop of a zone where its first member works too, for the walks over all pages."""
    network = make_binz(zone.tenant, zone.place.lon, zone.place.lat)
    point = ContactPoint.objects.get(id=MemberPoint.objects.filter(network=zone.network).first().contact_point_id)  # type: ignore[union-attr]
    system = system_actor([zone.tenant.id])
    told = shop(zone.place.lon, zone.place.lat, name="Verweg 9 Bakkerij")
    business = actions.enrol_shop(
        system, network_id=network.id, person_id=point.person_id, shop=told, worker=worker(point)
    )
    at = {"business_id": business.id, "person_id": point.person_id}
    tap = actions.report_now(system, **at, category="shoplifting", key=new_id())
    invited = Invitation.objects.create(
        tenant_id=zone.tenant.id, business=business, kind="email", lookup=b"l", digest=b"d", invited_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    return {"binz_id": network.id, "business_id": business.id, "tap_id": tap.id, "invitation_id": invited.id}
