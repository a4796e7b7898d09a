"""What is counted every few minutes: households, judging, feedback, messages, cost; and that earlier months stay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone as clock
from hypothesis import given
from hypothesis import strategies as st

from nabij.networks.overview import actions, queries, rules, sources
from nabij.networks.overview.models import Coverage, Figures
from nabij.networks.overview.sources import Warned
from nabij.networks.overview.tests.factories import Town, make_town
from nabij.networks.tests.factories import lambert, make_member, make_network
from nabij.people.tests.factories import make_contact_point, make_person, staff_actor
from nabij.reports import actions as reports
from nabij.reports.models import Category, Incident
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def count(town: Town, now: datetime | None = None) -> dict[UUID, Figures]:
    actions.recount(system_actor([town.zone.id]), tenant_id=town.zone.id, now=now)
    month = rules.month_of(clock.localdate(now))
    return {row.network_id: row for row in Figures.objects.filter(tenant=town.zone, month=month)}


def join(town: Town, network: Any, number: int) -> Any:
    """A household in a neighbourhood that joins a network."""
    return make_member(network, make_contact_point(make_person(), place=lambert(*town.place(number))))


@pytest.mark.django_db
def test_a_household_in_two_networks_counts_once_for_its_neighbourhood() -> None:
    town = make_town()
    point = make_contact_point(make_person(), place=lambert(*town.place(0)))
    shops = make_network(town.zone, *town.place(0), name="BIN-Z", kind="binz", municipality_id=town.city.id)
    for network in (town.networks[0], shops):
        make_member(network, point)
    join(town, town.networks[1], 1)
    found = count(town)
    assert [found[one.id].households for one in (*town.networks, shops)] == [1, 1, 1]
    city = queries.city(staff_actor(town.zone, "chief"))
    assert [one.households for one in city.covered] == [1, 1, 0]
    assert [one.share for one in city.covered] == [1, 1, 0]
    assert city.households == 2


@pytest.mark.django_db
def test_who_left_is_counted_no_more_and_an_earlier_month_stays_as_it_was() -> None:
    town = make_town()
    member = join(town, town.networks[0], 0)
    earlier = clock.now() - timedelta(days=95)
    count(town, earlier)
    type(member).objects.filter(id=member.id).update(left_at=clock.now())
    count(town)
    assert list(Coverage.objects.order_by("month").values_list("households", flat=True)) == [1]
    months = Figures.objects.filter(network=town.networks[0]).order_by("month")
    assert list(months.values_list("households", flat=True)) == [1, 0]
    row = queries.city(staff_actor(town.zone, "chief")).rows[0]
    assert row.before is not None
    assert (row.households, row.before.households, row.trend) == (0, 1, -1)


@pytest.mark.django_db
def test_counting_twice_changes_nothing_but_the_hour() -> None:
    town = make_town()
    join(town, town.networks[0], 0)
    first = count(town)
    second = count(town)
    assert first.keys() == second.keys()
    assert all(second[one].counted_at > first[one].counted_at for one in first)
    assert Coverage.objects.count() == 1


@pytest.mark.django_db
def test_response_is_the_median_of_what_was_reported_in_the_area() -> None:
    town = make_town()
    reports.load_categories(system_actor())
    for number, hours in ((0, 1), (0, 2), (0, 30), (1, 5), (2, 9)):
        judged(town, number, timedelta(days=3), timedelta(hours=hours))
    judged(town, 1, timedelta(days=120), timedelta(hours=80))
    found = count(town)
    assert [found[one.id].response_hours for one in town.networks] == [2, 5]
    assert [found[one.id].judged for one in town.networks] == [3, 1]


def judged(town: Town, number: int, ago: timedelta, after: timedelta) -> None:
    """An incident in a neighbourhood, reported so long ago and judged so long after."""
    (lon, lat), told = town.place(number), clock.now() - ago
    x, y = lambert(lon, lat)
    Incident.objects.create(
        tenant=town.zone, category=Category.objects.get(code="burglary"), urgency="normal", happened_at=told,
        reported_at=told, judged_at=told + after, lon=lon, lat=lat, x=x, y=y,
    )  # fmt: skip


@pytest.mark.django_db
def test_feedback_messages_and_cost_come_from_the_rooms_above(monkeypatch: pytest.MonkeyPatch) -> None:
    town = make_town()
    one, two = (network.id for network in town.networks)
    at = clock.now() - timedelta(days=10)
    warned = [
        Warned([one], at, 100, due=at + timedelta(days=1), done=at + timedelta(hours=6)),
        Warned([one, two], at, 101, due=at + timedelta(days=1), done=at + timedelta(days=4)),
        Warned([one], at, 0, due=at + timedelta(days=1)),
        Warned([two], clock.now(), 0, due=clock.now() + timedelta(days=1)),
    ]
    monkeypatch.setattr(sources, "_sources", {"test": lambda _tenants, _since: warned})
    found = count(town)
    assert (found[one].owed, found[one].answered, found[one].in_time, found[one].feedback_hours) == (3, 2, 1, 51.0)
    assert (found[two].owed, found[two].in_time) == (1, 0), "one that still has time does not count yet"
    assert (found[one].cost_cents, found[two].cost_cents) == (151, 50)
    assert found[one].messages_week == pytest.approx(3 / rules.WEEKS_LOOKED_BACK)


@pytest.mark.django_db
def test_nobody_but_the_house_counts() -> None:
    town = make_town()
    with pytest.raises(Missing):
        actions.recount(staff_actor(town.zone, "chief", "prevention"), tenant_id=town.zone.id)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_neighbourhood_with_somebody_is_never_drawn_as_one_without(households: int, addresses: int) -> None:
    step = rules.shade(households, addresses)
    assert 0 <= step <= 4
    assert (step == 0) == (households == 0)
    assert rules.shade(min(households + 1, addresses), addresses) >= (step if households < addresses else 0)


@given(st.lists(st.tuples(st.integers(0, 1_000), st.integers(1, 4)), max_size=30))
def test_the_cost_of_alerts_is_shared_to_the_cent(alerts: list[tuple[int, int]]) -> None:
    ids = [uuid4() for _ in range(4)]
    warned = [Warned(ids[:count], NOW, cents) for cents, count in alerts]
    assert sum(rules.cost_shares(warned).values()) == sum(cents for cents, _count in alerts)


@given(st.dates(date(2020, 1, 31), date(2040, 1, 1)), st.integers(0, 40))
def test_months_count_back(day: date, count: int) -> None:
    month = rules.month_of(day)
    back = rules.months_before(month, count)
    assert back.day == 1
    assert (month.year - back.year) * 12 + month.month - back.month == count


@given(st.lists(st.tuples(st.floats(0, 1_000), st.integers(0, 9))))
def test_the_weighted_middle_is_the_middle_of_what_it_stands_for(pairs: list[tuple[float, int]]) -> None:
    every = sorted(value for value, weight in pairs for _ in range(weight))
    assert rules.weighted_middle(pairs) == (every[(len(every) - 1) // 2] if every else None)
