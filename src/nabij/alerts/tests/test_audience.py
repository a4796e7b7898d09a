"""The union that an alert reaches: the same set as shapely's, each number once, nobody in their sleep."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import numpy as np
import pytest
import shapely
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon

from nabij.alerts import areas, audience
from nabij.alerts.audience import Aim, Means
from nabij.alerts.rules.whom import Near
from nabij.alerts.tests.factories import join, make_zone
from nabij.networks.tests.factories import lambert, make_member, make_network
from nabij.people.models import CareArea, ContactPoint, OptOut
from nabij.people.quiet import quiet_end
from nabij.people.rules import CARE_RADII_M
from nabij.people.tests.factories import make_contact_point, make_person
from nabij.places.geometry import circle, contains
from nabij.places.models import Address
from nabij.places.queries import locate
from nabij.reports.tests.factories import make_address
from nabij.tenants.keys import new_id
from nabij.tenants.working_days import BRUSSELS

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


def aim(zone: Any, **changes: Any) -> Aim:
    parts = {name: changes.pop(name) for name in ("networks", "area", "discs", "roles") if name in changes}
    values = {
        "tenant_id": zone.tenant.id,
        "kind": "urgent",
        "channels": ("sms", "email"),
        "now": NOON,
        "include": Means(**({"networks": [zone.network.id]} | parts)),
    }
    return Aim(**(values | changes))


def rows(found: Aim) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(audience.select(found))
        return cursor.fetchall()


def test_a_union_counts_each_household_and_number_once() -> None:
    zone = make_zone(members=2)
    second = make_network(zone.tenant, zone.place.lon, zone.place.lat)
    both = ContactPoint.objects.filter(id__in=[point.contact_point_id for point in zone.members[0].points.all()])
    make_member(second, *both)
    size = audience.size(aim(zone, networks=[zone.network.id, second.id], area=shape_of(zone)))
    assert size.households == 2
    assert size.by_channel == {"sms": 2, "email": 2}
    assert {row[0] for row in rows(aim(zone, networks=[zone.network.id, second.id]))} == set(
        ContactPoint.objects.values_list("id", flat=True)
    )


def shape_of(zone: Any) -> Any:
    return shapely.from_wkb(bytes(zone.network.area_lambert))


def test_people_of_one_home_are_one_household() -> None:
    zone = make_zone(members=0)
    zone.network.numbers_per_household = 0
    zone.network.save()
    for _ in range(2):
        person = make_person()
        person.household_lookup = b"home"
        person.save()
        make_member(zone.network, make_contact_point(person))
    assert audience.size(aim(zone)).households == 1
    assert audience.size(aim(zone)).by_channel == {"sms": 2}


def test_who_refused_this_kind_or_all_is_left_out_and_counted() -> None:
    zone = make_zone(members=3)
    points = [member.points.first().contact_point_id for member in zone.members]
    OptOut.objects.create(tenant=zone.tenant, contact_point_id=points[0], message_kind="")
    OptOut.objects.create(tenant=zone.tenant, contact_point_id=points[1], message_kind="urgent")
    OptOut.objects.create(tenant=zone.tenant, contact_point_id=points[2], message_kind="prevention")
    OptOut.objects.create(tenant=zone.town.other_zone, contact_point_id=points[2], message_kind="")
    reached = {row[0] for row in rows(aim(zone))}
    assert not reached & set(points[:2])
    assert points[2] in reached
    assert audience.size(aim(zone)).opted_out == 2


def test_only_the_channels_of_the_alert() -> None:
    zone = make_zone(members=1)
    assert {row[2] for row in rows(aim(zone, channels=("email",)))} == {"email"}
    assert audience.size(aim(zone, channels=("push",))).households == 0


def test_nobody_without_networks_or_area() -> None:
    zone = make_zone()
    assert audience.size(aim(zone, networks=[])) == audience.NOBODY
    assert rows(aim(zone, networks=[])) == []


def test_quiet_hours_are_a_moment_unless_the_alert_wakes() -> None:
    zone = make_zone(members=1)
    sleeper = join(zone, kinds=("sms",), quiet_from=time(21), quiet_until=time(8, 30))
    quiet = aim(zone, now=NIGHT, quiet=(time(22), time(7)))
    waits = {row[0]: row[4] for row in rows(quiet)}
    mine = sleeper.points.get().contact_point_id
    assert waits.pop(mine) == datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
    assert set(waits.values()) == {datetime(2026, 11, 21, 6, 0, tzinfo=UTC)}
    size = audience.size(quiet)
    assert (size.asleep, size.asleep_until) == (3, datetime(2026, 11, 21, 6, 0, tzinfo=UTC))
    assert {row[4] for row in rows(aim(zone, now=NIGHT, quiet=(time(22), time(7)), wakes=True))} == {None}
    assert {row[4] for row in rows(aim(zone, now=NIGHT)) if row[0] != mine} == {None}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.times().map(lambda t: t.replace(microsecond=0)),
    st.times().map(lambda t: t.replace(microsecond=0)),
)
def test_the_database_waits_as_the_rule_does(db: None, now: datetime, start: time, end: time) -> None:
    found = audience.not_before(Aim(None, "urgent", (), now, quiet=(start, end)))  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        cursor.execute(
            audience.sql.SQL("select {} from (select null::time as quiet_from, null::time as quiet_until) x").format(
                found
            )
        )
        (said,) = cursor.fetchone()
    expected = quiet_end(now, start, end)
    if expected is not None and expected.astimezone(UTC).astimezone(BRUSSELS).time() != end:
        return  # an hour that summer time skipped
    assert said == expected


corner = st.tuples(st.integers(0, 12), st.integers(0, 12))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(corner, min_size=3, max_size=7, unique=True), st.booleans())
def test_who_lives_in_a_drawn_area_is_what_shapely_says(
    grid: None, corners: list[tuple[int, int]], with_hole: bool
) -> None:
    area: Any = Polygon([(650_000 + x, 700_000 + y) for x, y in corners])
    if with_hole and area.is_valid:
        area = area.difference(area.centroid.buffer(0.8, quad_segs=1))
    if not area.is_valid or area.area < 0.5 or not isinstance(area, (Polygon, MultiPolygon)):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            audience.sql.SQL("select point.contact_point_id from people_reachable point where {}").format(
                areas.condition(area)
            )
        )
        found = {row[0] for row in cursor.fetchall()}
    points = list(ContactPoint.objects.filter(x__isnull=False))
    inside = contains(area, np.array([p.x for p in points]), np.array([p.y for p in points]))
    assert found == {point.id for point, is_in in zip(points, inside, strict=True) if is_in}


@pytest.fixture
def grid(db: None) -> None:
    """Somebody on every whole metre, so that many stand exactly on an edge."""
    if not ContactPoint.objects.exists():
        person = make_person()
        ContactPoint.objects.bulk_create(
            ContactPoint(
                person=person,
                kind="sms",
                lookup=f"{x}/{y}".encode(),
                value=b"",
                verified_at=NOON,
                x=650_000 + x,
                y=700_000 + y,
            )
            for x in range(13)
            for y in range(13)
        )


@pytest.mark.parametrize(("kind", "reached"), [("non_urgent", True), ("urgent", False), ("prevention", False)])
def test_who_cares_about_a_place_hears_what_can_wait_there(kind: str, reached: bool) -> None:
    """Once, over their own contact points, and not when the area lies elsewhere."""
    zone = make_zone(members=1)
    x, y = lambert(zone.place.lon, zone.place.lat)
    far = make_contact_point(make_person(), "email", place=(x + 50_000, y))
    CareArea.objects.create(person=far.person, label=b"sealed", x=x + 30, y=y, radius_m=250)
    CareArea.objects.create(person=far.person, label=b"sealed", x=x - 30, y=y, radius_m=250)
    here = circle(zone.place.lon, zone.place.lat, 300)
    found = [row[0] for row in rows(aim(zone, kind=kind, include=Means(area=here)))]
    assert found.count(far.id) == int(reached)
    elsewhere = circle(zone.place.lon + 0.2, zone.place.lat, 300)
    assert far.id not in [row[0] for row in rows(aim(zone, kind=kind, include=Means(area=elsewhere)))]


def test_who_cares_about_a_place_is_asked_nothing_else_than_who_lives_there() -> None:
    """Their silent hours and refusals hold, and who lives there as well is counted once."""
    zone = make_zone(members=0)
    x, y = lambert(zone.place.lon, zone.place.lat)
    far, sleeper, refuser = (make_contact_point(make_person(), "sms") for _n in range(3))
    neighbour = make_contact_point(make_person(), "sms", place=(x, y))
    for point in (far, sleeper, refuser, neighbour):
        CareArea.objects.create(person=point.person, label=b"sealed", x=x, y=y, radius_m=250)
    ContactPoint.objects.filter(id=sleeper.id).update(quiet_from=time(21), quiet_until=time(8, 30))
    OptOut.objects.create(tenant=zone.tenant, contact_point=refuser, message_kind="non_urgent")
    meant = aim(zone, kind="non_urgent", now=NIGHT, include=Means(area=circle(zone.place.lon, zone.place.lat, 300)))
    assert {row[0]: row[4] for row in rows(meant)} == {
        far.id: None,
        neighbour.id: None,
        sleeper.id: datetime(2026, 11, 21, 7, 30, tzinfo=UTC),
    }
    size = audience.size(meant)
    assert (size.by_channel, size.opted_out, size.asleep, size.households) == ({"sms": 3}, 1, 1, 3)


REACHES = [("street", 60, True), ("street", 400, False), ("neighbourhood", 700, True), ("neighbourhood", 3_000, False)]


@pytest.mark.parametrize(("reach", "east_m", "reached"), REACHES)
def test_a_street_and_a_neighbourhood_are_whole(reach: str, east_m: float, reached: bool) -> None:
    """An alert further on in the street, or at the other end of the neighbourhood, concerns who cares about it."""
    zone = make_zone(members=0)
    x, y = lambert(zone.place.lon, zone.place.lat)
    home = make_address("Kerkstraat", "1", zone.place)
    Address.objects.create(
        id=new_id(), street=home.street, number="9", number_key="9", lon=0, lat=0, x=x + 90, y=y, source="test"
    )
    code = locate(zone.place.lon, zone.place.lat).neighbourhood
    assert code
    far = make_contact_point(make_person(), "sms")
    place = {"street_id": home.street_id} if reach == "street" else {"neighbourhood": code.code}
    CareArea.objects.create(person=far.person, label=b"sealed", x=x, y=y, **place)
    for include in (Means(area=Point(x + east_m, y).buffer(20)), Means(discs=[Near(x + east_m, y, 20)])):
        assert [row[0] for row in rows(aim(zone, kind="non_urgent", include=include))] == [far.id] * reached


@given(st.lists(st.tuples(st.integers(-4000, 4000), st.integers(-4000, 4000)), min_size=3, max_size=3, unique=True))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_circle_that_touches_a_drawn_area_is_found_as_shapely_finds_it(
    circles: None, corners: list[tuple[int, int]]
) -> None:
    drawn = Polygon([(650_000 + x, 700_000 + y) for x, y in corners])
    if not drawn.is_valid or drawn.area < 100:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            audience.sql.SQL("select point.contact_point_id from people_cares point where {}").format(
                areas.cared(drawn)
            )
        )
        found = {row[0] for row in cursor.fetchall()}
    for area in CareArea.objects.prefetch_related("person__contact_points"):
        apart_m = drawn.distance(Point(area.x, area.y)) - area.radius_m
        if abs(apart_m) > 5:
            assert (area.person.contact_points.all()[0].id in found) == (apart_m < 0), apart_m


@pytest.fixture
def circles(db: None) -> None:
    """Everybody cares about another place, with circles of each size."""
    if not CareArea.objects.exists():
        for n in range(36):
            person = make_contact_point(make_person()).person
            place = {"x": 650_000 + n % 6 * 1500 - 3750, "y": 700_000 + n // 6 * 1500 - 3750}
            CareArea.objects.create(person=person, label=b"sealed", radius_m=CARE_RADII_M[n % 4], **place)
