"""A network with who leads it, and things of its year, for the tests of this part and those above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from nabij.networks.models import MandateRole, MemberPoint, Membership, Network
from nabij.networks.tests.factories import make_member, make_network, mandate
from nabij.networks.year.measures import actions as measures
from nabij.networks.year.resting.models import Dormancy
from nabij.networks.year.rounds import actions as rounds
from nabij.networks.year.rounds.models import Round
from nabij.networks.year.weekly.models import WeeklyMail
from nabij.networks.year.wishes import actions as wishes
from nabij.networks.year.wishes.models import Wish
from nabij.people.models import Account, AccountKind, ContactPoint, Person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import (
    grant,
    make_account,
    make_contact_point,
    make_person,
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
    """A wish, a case and a letter about a member of a zone, by the names of arguments of URLs; and the rest of a year."""
    network, system = zone.network, system_actor([zone.tenant.id])
    point = ContactPoint.objects.get(id=MemberPoint.objects.filter(network=network).first().contact_point_id)
    member = Membership.objects.get(network=network, points__contact_point_id=point.id)
    written = {"network_id": network.id, "kind": "wish", "category": "other", "text": "Een bank."}
    wish = wishes.write_wish(system, person_id=point.person_id, **written)
    wishes.answer_wish(system, wish_id=wish.id, version=1, text="Komt in orde.", public_text="Een bank?")
    today = timezone.localdate()
    rounds.open_round(system, network_id=network.id, kind="survey", opens_on=today, closes_on=today + timedelta(days=9))
    case, letter = _case_of(zone, member)
    Dormancy.objects.create(
        tenant=zone.tenant, network=network, signals=["waiting"], state="officer", found_at=timezone.now()
    )
    account = lead(network)
    WeeklyMail.objects.create(tenant=zone.tenant, account_id=account.id, week=today, state="sent", at=timezone.now())
    return {"wish_id": wish.id, "measure_id": case, "letter_id": letter}


def _case_of(zone: Any, member: Membership) -> tuple[UUID, UUID]:
    """A case with a police part, signed by an officer who is deputy now."""
    account = make_staff(zone.tenant, "mandated_officer")
    mandate(zone.network, MandateRole.OFFICER, account.id, deputy=True)
    officer = actor_for(account)
    case = measures.open_case(
        officer, network_id=zone.network.id, membership_id=member.id, ground_codes=["privacy"], is_offence=True
    )
    measures.begin_step(
        officer, measure_id=case.id, code="police", reasons=REASONS, report_number="1/26", report_text="Feiten.",
        to_prosecutor_on=timezone.localdate(),
    )  # fmt: skip
    return case.id, measures.sign_step(officer, measure_id=case.id, part="officer").id
