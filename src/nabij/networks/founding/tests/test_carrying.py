"""What goes along when networks merge or split: shops, wishes, messages, cases, meetings; nothing points nowhere."""

from __future__ import annotations

import uuid
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nabij.meetings.models import Meeting
from nabij.networks.channel.models import ChannelChoice, OpenGroup, Post, Trusted, WhatsAppGroup
from nabij.networks.founding import actions, queries
from nabij.networks.founding.actions import Seats
from nabij.networks.founding.models import Candidate, Poll
from nabij.networks.founding.tests.factories import jobs
from nabij.networks.founding.tests.test_changing import EAST, EASTERN, lead, merge, person_at, split, two
from nabij.networks.members.models import Invited, MemberList
from nabij.networks.members.queries import person_key
from nabij.networks.models import MemberPoint, Membership, Network
from nabij.networks.shops import actions as shops
from nabij.networks.shops.hours import ALWAYS, Week
from nabij.networks.shops.models import Business, BusinessPerson, Role, Tap
from nabij.networks.shops.tests.factories import Keeper, colleague, keeper, make_binz, shop, worker
from nabij.networks.tests.factories import LAT, LON, make_member, make_network
from nabij.networks.year.measures.models import Exclusion, Measure
from nabij.networks.year.resting.models import Dormancy
from nabij.networks.year.rounds.models import Round
from nabij.networks.year.wishes.models import Wish
from nabij.people.models import Person
from nabij.people.tests.factories import make_tenant
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Refused
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MORNING: Week = ((8 * 60, 12 * 60),)
_numbers = count(1)
# What tells what an old network was, and stays with it.
HISTORY = {
    "Network", "Document", "FederalNotice", "StartStep", "StartDecision", "Figures", "MonthCount", "Evaluation", "Round",
    "Poll", "Candidate", "Succession", "PlanRule", "RouteRule", "Dormancy", "ListExport", "SteeringCover", "Membership",
}  # fmt: skip


def pair(zone: Tenant) -> tuple[Network, Network, Seats]:
    first, second = make_binz(zone), make_binz(zone, lon=EAST)
    seats = lead(first)
    lead(second)
    return first, second, seats


def case(network: Network, person: Person, *, excluded: bool = False, provisional: bool = False) -> Measure:
    key = person_key(person.id)
    found = Measure.objects.create(
        tenant_id=network.tenant_id, network=network, subject="member", person=b"p", person_key=key, grounds=[], opened_at=NOW,
    )  # fmt: skip
    if excluded:
        Exclusion.objects.create(
            tenant_id=network.tenant_id,
            network=network,
            measure=found,
            person_key=key,
            provisional=provisional,
            since=NOW,
        )
    return found


def of_everything(network: Network, person: Person) -> None:
    """A row of each kind of thing that somebody has in a network."""
    key, here = person_key(person.id), {"tenant_id": network.tenant_id, "network_id": network.id}
    Wish.objects.create(
        **here,
        kind="wish",
        category="light",
        text=b"t",
        author_key=key,
        channel="online",
        at=NOW,
        owner="officer",
        due_at=NOW,
    )
    Post.objects.create(**here, kind="works", author_key=key, at=NOW, text="Morgen werken")
    WhatsAppGroup.objects.create(**here, name="De straat", code=f"c{next(_numbers)}", registered_at=NOW)
    member = Membership.objects.filter(network=network, person_key=key, left_at__isnull=True).first()
    Trusted.objects.create(**here, membership_id=member.id if member else uuid.uuid4(), person_key=key, given_at=NOW)
    ChannelChoice.objects.create(**here, person_key=key, digest="daily")
    OpenGroup.objects.create(**here, state="open", ground="g", asked_at=NOW)
    brought = MemberList.objects.create(**here, source=b"s", brought_by=uuid.uuid4(), at=NOW)
    Invited.objects.create(**here, of_list=brought, lookups=[], household_key=b"h", made_at=NOW)
    day = timezone.localdate()
    Round.objects.create(**here, kind="needs", year=day.year, opens_on=day, closes_on=day + timedelta(days=9))
    Dormancy.objects.create(**here, signals=[], state="officer", found_at=NOW)
    Poll.objects.create(**here, question="decision", opens_at=NOW, closes_at=NOW + timedelta(days=9))
    Candidate.objects.create(**here, person=b"p", person_key=key, proposed_at=NOW)


def meeting(*about: Network, days: int = 9) -> Meeting:
    return Meeting.objects.create(
        tenant_id=about[0].tenant_id, kind="information", title="Infoavond", address="Markt 1", lon=LON, lat=LAT,
        starts_at=NOW + timedelta(days=days), ends_at=NOW + timedelta(days=days, hours=2), about=[one.id for one in about],
    )  # fmt: skip


def left_behind(old: Network) -> list[str]:
    """The tables in which something of a network that became another still is, besides what tells what it was."""
    found = []
    for model in apps.get_models():
        if any(getattr(one, "name", "") == "network" for one in model._meta.fields) and model.__name__ not in HISTORY:
            found += [model.__name__] * model._default_manager.filter(network_id=old.id).exists()
    return found


def whole(network: Network) -> None:
    """Nobody is in it twice, and shops, workers, points and hours hang together."""
    here = Membership.objects.filter(network=network, left_at__isnull=True)
    keys = [bytes(one.person_key) for one in here]
    assert len(keys) == len(set(keys))
    rows = BusinessPerson.objects.filter(
        business__network=network, left_at__isnull=True, business__retired_at__isnull=True
    )
    for row in rows:
        assert (row.membership.network_id, row.membership.left_at) == (network.id, None)
    for point in MemberPoint.objects.filter(network=network):
        assert (point.membership.network_id, point.membership.left_at) == (network.id, None)
        assert (point.hours, point.beyond_hours) == (point.membership.hours, point.membership.beyond_hours)


def test_shops_go_along_with_who_works_there_and_their_hours() -> None:
    zone = make_tenant()
    first, second, seats = pair(zone)
    baker, butcher = keeper(first, MORNING), keeper(second, ALWAYS, beyond_hours=True)
    help_there = colleague(butcher, MORNING)
    tap = Tap.objects.create(
        tenant_id=zone.id, business=butcher.business, key=uuid.uuid4(), category="shoplifting", tapped_at=NOW,
        incident_id=uuid.uuid4(), report_id=uuid.uuid4(),
    )  # fmt: skip
    hours = {one.contact_point_id: (one.hours, one.beyond_hours) for one in MemberPoint.objects.all()}
    preview = queries.merge_preview(system_actor([zone.id]), [first.id, second.id])
    assert len(preview.along) == 1
    assert preview.along[0].endswith(": 2")
    found = merge((first, second), seats)
    assert {one.id for one in Business.objects.filter(network=found)} == {baker.business.id, butcher.business.id}
    assert {
        one.contact_point_id: (one.hours, one.beyond_hours) for one in MemberPoint.objects.filter(network=found)
    } == hours
    assert hours[help_there.point.id][0] == MORNING
    assert Tap.objects.get(id=tap.id).business.network_id == found.id
    whole(found)
    baker.business.refresh_from_db()
    told = shop(LON, LAT, name="Anders", hours=ALWAYS)
    shops.change_shop(baker.actor, business_id=baker.business.id, person_id=baker.person.id, shop=told)
    assert MemberPoint.objects.get(contact_point_id=baker.point.id).hours == hours[butcher.point.id][0]


def test_one_shop_that_was_in_both_becomes_one_and_who_worked_in_both_is_in_once() -> None:
    zone = make_tenant()
    first, second, seats = pair(zone)
    baker = keeper(first, MORNING, name="Bakkerij", address="Markt 1")
    twin = shops.enrol_shop(
        system_actor([zone.id]), network_id=second.id, person_id=baker.person.id,
        shop=shop(EAST, LAT, name="Bakkerij", address="Markt 1", hours=ALWAYS), worker=worker(baker.point),
    )  # fmt: skip
    helper = colleague(Keeper(twin, baker.person, baker.point))
    found = merge((first, second), seats)
    (kept,) = Business.objects.filter(network=found, retired_at__isnull=True)
    rows = BusinessPerson.objects.filter(business=kept, left_at__isnull=True)
    assert sorted(one.role for one in rows) == [Role.OWNER, Role.STAFF]
    assert {row.membership.points.get().contact_point_id for row in rows} == {baker.point.id, helper.point.id}
    assert MemberPoint.objects.filter(contact_point_id=baker.point.id).count() == 1
    whole(found)


def test_sectors_of_both_and_no_sector_stays_everybody() -> None:
    zone = make_tenant()
    first, second, seats = pair(zone)
    shops.set_sectors(system_actor([zone.id]), network_id=first.id, sectors=["retail"])
    assert merge((first, second), seats).sectors == []


def test_everything_of_the_old_networks_goes_along_or_ends() -> None:
    zone = make_tenant()
    first, second = two(zone, numbers_per_household=0)
    seats, person, other = lead(first), person_at(LON), person_at(EAST)
    for network, somebody in ((first, person), (second, person), (second, other)):
        make_member(network, somebody.contact_points.get())
    of_everything(first, person)
    of_everything(second, person)
    ahead, past = meeting(first, second), meeting(second, days=-9)
    found = merge((first, second), seats)
    assert left_behind(first) == left_behind(second) == []
    for model, expected in ((Wish, 2), (Post, 2), (WhatsAppGroup, 2), (Invited, 2), (ChannelChoice, 1)):
        assert model.objects.filter(network=found).count() == expected, model
    trusted = Trusted.objects.get(network=found, ended_at__isnull=True)
    assert trusted.membership_id == Membership.objects.get(network=found, person_key=person_key(person.id)).id
    assert sorted(OpenGroup.objects.filter(network=found).values_list("state", flat=True)) == ["closed", "open"]
    assert not Poll.objects.filter(closed_at__isnull=True).exists()
    assert not Candidate.objects.filter(closed_at__isnull=True).exists()
    assert not Dormancy.objects.filter(ended_at__isnull=True).exists()
    assert not Round.objects.filter(closes_on__gt=timezone.localdate()).exists()
    ahead.refresh_from_db()
    past.refresh_from_db()
    assert (ahead.about, past.about) == ([found.id], [second.id])
    whole(found)


def test_who_has_no_room_in_their_household_is_told() -> None:
    zone = make_tenant()
    first, second = two(zone)
    seats, people = lead(first), [person_at(LON, home=b"home"), person_at(LON, home=b"home")]
    members = [
        make_member(network, one.contact_points.get()) for network, one in zip((first, second), people, strict=True)
    ]
    assert queries.merge_preview(system_actor([zone.id]), [first.id, second.id]).falling == 1
    merge((first, second), seats)
    told = {(job["code"], job["row_id"]) for job in jobs()}
    assert told == {("merged", str(members[0].id)), ("no_room", str(members[1].id))}
    assert queries.former_person(members[1].id) == people[1].id


@pytest.mark.parametrize("provisional", [True, False])
def test_who_is_excluded_from_one_hears_nothing_of_the_new_one(provisional: bool) -> None:
    zone = make_tenant()
    first, second = two(zone)
    seats, person = lead(first), person_at(LON)
    case(first, person, excluded=True, provisional=provisional)
    make_member(second, person.contact_points.get())
    found = merge((first, second), seats)
    assert not MemberPoint.objects.filter(network=found).exists()
    assert Membership.objects.filter(network=found, left_at__isnull=True).exists() is provisional
    (row,) = Exclusion.objects.filter(network=found, lifted_at__isnull=True)
    assert row.measure.network_id == found.id
    assert [one["id"] for one in row.points] == [str(person.contact_points.get().id)]


def test_two_open_cases_of_one_person_are_settled_first() -> None:
    zone = make_tenant()
    first, second = two(zone)
    seats, person = lead(first), person_at(LON)
    case(first, person)
    case(second, person)
    for ask in (
        lambda: merge((first, second), seats),
        lambda: queries.merge_preview(system_actor([zone.id]), [first.id, second.id]),
    ):
        with pytest.raises(Refused):
            ask()
    assert Network.objects.count() == 2


def test_a_split_takes_what_the_members_wrote_and_shares_the_meetings() -> None:
    zone = make_tenant()
    network = make_network(zone)
    seats, east, west = lead(network), person_at(LON + 0.002), person_at(LON - 0.002)
    for one in (east, west):
        make_member(network, one.contact_points.get())
        case(network, one)
        Wish.objects.create(
            tenant_id=zone.id, network=network, kind="wish", category="light", text=b"t", author_key=person_key(one.id),
            channel="online", at=NOW, owner="officer", due_at=NOW,
        )  # fmt: skip
        ChannelChoice.objects.create(tenant_id=zone.id, network=network, person_key=person_key(one.id))
    WhatsAppGroup.objects.create(tenant_id=zone.id, network=network, name="De straat", code="c0", registered_at=NOW)
    ahead = meeting(network)
    actions.place_signs(system_actor([zone.id]), network_id=network.id, points=[(LON + 0.002, LAT), (LON - 0.002, LAT)])
    found = split(network, seats)
    for model in (Wish, Measure, ChannelChoice):
        field = "author_key" if model is Wish else "person_key"
        assert [bytes(one) for one in model.objects.filter(network=found).values_list(field, flat=True)] == [
            person_key(east.id)
        ], model
        assert model.objects.filter(network=network).count() == 1
    assert WhatsAppGroup.objects.get().network_id == network.id
    assert found.signs.count() == network.signs.count() == 1
    ahead.refresh_from_db()
    assert ahead.about == [network.id, found.id]


def test_who_works_on_both_sides_of_a_split_is_in_both_with_the_hours_of_each_shop() -> None:
    zone = make_tenant()
    network = make_binz(zone)
    seats = lead(network)
    west = keeper(network, MORNING, lon=LON - 0.002)
    person, point = west.person, west.point
    east = Business.objects.create(
        tenant_id=zone.id, network=network, name="Oost", sector="retail", address="Oost 1", lon=LON + 0.002, lat=LAT,
        hours=ALWAYS, joined_at=NOW,
    )  # fmt: skip
    BusinessPerson.objects.create(
        tenant_id=zone.id, business=east, membership=west.row.membership, role="owner", added_at=NOW
    )
    only_east = keeper(network, ALWAYS, lon=LON + 0.002)
    preview = queries.split_preview(system_actor([zone.id]), network.id, EASTERN)
    assert (preview.shops, preview.both, preview.moving, preview.staying) == (2, 1, 1, 1)
    found = split(network, seats)
    network.refresh_from_db()
    assert {one.id for one in Business.objects.filter(network=found)} == {east.id, only_east.business.id}
    hours = {one.network_id: one.hours for one in MemberPoint.objects.filter(contact_point_id=point.id)}
    assert set(hours) == {network.id, found.id}
    assert hours[network.id] == MORNING
    assert (
        queries.member_person(Membership.objects.get(network=found, person_key=person_key(person.id)).id) == person.id
    )
    whole(found)
    whole(network)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=6, unique=True),
    st.booleans(),
)
def test_whoever_works_where_merged_and_split_hangs_together(jobs_of: list[tuple[int, int, int]], merges: bool) -> None:
    """People (0-2) with jobs in shops (0-2) of two networks, or of two sides of one: none is lost and none doubled."""
    zone = make_tenant()
    nets = [make_binz(zone), make_binz(zone, lon=EAST)] if merges else [make_binz(zone)] * 2
    seats = lead(nets[0])
    people: dict[int, Any] = {}
    done: set[tuple[Any, str]] = set()
    for side, who, where in jobs_of:
        person = people.setdefault(who, person_at(LON))
        name = f"Winkel {where if merges else f'{side}{where}'}"
        at = shop(
            nets[side].area["coordinates"][0][0][0] + 0.004 if merges else LON + (side - 0.5) / 250, LAT, name=name
        )
        _work(nets[side], at, person)
        done.add((person_key(person.id), name))
    found = merge(nets, seats, name=f"BIN {zone.name}") if merges else _split_or_not(nets[0], seats, zone)
    rows = BusinessPerson.objects.filter(tenant_id=zone.id, left_at__isnull=True, business__retired_at__isnull=True)
    assert {(bytes(one.membership.person_key), one.business.name) for one in rows} == done
    assert all(one.business.network_id == one.membership.network_id for one in rows)
    for network in {found, *([] if merges else nets)}:
        whole(network)
    if merges:
        assert [left_behind(one) for one in nets] == [[], []]


def _split_or_not(network: Network, seats: Seats, zone: Tenant) -> Network:
    return split(network, seats, name=f"BIN oost {zone.name}")


def _work(network: Network, at: Any, person: Person) -> None:
    """Works in a shop of this name, which is there already or not."""
    address = f"{at.name} 1"
    business, _new = Business.objects.get_or_create(
        tenant_id=network.tenant_id, network=network, name=at.name, address=address,
        defaults={"sector": "retail", "lon": at.lon, "lat": at.lat, "hours": ALWAYS, "joined_at": NOW},
    )  # fmt: skip
    there = Membership.objects.filter(network=network, person_key=person_key(person.id)).first()
    member = there or make_member(network, person.contact_points.get())
    row = {"tenant_id": network.tenant_id, "business": business, "membership": member}
    if not BusinessPerson.objects.filter(**row).exists():
        BusinessPerson.objects.create(**row, role="staff", added_at=NOW)
    shops_hours(network, member)


def shops_hours(network: Network, member: Membership) -> None:
    from nabij.networks.shops.actions.changing import spread_hours

    spread_hours(network.tenant_id, member.id)
