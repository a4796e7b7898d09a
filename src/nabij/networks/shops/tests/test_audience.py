"""Who works in a shop is warned in their hours and no others; who chose so hears of a hold-up at any hour."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nabij.alerts import audience, contents
from nabij.alerts.audience import Aim, Means
from nabij.alerts.tests.factories import Zone, drafted
from nabij.networks.members.actions import choose_points
from nabij.networks.models import Network
from nabij.networks.shops import actions, hours
from nabij.networks.shops.hours import DAY
from nabij.networks.shops.tests.factories import Keeper, colleague, keeper, make_binz, network_middle, shop, worker
from nabij.networks.shops.tests.test_hours import weeks
from nabij.networks.tests.factories import make_member

BRUSSELS = ZoneInfo("Europe/Brussels")
OFFICE = hours.usual()
NOON = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 19, 19, 0, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


def reached(network: Network, now: datetime, **how: Any) -> dict[UUID, datetime | None]:
    aim = Aim(
        tenant_id=network.tenant_id, kind="urgent", channels=("sms", "email"), now=now,
        include=Means(networks=[network.id]), **({"hours": "leave_out"} | how),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(audience.select(aim))
        return {row[0]: row[4] for row in cursor.fetchall()}


def test_an_urgent_alert_reaches_who_is_there(binz: Network) -> None:
    day, night = keeper(binz, OFFICE), keeper(binz, hours.read({3: "18-2"}))
    assert set(reached(binz, NOON)) == {day.point.id}
    assert set(reached(binz, EVENING)) == {night.point.id}
    assert set(reached(binz, EVENING, hours="ignore")) == {day.point.id, night.point.id}


def test_own_hours_go_before_those_of_the_shop(binz: Network) -> None:
    owner = keeper(binz, OFFICE)
    late = colleague(owner, hours.read({3: "19-21"}))
    assert set(reached(binz, NOON)) == {owner.point.id}
    assert set(reached(binz, EVENING)) == {late.point.id}


def test_a_hold_up_reaches_who_chose_so_at_any_hour(binz: Network) -> None:
    keeper(binz, OFFICE)
    always = keeper(binz, OFFICE, beyond_hours=True)
    assert set(reached(binz, EVENING)) == set()
    assert set(reached(binz, EVENING, beyond_hours=True)) == {always.point.id}


def test_what_can_wait_comes_when_their_hours_begin(binz: Network) -> None:
    owner, never = keeper(binz, OFFICE), keeper(binz, hours.NEVER)
    assert set(reached(binz, NOON, hours="ignore")) == {owner.point.id, never.point.id}
    friday = datetime(2026, 11, 20, 9, 0, tzinfo=BRUSSELS)
    assert reached(binz, EVENING, hours="wait") == {owner.point.id: friday}
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=BRUSSELS)
    assert reached(binz, SATURDAY_NIGHT, hours="wait") == {owner.point.id: monday}
    assert reached(binz, NOON, hours="wait") == {owner.point.id: None}


def test_who_is_in_another_network_too_hears_there(binz: Network, zone: Zone) -> None:
    owner = keeper(binz, OFFICE)
    make_member(zone.network, owner.point)
    aim = Aim(
        tenant_id=binz.tenant_id, kind="urgent", channels=("sms",), now=EVENING, hours="leave_out",
        include=Means(networks=[binz.id, zone.network.id]),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(audience.select(aim))
        assert owner.point.id in {row[0] for row in cursor.fetchall()}


def test_changing_hours_or_numbers_keeps_the_rule(binz: Network) -> None:
    owner = keeper(binz, OFFICE)
    mine = {"business_id": owner.business.id, "person_id": owner.person.id}
    actions.set_my_hours(owner.actor, **mine, hours=hours.read({3: "20-21"}), beyond_hours=False)
    assert set(reached(binz, NOON)) == set()
    assert set(reached(binz, EVENING)) == {owner.point.id}
    for wanted in (False, True):
        choose_points(
            owner.actor,
            network_id=binz.id,
            person_id=owner.person.id,
            contact_point_ids=[owner.point.id],
            wanted=wanted,
        )
    assert set(reached(binz, NOON)) == set(), "a number that was taken away and given again keeps the hours"


def test_two_shops_of_one_person_are_their_hours_together(zone: Zone) -> None:
    network = make_binz(zone.tenant, zone.place.lon, zone.place.lat)
    morning = keeper(network, hours.read({3: "8-12"}))
    lon, lat = network_middle(network)
    actions.enrol_shop(
        morning.actor, network_id=network.id, person_id=morning.person.id,
        shop=shop(lon, lat, hours=hours.read({3: "18-22"})), worker=worker(morning.point),
    )  # fmt: skip
    nine = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
    assert set(reached(network, nine)) == set(reached(network, EVENING)) == {morning.point.id}
    assert set(reached(network, NOON)) == set()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(week=weeks, minute=st.integers(0, hours.WEEK - 1))
def test_the_database_and_the_rule_agree(binz: Network, owner: Keeper, week: hours.Week, minute: int) -> None:
    mine = {"business_id": owner.business.id, "person_id": owner.person.id}
    actions.set_my_hours(owner.actor, **mine, hours=week, beyond_hours=False)
    monday = datetime(2026, 11, 16, tzinfo=BRUSSELS)
    now = monday.replace(day=16 + minute // DAY, hour=minute % DAY // 60, minute=minute % 60)
    assert (owner.point.id in reached(binz, now)) == hours.is_within(week, minute)


@pytest.fixture
def owner(binz: Network) -> Keeper:
    return keeper(binz)


def test_an_alert_asks_what_its_kind_calls_for(zone: Zone) -> None:
    def said(**fields: Any) -> tuple[str, bool]:
        alert = drafted(zone)
        for name, value in fields.items():
            setattr(alert, name, value)
        aim = contents.aim_of(alert, NOON)
        return aim.hours, aim.beyond_hours

    assert said(category="shoplifting") == ("leave_out", False)
    assert said(category="hold-up") == ("leave_out", True)
    assert said(kind="non_urgent", category="shoplifting") == ("wait", False)
    assert said(kind="crisis", about_life=True, category="")[0] == "ignore"
