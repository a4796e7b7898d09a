"""Networks that merge, and a network that splits: whole or not at all; nobody is lost and nobody counts twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nabij.audit.models import AuditRow
from nabij.networks import actions as networks
from nabij.networks.documents.models import FederalNotice
from nabij.networks.founding import actions, queries
from nabij.networks.founding.actions import Seats
from nabij.networks.founding.models import Succession
from nabij.networks.founding.tests.factories import jobs, starting
from nabij.networks.models import (
    LogEntry,
    Mandate,
    MandateRole,
    MemberPoint,
    Membership,
    Network,
    NetworkState,
    PlanRule,
)
from nabij.networks.queries import area_of, counts, households_of
from nabij.networks.tests.factories import LAT, LON, lambert, make_member, make_network, mandate, square
from nabij.people.models import AccountKind, Person
from nabij.people.tests.factories import (
    make_account,
    make_contact_point,
    make_person,
    make_staff,
    make_tenant,
    staff_actor,
)
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant, TenantKind

pytestmark = pytest.mark.django_db
EAST = LON + 0.01


def lead(network: Network) -> Seats:
    """An officer and a coordinator for a network, and both as the seats of what comes out of it."""
    officer = make_staff(network.tenant, "mandated_officer")
    coordinator = make_account(AccountKind.RESIDENT)
    mandate(network, MandateRole.OFFICER, officer.id)
    mandate(network, MandateRole.COORDINATOR, coordinator.id)
    return Seats(officer=officer.id, coordinator=coordinator.id)


def two(zone: Tenant, **fields: object) -> tuple[Network, Network]:
    return make_network(zone, **fields), make_network(zone, lon=EAST, **fields)


def merge(networks: Sequence[Network], seats: Seats, actor: Actor | None = None, name: str = "BIN Samen") -> Network:
    system = actor or system_actor([one.tenant_id for one in networks])
    ids = [one.id for one in networks]
    return actions.merge_networks(system, network_ids=ids, name=name, plan_from=ids[0], seats=seats)


def person_at(lon: float, lat: float = LAT, home: bytes | None = None) -> Person:
    person = make_person()
    if home:
        person.household_lookup = home
        person.save()
    make_contact_point(person, "sms", place=lambert(lon, lat))
    return person


def test_members_numbers_and_log_go_along_and_the_old_ones_point_on() -> None:
    zone = make_tenant()
    first, second = two(zone)
    seats = lead(first)
    lead(second)
    networks.set_plan(system_actor([zone.id]), network_id=first.id, category="", priority="urgent", channels=["sms"])
    networks.set_plan(
        system_actor([zone.id]), network_id=second.id, category="", priority="non_urgent", channels=["email"]
    )
    networks.write_log(system_actor([zone.id]), network_id=second.id, text="Infoavond")
    for network in (first, second):
        make_member(network)
        make_member(network)
    points = set(MemberPoint.objects.values_list("contact_point_id", flat=True))
    found = merge((first, second), seats)
    assert found.state == NetworkState.ACTIVE
    assert households_of(found) == 4
    assert set(MemberPoint.objects.filter(network=found).values_list("contact_point_id", flat=True)) == points
    assert [one.priority for one in PlanRule.objects.filter(network=found)] == ["urgent"]
    assert [one.text for one in LogEntry.objects.filter(network=found)] == ["Infoavond"]
    assert area_of(found).area == pytest.approx(area_of(first).area + area_of(second).area, rel=0.01)
    for old in (first, second):
        old.refresh_from_db()
        assert old.state == NetworkState.STOPPED
        assert queries.successors(old.id) == [found]
        assert households_of(old) == 0
        assert not Mandate.objects.filter(network=old).exists()
    named = {(one.role, one.account_id) for one in Mandate.objects.filter(network=found)}
    assert named == {("officer", seats.officer), ("coordinator", seats.coordinator)}
    told = [job["values"]["before"] for job in jobs() if job["code"] == "merged"]
    assert sorted(told) == sorted([first.name, first.name, second.name, second.name])
    assert AuditRow.objects.filter(verb="networks.merge_networks").count() == 3
    notice = FederalNotice.objects.get(network=found, what="merged")
    assert first.name in notice.note and second.name in notice.note


def test_a_household_that_was_in_both_counts_once() -> None:
    zone = make_tenant()
    first, second = two(zone)
    seats = lead(first)
    home = [person_at(LON, home=b"home"), person_at(LON, home=b"home")]
    for network, person in zip((first, second), home, strict=True):
        make_member(network, person.contact_points.get())
    preview = queries.merge_preview(system_actor([zone.id]), [first.id, second.id])
    assert (preview.households, preview.double, preview.pieces) == (1, 1, 1)
    found = merge((first, second), seats)
    member = Membership.objects.get(network=found, left_at__isnull=True)
    assert member.points.get().contact_point_id == home[0].contact_points.get().id
    assert not MemberPoint.objects.exclude(membership=member).exists()
    assert len([job for job in jobs() if job["code"] == "merged"]) == 1


def test_somebody_who_was_in_both_keeps_every_number_where_that_is_allowed() -> None:
    zone = make_tenant()
    first, second = two(zone, numbers_per_household=0)
    seats, person = lead(first), person_at(LON)
    mobile, mail = person.contact_points.get(), make_contact_point(person, "email")
    make_member(first, mobile)
    make_member(second, mobile, mail)
    found = merge((first, second), seats)
    member = Membership.objects.get(network=found, left_at__isnull=True)
    assert {one.contact_point_id for one in member.points.all()} == {mobile.id, mail.id}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 5)), max_size=12, unique=True), st.integers(0, 2))
def test_nobody_is_lost_or_counted_twice(where: list[tuple[int, int]], limit: int) -> None:
    """Whoever was in either network is in the new one, up to as many of a home as it takes."""
    zone = make_tenant()
    pair = two(zone, numbers_per_household=limit)
    seats = lead(pair[0])
    homes = {number: person_at(LON, home=bytes([number // 2 + 1])) for number in range(6)}
    joined = []
    for side, number in where:
        try:
            make_member(pair[side], homes[number].contact_points.get())
        except Refused:
            continue
        joined.append(number)
    found = merge(pair, seats, name=f"BIN {zone.name}")
    wanted: dict[int, set[int]] = {}
    for number in joined:
        wanted.setdefault(number // 2, set()).add(number)
    expected = sum(min(len(people), limit) if limit else len(people) for people in wanted.values())
    members = Membership.objects.filter(network=found, left_at__isnull=True)
    assert members.count() == expected
    assert households_of(found) == len(wanted)
    assert all(member.points.count() == 1 for member in members)


def test_what_cannot_be_one_is_refused_and_nothing_changes() -> None:
    zone = make_tenant()
    first, second = two(zone)
    seats, shops, begun = lead(first), make_network(zone, kind="binz"), starting(zone)
    lead(second)
    stranger_account = make_account(AccountKind.RESIDENT)
    before = list(Network.objects.order_by("id").values())
    for asked, chosen, name in (
        ((first,), seats, "x"),
        ((first, first), seats, "x"),
        ((first, shops), seats, "x"),
        ((first, begun), seats, "x"),
        ((first, second), seats, second.name),
        ((first, second), Seats(), "x"),
        ((first, second), Seats(coordinator=stranger_account.id), "x"),
        ((first, second), Seats(coordinator=seats.officer), "x"),
        ((first, second), Seats(coordinator=seats.coordinator, coordinator_deputy=seats.coordinator), "x"),
    ):
        with pytest.raises(Refused):
            merge(asked, chosen, name=name)
    assert list(Network.objects.order_by("id").values()) == before
    assert not Succession.objects.exists()


def test_only_who_manages_networks_in_the_zone_merges_and_splits() -> None:
    zone, other = make_tenant(), make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    first, second = two(zone, municipality_id=city.id)
    foreign, seats = make_network(other), lead(first)
    strangers = (staff_actor(city, "prevention"), staff_actor(other, "chief"), staff_actor(zone, "dispatcher"))
    for stranger in strangers:
        for ask in (
            lambda who: merge((first, second), seats, who),
            lambda who: queries.merge_preview(who, [first.id, second.id]),
            lambda who: split(first, seats, who),
            lambda who: queries.split_preview(who, first.id, EASTERN),
            lambda who: queries.holders(who, [first.id]),
        ):
            with pytest.raises(Missing):
                ask(stranger)
    with pytest.raises(Missing):
        merge((first, foreign), seats, system_actor([zone.id]))
    with pytest.raises(Missing):
        merge((first, foreign), seats, system_actor([zone.id, other.id]))


EASTERN = square(LON + 0.005, half=0.005)


def split(network: Network, seats: Seats, actor: Actor | None = None, name: str = "BIN Oost") -> Network:
    system = actor or system_actor([network.tenant_id])
    return actions.split_network(system, network_id=network.id, part=EASTERN, name=name, seats=seats)


def test_members_follow_their_place_and_who_gave_none_stays_and_is_asked() -> None:
    zone = make_tenant()
    network = make_network(zone)
    seats = lead(network)
    networks.set_plan(system_actor([zone.id]), network_id=network.id, category="", priority="urgent", channels=["sms"])
    east, west, nowhere = person_at(LON + 0.002), person_at(LON - 0.002), make_person()
    make_contact_point(nowhere, "sms")
    members = {one.id: make_member(network, one.contact_points.get()) for one in (east, west, nowhere)}
    preview = queries.split_preview(system_actor([zone.id]), network.id, EASTERN)
    assert (preview.moving, preview.staying, preview.unplaced) == (1, 1, 1)
    whole = area_of(network).area
    found = split(network, seats)
    network.refresh_from_db()
    assert [one.id for one in Membership.objects.filter(network=found)] == [members[east.id].id]
    assert Membership.objects.filter(network=network).count() == 2
    assert counts(system_actor([zone.id]), found.id).by_channel == {"sms": 1}
    assert area_of(found).area + area_of(network).area == pytest.approx(whole, rel=0.01)
    assert network.state == found.state == NetworkState.ACTIVE
    assert PlanRule.objects.filter(network=found).count() == 1
    told = {(job["code"], job["row_id"], job["values"]["network"]) for job in jobs()}
    assert told == {
        ("split", str(members[east.id].id), "BIN Oost"),
        ("asked", str(members[nowhere.id].id), network.name),
    }
    assert Succession.objects.get().kind == "split"
    assert FederalNotice.objects.filter(network=network, what="changed").count() == 1


def test_a_part_that_takes_nothing_or_everything_is_refused() -> None:
    zone = make_tenant()
    network = make_network(zone)
    seats = lead(network)
    system = system_actor([zone.id])
    for part in (square(LON + 0.1), square(half=0.02)):
        with pytest.raises(Refused):
            actions.split_network(system, network_id=network.id, part=part, name="BIN Deel", seats=seats)
        with pytest.raises(Refused):
            queries.split_preview(system, network.id, part)
    with pytest.raises(Refused):
        actions.split_network(system, network_id=starting(zone).id, part=EASTERN, name="BIN Deel", seats=Seats())
    assert not Succession.objects.exists()
