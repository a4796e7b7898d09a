"""A network with who leads it, and things of its year, for the tests of this part and those above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from nabij.networks.models import MandateRole, Membership, Network
from nabij.networks.tests.factories import make_member, make_network, mandate
from nabij.networks.year.measures import actions as measures
from nabij.networks.year.rounds import actions as rounds
from nabij.networks.year.rounds.models import Round
from nabij.networks.year.wishes import actions as wishes
from nabij.networks.year.wishes.models import Wish
from nabij.people.models import Account, AccountKind, Person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import (
    grant,
    make_account,
    make_contact_point,
    make_person,
    make_resident,
    make_staff,
    make_tenant,
)
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.models import Tenant, TenantKind

REASONS = "Hij deelde tweemaal een foto van een voorbijganger met de buren."


@dataclass
class Street:
    """A network of a zone in a city, led and followed up, with a member."""

    zone: Tenant
    city: Tenant
    network: Network
    member: Person
    membership: Membership
    accounts: dict[str, Account]

    def __getitem__(self, name: str) -> Actor:
        return actor_for(self.accounts[name])

    @property
    def resident(self) -> Actor:
        assert self.member.account
        return actor_for(self.member.account)


def make_street(*, language: str = "nl", **fields: Any) -> Street:
    zone = make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    network = make_network(zone, municipality_id=city.id, **fields)
    accounts = {
        "officer": make_staff(zone, "mandated_officer"), "chief": make_staff(zone, "chief"), "mayor": make_staff(city, "mayor"),
        "prevention": make_staff(city, "prevention"), "clerk": make_staff(zone, "desk_clerk"),
    }  # fmt: skip
    mandate(network, MandateRole.OFFICER, accounts["officer"].id)
    for name, deputy in (("coordinator", False), ("deputy", True)):
        accounts[name] = lead(network, deputy=deputy)
    member, membership = settle(network, name="An Peeters", language=language)
    return Street(zone, city, network, member, membership, accounts)


def lead(network: Network, *, deputy: bool = False) -> Account:
    """A resident with an e-mail address who leads a network, and is a member of it."""
    person, _membership = settle(network, name="Cora Dewit")
    assert person.account
    grant(person.account, network.tenant, "coordinator")
    mandate(network, MandateRole.COORDINATOR, person.account.id, deputy=deputy)
    return person.account


def settle(network: Network, *, name: str = "", language: str = "nl", kind: str = "email") -> tuple[Person, Membership]:
    """A member with an account and one contact point."""
    person = make_person(language, name, make_account(AccountKind.RESIDENT))
    return person, make_member(network, make_contact_point(person, kind, language=language))


def make_wish(street: Street, **fields: Any) -> Wish:
    values = {"kind": "wish", "category": "together", "text": "Graag een bank op het plein."} | fields
    return wishes.write_wish(street.resident, network_id=street.network.id, person_id=street.member.id, **values)


def make_round(street: Street, kind: str = "survey", days: int = 14) -> Round:
    today = timezone.localdate()
    return rounds.open_round(
        street["officer"],
        network_id=street.network.id,
        kind=kind,
        opens_on=today,
        closes_on=today + timedelta(days=days),
    )


def things_of(zone: Any) -> dict[str, UUID]:
    """A wish, a case and a letter of a zone, by the names of arguments of URLs."""
    network = zone.network
    system = system_actor([zone.tenant.id])
    person = make_resident()
    member = make_member(network, make_contact_point(person))
    wish = wishes.write_wish(
        system, network_id=network.id, person_id=None, kind="wish", category="other", text="Een bank."
    )
    officer = make_staff(zone.tenant, "mandated_officer", "chief")
    acting = actor_for(officer)
    case = measures.open_case(acting, network_id=network.id, membership_id=member.id, ground_codes=["privacy"])
    return {"wish_id": wish.id, "measure_id": case.id, "letter_id": case.id}
