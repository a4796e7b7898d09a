"""Neighbours who want a network: counted by household, told once, gone when they say so."""

from __future__ import annotations

import pytest

from nabij.audit.models import AuditRow
from nabij.networks.founding import actions, queries
from nabij.networks.founding.models import Candidate, GoalReached, Interest
from nabij.networks.founding.tests.factories import interested, jobs, make_ground, neighbour, settle, starting
from nabij.networks.tests.factories import LAT, LON, make_network
from nabij.people import dossier
from nabij.people.models import AccountKind
from nabij.people.queries import actor_for
from nabij.people.tests.factories import (
    make_account,
    make_contact_point,
    make_resident,
    make_tenant,
    staff_actor,
)
from nabij.places.models import Address
from nabij.tenants.actor import PUBLIC, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant, TenantKind

pytestmark = pytest.mark.django_db


def zone_with_goal(goal: int) -> Tenant:
    zone = make_tenant()
    zone.settings = {"networks": {"interest_goal": goal}}
    zone.save()
    return zone


def want(person: object, **given: object) -> Interest:
    me = actor_for(person.account)  # type: ignore[attr-defined]
    values = {"lon": LON, "lat": LAT, "is_adult": True} | given
    return actions.show_interest(me, person_id=person.id, **values)  # type: ignore[attr-defined, arg-type]


def test_a_household_counts_once() -> None:
    zone = zone_with_goal(100)
    place = make_ground(zone)
    home = Address.objects.filter(neighbourhood_code=place.code).first()
    first, second, third = neighbour(), neighbour(), neighbour()
    want(first, address_id=home.id, box="2")
    want(second, address_id=home.id, box="2")
    assert queries.households(zone.id, code=place.code) == 1
    want(third, address_id=home.id, box="3")
    assert queries.households(zone.id, code=place.code) == 2
    again = want(first, willing=True)
    assert again.willing
    assert Interest.objects.count() == 3
    wanted = queries.wanted_at(LON, LAT)
    assert wanted is not None
    assert (wanted.place.code, wanted.households, wanted.goal, wanted.is_reached) == (place.code, 2, 100, False)


def test_only_an_adult_with_a_checked_number_where_no_network_works() -> None:
    zone = zone_with_goal(100)
    make_ground(zone)
    with pytest.raises(Refused):
        want(neighbour(), is_adult=False)
    unchecked = make_resident()
    make_contact_point(unchecked, verified=False)
    with pytest.raises(Refused):
        want(unchecked)
    with pytest.raises(Refused):
        want(neighbour(), lon=4.0, lat=51.0)
    assert queries.wanted_at(4.0, 51.0) is None
    make_network(zone)
    with pytest.raises(Refused):
        want(neighbour())
    assert not Interest.objects.exists()


def test_nobody_says_it_for_somebody_else_unless_helping_them() -> None:
    zone = zone_with_goal(100)
    make_ground(zone)
    person, clerk = neighbour(), staff_actor(zone, "desk_clerk")
    given = {"person_id": person.id, "lon": LON, "lat": LAT, "is_adult": True}
    for stranger in (PUBLIC, clerk, actor_for(make_resident().account)):
        with pytest.raises(Missing):
            actions.show_interest(stranger, **given)
    row = actions.show_interest(clerk.helping(person.id), **given, shown_by="phone")
    assert row.shown_by == "phone"
    assert AuditRow.objects.get(verb="networks.show_interest").on_behalf_of == person.id
    with pytest.raises(Missing):
        actions.withdraw_interest(clerk, interest_id=row.id, person_id=person.id)
    other = neighbour()
    with pytest.raises(Missing):
        actions.withdraw_interest(actor_for(other.account), interest_id=row.id, person_id=other.id)


def test_withdrawn_and_erased_it_is_gone() -> None:
    zone = zone_with_goal(100)
    place = make_ground(zone)
    first, second = neighbour(), neighbour()
    row = want(first, willing=True)
    want(second)
    assert dossier.parts(first.id)["interest"][0]["would_coordinate"] is True
    assert [one.place for one in queries.interests(actor_for(first.account), first.id)] == [place.name]
    with pytest.raises(Missing):
        queries.interests(actor_for(second.account), first.id)
    actions.withdraw_interest(actor_for(first.account), interest_id=row.id, person_id=first.id)
    dossier.erase(second.id)
    assert not Interest.objects.exists()
    assert dossier.parts(first.id)["interest"] == []


def test_who_it_is_cannot_be_read_from_the_table() -> None:
    make_ground(zone_with_goal(100))
    person = neighbour()
    row = want(person)
    for value in (row.person, row.person_key, row.household_key):
        assert person.id.bytes not in bytes(value)
        assert str(person.id).encode() not in bytes(value)


def test_at_the_goal_prevention_hears_it_and_each_neighbour_once() -> None:
    zone = zone_with_goal(2)
    place = make_ground(zone)
    prevention = staff_actor(zone, "prevention")
    want(neighbour())
    assert queries.ripe(prevention) == 0
    assert jobs() == []
    want(neighbour())
    assert queries.ripe(prevention) == 1
    assert [job["code"] for job in jobs()] == ["goal", "goal"]
    assert jobs()[0]["values"] == {"place": place.name}
    want(neighbour())
    assert len(jobs()) == 2
    assert GoalReached.objects.count() == 1
    assert AuditRow.objects.filter(verb="networks.reach_goal").count() == 1


def test_staff_sees_counts_and_a_city_only_those_on_its_ground() -> None:
    zone = zone_with_goal(2)
    city = Tenant.objects.create(kind=TenantKind.MUNICIPALITY, name="Stad", slug="m-x", code=f"M{zone.code}", zone=zone)
    elsewhere = make_tenant(TenantKind.MUNICIPALITY, zone)
    place, other = make_ground(zone), make_ground(zone, 5.35)
    want(neighbour(), willing=True)
    want(neighbour())
    want(neighbour(), lon=5.35)
    found = queries.waiting(staff_actor(zone, "chief"))
    assert [(one.code, one.households, one.willing, one.is_reached) for one in found] == [
        (place.code, 2, 1, True),
        (other.code, 1, 0, False),
    ]
    assert [one.code for one in queries.waiting(staff_actor(city, "prevention"))] == [place.code, other.code]
    assert queries.waiting(staff_actor(elsewhere, "prevention")) == []
    assert queries.waiting(staff_actor(make_tenant(), "chief")) == []
    assert queries.waiting(PUBLIC) == []


def test_interest_goes_along_when_a_network_begins_and_is_invited_when_it_opens() -> None:
    zone = zone_with_goal(2)
    place = make_ground(zone)
    first = want(neighbour())
    network = starting(zone, place)
    assert queries.steps_of([network.id])[network.id][0].is_open
    second = want(neighbour())
    assert second.network_id == network.id
    assert queries.steps_of([network.id])[network.id][0].is_settled
    assert queries.waiting(staff_actor(zone, "chief")) == []
    settle(network)
    actions.open_network(system_actor([zone.id]), network_id=network.id)
    told = [job for job in jobs() if job["code"] == "opened"]
    assert {job["row_id"] for job in told} == {str(first.id), str(second.id)}
    assert not Interest.objects.filter(invited_at__isnull=True).exists()


def test_a_start_up_with_its_goal_reached_has_its_first_step_done() -> None:
    zone = zone_with_goal(2)
    place = make_ground(zone)
    for _one in range(2):
        want(neighbour())
    network = starting(zone, place)
    assert queries.steps_of([network.id])[network.id][0].is_settled
    assert not GoalReached.objects.exists()


def test_who_is_willing_is_for_the_zone_and_on_record() -> None:
    zone = zone_with_goal(100)
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    network = starting(zone, municipality_id=city.id)
    interested()
    row = interested(willing=True, person=neighbour(name="An Peeters"))
    found = queries.willing_ones(staff_actor(zone, "prevention"), network.id)
    assert [(one.interest_id, one.name) for one in found] == [(row.id, "An Peeters")]
    assert AuditRow.objects.filter(verb="consult", target="networks.willing").count() == 1
    resident = actor_for(make_account(AccountKind.RESIDENT))
    for stranger in (staff_actor(city, "prevention"), staff_actor(make_tenant(), "chief"), resident):
        with pytest.raises(Missing):
            queries.willing_ones(stranger, network.id)


def test_erasing_takes_a_candidacy_along() -> None:
    zone = zone_with_goal(100)
    network = starting(zone)
    person = neighbour()
    row = interested(willing=True, person=person)
    actions.propose(system_actor([zone.id]), network_id=network.id, interest_id=row.id)
    dossier.erase(person.id)
    assert not Candidate.objects.exists()
