"""Networks: who sees them, who leads them, who is a member, and what is on record."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from nabij.audit.models import AuditRow
from nabij.networks import actions, queries
from nabij.networks.members import actions as joining
from nabij.networks.members import queries as membership
from nabij.networks.models import MandateRole, Membership, Network, PlanRule
from nabij.networks.tests.factories import LAT, LON, lambert, make_member, make_network, mandate, square
from nabij.people.models import AccountKind, Consent
from nabij.people.queries import actor_for
from nabij.people.tests.factories import (
    grant,
    make_account,
    make_contact_point,
    make_person,
    make_resident,
    make_staff,
    make_tenant,
    staff_actor,
)
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind

pytestmark = pytest.mark.django_db


def reach() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("select network_id, contact_point_id, agrees_be_alert from networks_reach order by 2")
        return cursor.fetchall()


def verbs(network: Network) -> list[str]:
    return list(AuditRow.objects.filter(target_id=network.id).order_by("id").values_list("verb", flat=True))


def test_a_network_of_another_zone_does_not_exist() -> None:
    zone, other = make_tenant(), make_tenant()
    network = make_network(zone)
    stranger = staff_actor(other, "mandated_officer")
    assert queries.network_list(stranger) == []
    assert queries.geojson(stranger)["features"] == []
    for ask in (queries.network, membership.members, queries.counts, queries.log):
        for network_id in (network.id, new_id()):
            with pytest.raises(Missing):
                ask(stranger, network_id)
    for change in (
        lambda: actions.set_area(stranger, network_id=network.id, area=square()),
        lambda: actions.set_plan(stranger, network_id=network.id, category="", priority="urgent", channels=["sms"]),
        lambda: actions.set_route(stranger, network_id=network.id, alert_kind="urgent", route="be_alert"),
        lambda: actions.set_state(stranger, network_id=network.id, state="stopped"),
        lambda: actions.set_mandate(stranger, network_id=network.id, role="officer", account_id=stranger.id),
        lambda: actions.write_log(stranger, network_id=network.id, text="x"),
        lambda: actions.found_network(stranger, tenant_id=zone.id, name="x", area=square()),
    ):
        with pytest.raises(Missing):
            change()


def test_the_database_refuses_a_link_across_tenants() -> None:
    zone, other = make_tenant(), make_tenant()
    network = make_network(zone)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanRule.objects.create(tenant=other, network=network, category="", priority="urgent", channels=["sms"])
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_the_municipality_sees_the_network_on_its_ground_and_never_its_members() -> None:
    zone = make_tenant()
    city, elsewhere = make_tenant(TenantKind.MUNICIPALITY, zone), make_tenant(TenantKind.MUNICIPALITY, zone)
    network = make_network(zone, municipality_id=city.id)
    make_member(network)
    prevention = staff_actor(city, "prevention")
    assert queries.network(prevention, network.id) == network
    assert queries.counts(prevention, network.id).households == 1
    with pytest.raises(Missing):
        membership.members(prevention, network.id)
    with pytest.raises(Missing):
        queries.network(staff_actor(elsewhere, "prevention"), network.id)


def test_members_are_for_coordinator_and_officer_and_on_record() -> None:
    zone = make_tenant()
    network, neighbour = make_network(zone), make_network(zone, lon=5.4)
    member = make_member(network)
    officer, chief = make_staff(zone, "mandated_officer"), staff_actor(zone, "mandated_officer", "chief")
    coordinator = make_account(AccountKind.RESIDENT)
    grant(coordinator, zone, "coordinator")
    mandate(network, MandateRole.OFFICER, officer.id)
    mandate(network, MandateRole.COORDINATOR, coordinator.id, deputy=True)
    for account in (officer, coordinator):
        actor = actor_for(account).because("yearly check of the list")
        (found,) = membership.members(actor, network.id)
        assert found.membership_id == member.id
        row = AuditRow.objects.get(actor_id=account.id, verb="consult")
        assert (row.target, row.target_id, row.reason) == ("networks.members", network.id, "yearly check of the list")
        with pytest.raises(Missing):
            membership.members(actor, neighbour.id)
    with pytest.raises(Missing):
        membership.members(chief, network.id)
    assert [one.id for one in queries.networks(actor_for(coordinator))] == [network.id]


def test_a_point_lies_in_the_active_networks_of_its_tenants() -> None:
    zone, other = make_tenant(), make_tenant()
    here, away, foreign = make_network(zone), make_network(zone, lon=5.4), make_network(other)
    stopped = make_network(zone, state="stopped")
    x, y = lambert()
    assert queries.networks_at(x, y, [zone.id]) == [here]
    assert {one.id for one in queries.networks_at(x, y, [zone.id, other.id])} == {here.id, foreign.id}
    assert queries.networks_at(*lambert(5.4, LAT), [zone.id]) == [away]
    assert queries.networks_at(*lambert(LON, 51.2), [zone.id]) == []
    assert stopped.id not in {one.id for one in queries.networks_at(x, y, [zone.id])}


def test_a_hole_is_not_in_the_network() -> None:
    zone = make_tenant()
    area = square()
    area["coordinates"].append(square(half=0.001)["coordinates"][0])
    network = make_network(zone, area=area)
    assert queries.networks_at(*lambert(), [zone.id]) == []
    assert queries.networks_at(*lambert(LON + 0.003), [zone.id]) == [network]


def test_joining_and_leaving_move_what_the_network_reaches() -> None:
    zone = make_tenant()
    network = make_network(zone)
    resident = make_resident()
    point = make_contact_point(resident)
    make_contact_point(resident, "email", verified=False)
    me = actor_for(resident.account)
    joining.add_member(me, network_id=network.id, person_id=resident.id, joined_by="online")
    assert reach() == [(network.id, point.id, False)]
    Consent.objects.create(
        tenant=zone, person=resident, recipient="be-alert", how="online", given_at=resident.created_at
    )
    assert reach() == [(network.id, point.id, True)]
    assert [one["network"] for one in membership.dossier_of(resident.id)] == [network.name]
    with pytest.raises(Refused):
        joining.add_member(me, network_id=network.id, person_id=resident.id, joined_by="online")
    joining.leave(me, network_id=network.id, person_id=resident.id)
    assert reach() == []
    with pytest.raises(Missing):
        joining.leave(me, network_id=network.id, person_id=resident.id)
    assert verbs(network) == ["networks.found_network", "networks.add_member", "networks.leave"]


def test_a_resting_network_reaches_nobody() -> None:
    zone = make_tenant()
    network = make_network(zone)
    make_member(network)
    actions.set_state(staff_actor(zone, "mandated_officer"), network_id=network.id, state="resting")
    assert reach() == []


def test_nobody_joins_for_somebody_else_unless_helping_them() -> None:
    zone = make_tenant()
    network = make_network(zone)
    person = make_person()
    make_contact_point(person, "voice", "+3211123456")
    clerk = staff_actor(zone, "desk_clerk")
    for actor in (PUBLIC, actor_for(make_resident().account), clerk):
        with pytest.raises(Missing):
            joining.add_member(actor, network_id=network.id, person_id=person.id, joined_by="counter")
    helping = clerk.helping(person.id)
    joining.add_member(helping, network_id=network.id, person_id=person.id, joined_by="counter")
    assert AuditRow.objects.get(verb="networks.add_member").on_behalf_of == person.id
    outsider = staff_actor(make_tenant(), "desk_clerk").helping(person.id)
    with pytest.raises(Missing):
        joining.add_member(outsider, network_id=make_network(zone).id, person_id=person.id, joined_by="counter")


def test_one_member_per_household() -> None:
    zone = make_tenant()
    network, open_one = make_network(zone), make_network(zone, numbers_per_household=0)
    first, second = make_person(), make_person()
    for person in (first, second):
        person.household_lookup = b"one home"
        person.save()
    points = [make_contact_point(person) for person in (first, second)]
    make_member(network, points[0])
    with pytest.raises(Refused, match=r"household|gezin"):
        make_member(network, points[1])
    for point in points:
        make_member(open_one, point)


def test_who_is_a_member_cannot_be_read_from_the_table() -> None:
    network = make_network(make_tenant())
    member = make_member(network)
    point = member.points.get()
    row = Membership.objects.get(id=member.id)
    with connection.cursor() as cursor:
        cursor.execute("select person_id from people_contactpoint where id = %s", [point.contact_point_id])
        (person_id,) = cursor.fetchone()
    for column in (bytes(row.person), bytes(row.person_key), bytes(row.household_key)):
        assert person_id.bytes not in column
        assert str(person_id).encode() not in column


def test_plan_and_routes_are_kept_per_network() -> None:
    zone = make_tenant()
    network, other = make_network(zone), make_network(zone)
    officer = staff_actor(zone, "mandated_officer")
    actions.set_plan(
        officer, network_id=network.id, category="burglary", priority="urgent", channels=["sms"], night=True
    )
    actions.set_plan(
        officer, network_id=network.id, category="burglary", priority="urgent", channels=["sms", "voice"], night=True
    )
    actions.set_route(officer, network_id=network.id, alert_kind="urgent", route="be_alert")
    one, two = queries.agreed_networks(zone.id, [network.id, other.id])
    assert queries.plan_for([one], "burglary").channels == ("sms", "voice")
    assert not queries.plan_for([one, two], "burglary").night
    assert queries.routes_for([one, two], "urgent") == {str(network.id): "be_alert", str(other.id): "own"}
    assert queries.routes_for([one], "prevention") == {str(network.id): "own"}


def test_the_log_is_written_by_who_follows_up_the_network() -> None:
    zone = make_tenant()
    network = make_network(zone)
    coordinator = make_account(AccountKind.RESIDENT)
    mandate(network, MandateRole.COORDINATOR, coordinator.id)
    actor = actor_for(coordinator)
    with pytest.raises(Refused):
        actions.write_log(actor, network_id=network.id, text="  ")
    actions.write_log(actor, network_id=network.id, text="Infoavond met 40 buren", kind="consequence")
    assert [(entry.kind, entry.text) for entry in queries.log(actor, network.id)] == [
        ("consequence", "Infoavond met 40 buren")
    ]
    with pytest.raises(Missing):
        actions.write_log(staff_actor(zone, "desk_clerk"), network_id=network.id, text="x")


def test_a_name_is_used_once_in_a_zone() -> None:
    zone = make_tenant()
    make_network(zone, name="BIN Tuilt")
    with pytest.raises(Refused):
        make_network(zone, name="BIN Tuilt")
    make_network(make_tenant(), name="BIN Tuilt")


def test_a_crossed_area_is_refused() -> None:
    bow = {"type": "Polygon", "coordinates": [[[5.3, 50.9], [5.31, 50.91], [5.31, 50.9], [5.3, 50.91], [5.3, 50.9]]]}
    with pytest.raises(Refused):
        make_network(make_tenant(), area=bow)


def test_the_list_takes_the_same_queries_whatever_its_length(django_assert_num_queries: object) -> None:
    zone = make_tenant()
    actor = staff_actor(zone, "mandated_officer")
    for length in (1, 6):
        while Network.objects.filter(tenant=zone).count() < length:
            make_member(make_network(zone))
        with django_assert_num_queries(2):  # type: ignore[operator]
            rows = queries.network_list(actor)
        assert [row.households for row in rows] == [1] * length
