"""Shops that join, the people behind the counter, and what others cannot do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from nabij.alerts.tests.factories import Zone, neighbour_of
from nabij.audit.models import AuditRow
from nabij.networks import queries as networks
from nabij.networks.members import actions as members
from nabij.networks.models import MandateRole, MemberPoint, Membership, Network
from nabij.networks.shops import actions, hours, kinds, queries
from nabij.networks.shops.models import Business, BusinessPerson, Invitation
from nabij.networks.shops.tests.factories import (
    Keeper,
    colleague,
    keeper,
    make_binz,
    network_middle,
    shop,
    worker,
)
from nabij.networks.tests.factories import mandate
from nabij.people import actions as people_actions
from nabij.people.models import AccountKind
from nabij.people.queries import actor_for
from nabij.people.tests import letterbox
from nabij.people.tests.factories import grant, make_account, make_contact_point, make_resident, staff_actor
from nabij.people.vault import open_value
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id


def middle_of(network: Network) -> dict[str, float]:
    lon, lat = network_middle(network)
    return {"lon": lon, "lat": lat}


def enrol(network: Network, shop_fields: dict[str, Any] | None = None, **worker_fields: Any) -> Business:
    person = make_resident("An Peeters")
    point = make_contact_point(person, "sms")
    told = shop(**(middle_of(network) | (shop_fields or {})))
    return actions.enrol_shop(
        system_actor([network.tenant_id]), network_id=network.id, person_id=person.id, shop=told,
        worker=worker(point, **worker_fields),
    )  # fmt: skip


def test_a_shop_joins_with_its_owner_as_a_member_with_hours(binz: Network) -> None:
    found = enrol(binz, {"hours": hours.usual(), "telephone": "011 22 33 44"})
    member = Membership.objects.get(network=binz)
    assert member.hours == hours.usual()
    assert MemberPoint.objects.get(membership=member).hours == hours.usual()
    assert found.telephone is not None
    assert open_value("voice", found.id, bytes(found.telephone)) == "+3211223344"
    assert networks.households_of(binz) == 1
    assert AuditRow.objects.filter(verb="networks.enrol_shop", target_id=found.id).count() == 1


def test_several_of_one_shop_are_one_household_and_no_limit_holds_them(binz: Network) -> None:
    owner = keeper(binz)
    colleague(owner)
    colleague(owner)
    assert Membership.objects.filter(network=binz, left_at__isnull=True).count() == 3
    assert networks.households_of(binz) == 1


@pytest.mark.parametrize(
    ("told", "joins"),
    [
        ({"lon": 5.9}, {}),
        ({"sector": "bakers"}, {}),
        ({"name": " "}, {}),
        ({"address": ""}, {}),
        ({"telephone": "123"}, {}),
        ({}, {"is_adult": False}),
        ({}, {"house_rules": "1999-01-01"}),
        ({}, {"contact_point_ids": []}),
    ],
)
def test_what_is_not_right_is_said_and_changes_nothing(binz: Network, told: Any, joins: Any) -> None:
    with pytest.raises(Refused):
        enrol(binz, told, **joins)
    assert not Business.objects.exists()
    assert not Membership.objects.filter(network=binz).exists()


def test_a_network_of_residents_takes_no_shop_and_one_of_sectors_only_those(zone: Zone) -> None:
    with pytest.raises(Refused, match="BIN-Z"):
        enrol(zone.network)
    chemists = make_binz(zone.tenant, zone.place.lon, zone.place.lat, sectors=["pharmacies"])
    with pytest.raises(Refused, match="Apotheek"):
        enrol(chemists)
    assert enrol(chemists, {"sector": "pharmacies"}).sector == "pharmacies"


def test_the_same_shop_joins_once(binz: Network) -> None:
    enrol(binz, {"name": "Slagerij Wouters", "address": "Markt 1"})
    with pytest.raises(Refused, match="eigenaar"):
        enrol(binz, {"name": "slagerij wouters", "address": "markt 1"})


def test_a_colleague_is_asked_in_and_comes_in_with_code_and_number(
    binz: Network, letters: list[letterbox.Letter]
) -> None:
    owner = keeper(binz, hours.usual(), name="Slagerij Wouters")
    person = make_resident("Bo Maes")
    point = make_contact_point(person, "email")
    address = open_value("email", point.id, bytes(point.value))
    row = actions.invite_colleague(
        owner.actor, business_id=owner.business.id, person_id=owner.person.id, raw=address.upper()
    )
    letter = letters[-1]
    assert (letter.kind, letter.to) == ("email", address)
    assert "Slagerij Wouters" in letter.text
    assert str(row.id) in letter.text
    code = letter.text.split("code: ")[1][:8]
    colleague_actor = Keeper(owner.business, person, point).actor
    asks = {"invitation_id": row.id, "person_id": person.id, "worker": worker(point, house_rules=letters_version())}
    with pytest.raises(actions.WrongCode):
        actions.accept_invitation(colleague_actor, **asks, code="00000000" if code != "00000000" else "1")
    joined = actions.accept_invitation(colleague_actor, **asks, code=f" {code[:4]} {code[4:]}")
    assert joined.role == "staff"
    assert joined.membership.network_id == binz.id
    with pytest.raises(Missing):
        actions.accept_invitation(colleague_actor, **asks, code=code)


def letters_version() -> str:
    return worker().house_rules


def test_the_code_is_of_no_use_to_who_does_not_hold_the_number(binz: Network, letters: list[letterbox.Letter]) -> None:
    owner = keeper(binz)
    row = actions.invite_colleague(
        owner.actor, business_id=owner.business.id, person_id=owner.person.id, raw="0470 99 88 77"
    )
    code = letters[-1].text.split("code: ")[1][:8]
    thief = make_resident("X")
    point = make_contact_point(thief, "sms")
    who = Keeper(owner.business, thief, point).actor
    asks = {"invitation_id": row.id, "person_id": thief.id, "worker": worker(point)}
    with pytest.raises(Refused):
        actions.accept_invitation(who, **asks, code=code)
    for _ in range(5):
        actions.count_wrong_code(row.id)
    with pytest.raises(Refused, match="te vaak"):
        actions.accept_invitation(who, **asks, code=code)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Missing):
        actions.accept_invitation(who, **asks, code=code)
    assert not BusinessPerson.objects.filter(role="staff").exists()


def test_a_message_that_does_not_leave_leaves_no_invitation(binz: Network, settings: Any) -> None:
    owner = keeper(binz)
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.refuse"
    with pytest.raises(Refused):
        actions.invite_colleague(
            owner.actor, business_id=owner.business.id, person_id=owner.person.id, raw="0470 99 88 77"
        )
    assert not Invitation.objects.exists()


def test_who_left_is_taken_out_in_one_tap_and_is_warned_no_longer(binz: Network) -> None:
    owner = keeper(binz)
    gone = colleague(owner)
    row = gone.row
    at = {"business_id": owner.business.id}
    with pytest.raises(Missing):
        actions.remove_colleague(gone.actor, **at, person_id=gone.person.id, worker_id=owner.row.id)
    actions.remove_colleague(owner.actor, **at, person_id=owner.person.id, worker_id=row.id)
    assert not MemberPoint.objects.filter(contact_point_id=gone.point.id).exists()
    assert Membership.objects.get(id=row.membership_id).left_at is not None
    with pytest.raises(Missing):
        queries.my_shop(gone.actor, gone.person.id, owner.business.id)
    with pytest.raises(Missing):
        gone.tap()


def test_a_shop_keeps_an_owner(binz: Network) -> None:
    owner = keeper(binz)
    other = colleague(owner)
    mine = {"business_id": owner.business.id, "person_id": owner.person.id}
    with pytest.raises(Refused):
        actions.remove_colleague(owner.actor, **mine, worker_id=owner.row.id)
    actions.make_owner(owner.actor, **mine, worker_id=other.row.id)
    actions.remove_colleague(owner.actor, **mine, worker_id=owner.row.id)
    assert [one.is_owner for one in queries.colleagues(other.actor, other.person.id, owner.business.id)] == [True]


def test_leaving_the_network_is_leaving_the_shop(binz: Network) -> None:
    owner = keeper(binz)
    staff = colleague(owner)
    members.leave(staff.actor, network_id=binz.id, person_id=staff.person.id)
    assert queries.my_shops(staff.actor, staff.person.id) == []
    assert len(queries.colleagues(owner.actor, owner.person.id, owner.business.id)) == 1


def test_new_opening_hours_hold_for_who_has_none_of_their_own(binz: Network) -> None:
    owner = keeper(binz, hours.usual())
    own = colleague(owner, hours.read({0: "6-7"}))
    told = replace(shop(**middle_of(binz)), hours=hours.read({0: "10-11"}))
    actions.change_shop(owner.actor, business_id=owner.business.id, person_id=owner.person.id, shop=told)
    kept = dict(MemberPoint.objects.filter(network=binz).values_list("contact_point_id", "hours"))
    assert kept == {owner.point.id: hours.read({0: "10-11"}), own.point.id: hours.read({0: "6-7"})}
    with pytest.raises(Missing):
        actions.change_shop(own.actor, business_id=owner.business.id, person_id=own.person.id, shop=told)


def test_a_shop_stops_and_its_people_are_members_no_longer(binz: Network, zone: Zone) -> None:
    owner, other = keeper(binz), keeper(binz)
    colleague(owner)
    with pytest.raises(Missing):
        actions.retire_shop(other.actor, business_id=owner.business.id, person_id=other.person.id)
    with pytest.raises(Missing):
        actions.retire_shop(zone.writing, business_id=owner.business.id)
    actions.retire_shop(owner.actor, business_id=owner.business.id, person_id=owner.person.id)
    assert list(MemberPoint.objects.filter(network=binz).values_list("contact_point_id", flat=True)) == [other.point.id]
    actions.retire_shop(zone.approving, business_id=other.business.id)
    assert not MemberPoint.objects.filter(network=binz).exists()


def test_another_zone_and_a_stranger_find_nothing(binz: Network, zone: Zone) -> None:
    owner, other = keeper(binz), neighbour_of(zone)
    for actor in (other.approving, other.writing, staff_actor(zone.town.city, "prevention")):
        with pytest.raises(Missing):
            queries.standings(actor, binz.id, timezone.now())
        with pytest.raises(Missing):
            actions.retire_shop(actor, business_id=owner.business.id)
        with pytest.raises(Missing):
            actions.set_sectors(actor, network_id=binz.id, sectors=[])
    stranger = make_resident()
    point = make_contact_point(stranger, "sms")
    who = Keeper(owner.business, stranger, point)
    for business_id in (owner.business.id, new_id()):
        with pytest.raises(Missing):
            queries.my_shop(who.actor, stranger.id, business_id)
        with pytest.raises(Missing):
            actions.report_now(
                who.actor, business_id=business_id, person_id=stranger.id, category="shoplifting", key=new_id()
            )
    with pytest.raises(Missing):
        queries.my_shops(who.actor, owner.person.id)


def test_who_follows_it_sees_shops_and_counts_and_who_could_be_warned_now(binz: Network, zone: Zone) -> None:
    thursday_noon = timezone.now().replace(year=2026, month=11, day=19, hour=11, minute=0)
    reached, _closed = (
        keeper(binz, hours.usual(), name="Apotheek Claes"),
        keeper(binz, hours.read({0: "9-10"}), name="Zotte Kapper"),
    )
    colleague(reached)
    unreachable = keeper(binz, hours.usual(), name="Mode Ilse")
    unreachable.point.verified_at = None
    unreachable.point.save()
    lead = make_account(AccountKind.RESIDENT)
    grant(lead, zone.tenant, "coordinator")
    mandate(binz, MandateRole.COORDINATOR, lead.id)
    for actor in (zone.approving, zone.writing, actor_for(lead)):
        rows = queries.standings(actor, binz.id, thursday_noon)
        assert [(row.business.name, row.people, row.is_open, row.is_reached) for row in rows] == [
            ("Apotheek Claes", 2, True, True),
            ("Mode Ilse", 1, True, False),
            ("Zotte Kapper", 1, False, False),
        ]


def test_the_list_costs_the_same_however_many(binz: Network, zone: Zone, django_assert_num_queries: Any) -> None:
    keeper(binz)
    actor = zone.approving
    with django_assert_num_queries(4):
        queries.standings(actor, binz.id, timezone.now())
    for _ in range(5):
        colleague(keeper(binz))
    with django_assert_num_queries(4):
        queries.standings(actor, binz.id, timezone.now())


def test_who_is_erased_is_taken_out(binz: Network) -> None:
    owner = keeper(binz)
    staff = colleague(owner)
    assert queries.dossier_of(staff.person.id)[0]["shop"] == owner.business.name
    people_actions.erase_person(staff.actor, person_id=staff.person.id)
    assert BusinessPerson.objects.count() == 1


def test_the_usual_plan_is_urgent_for_now_and_mail_for_trends(binz: Network, zone: Zone) -> None:
    actions.write_usual_plan(zone.approving, network_id=binz.id)
    (found,) = networks.agreed_networks(zone.tenant.id, [binz.id])
    for one in kinds.facts():
        planned = networks.plan_for([found], one.category)
        assert planned.priority == "urgent"
        assert {"sms", "push"} <= set(planned.channels)
        assert planned.night == one.grave
    assert networks.plan_for([found], "burglary").channels == ("email", "push")
