"""Of those who are meant: one per home, nobody who refused, nobody in their sleep."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection

from nabij.alerts import audience, contents, queries
from nabij.alerts.audience import Aim, Means
from nabij.alerts.rules import clock
from nabij.alerts.tests.factories import join, make_zone
from nabij.alerts.tests.test_audience_parts import as_alert, ids_of
from nabij.networks.tests.factories import make_member
from nabij.people.models import OptOut
from nabij.people.tests.factories import make_contact_point, make_person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


def test_one_number_per_household_where_the_zone_wants_that_for_what_can_wait() -> None:
    zone = make_zone(members=0, one_per_household=True)
    zone.network.numbers_per_household = 0
    zone.network.save()
    for _ in range(2):
        person = make_person()
        person.household_lookup = b"home"
        person.save()
        make_member(zone.network, make_contact_point(person, "sms"), make_contact_point(person, "email"))
    calm = as_alert(zone, networks=[zone.network.id], kind="non_urgent", caught_in_act=False)
    urgent = as_alert(zone, networks=[zone.network.id])
    assert queries.measure(calm, NOON).size.by_channel == {"sms": 1, "email": 1}
    assert queries.measure(urgent, NOON).size.by_channel == {"sms": 2, "email": 2}
    kept = ids_of(contents.aim_of(calm, NOON))
    assert kept == ids_of(contents.aim_of(calm, NOON))
    assert queries.measure(calm, NOON).size.households == queries.measure(urgent, NOON).size.households == 1


@pytest.mark.parametrize("kind", ["urgent", "non_urgent", "missing_person", "crisis", "prevention", "feedback"])
def test_a_refusal_of_one_kind_holds_for_that_kind_only(kind: str) -> None:
    zone = make_zone(members=2)
    refused = zone.members[0].points.first().contact_point_id
    OptOut.objects.create(tenant=zone.tenant, contact_point_id=refused, message_kind=kind)
    include = Means(networks=[zone.network.id])
    for other in ("urgent", "non_urgent", "missing_person", "crisis", "prevention", "feedback"):
        found = ids_of(Aim(zone.tenant.id, other, ("sms", "email"), NOON, include))
        assert (refused in found) is (other != kind)


def test_only_urgent_caught_in_the_act_and_night_allowed_wakes() -> None:
    for kind in ("urgent", "non_urgent", "prevention", "feedback"):
        for caught in (False, True):
            for night in (False, True):
                wakes = clock.wakes_people(
                    contents.kind(kind), caught_in_act=caught, about_life=True, night_allowed=night
                )
                assert wakes is (kind == "urgent" and caught and night), (kind, caught, night)


def test_everybody_waits_for_their_own_morning() -> None:
    zone = make_zone(members=0)
    wishes = {time(6): time(22), time(8, 30): time(21), time(23): time(1), None: None}
    points = {
        until: join(zone, kinds=("sms",), quiet_from=start, quiet_until=until).points.get().contact_point_id
        for until, start in wishes.items()
    }
    aim = Aim(
        zone.tenant.id, "non_urgent", ("sms",), NIGHT, Means(networks=[zone.network.id]), quiet=(time(22), time(7))
    )
    with connection.cursor() as cursor:
        cursor.execute(audience.select(aim))
        waits = {row[0]: row[4] for row in cursor.fetchall()}
    midnight = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    assert waits == {
        points[time(6)]: midnight + timedelta(hours=6),
        points[time(8, 30)]: midnight + timedelta(hours=8, minutes=30),
        points[time(23)]: midnight + timedelta(hours=23),
        points[None]: midnight + timedelta(hours=7),
    }
    with connection.cursor() as cursor:
        cursor.execute(audience.select(replace(aim, wakes=True)))
        assert {row[4] for row in cursor.fetchall()} == {None}
