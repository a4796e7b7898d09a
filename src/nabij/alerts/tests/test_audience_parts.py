"""The parts of an audience: the same set as an independent reckoning, whatever is added up and left out."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
import shapely
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from nabij.alerts import actions, areas, audience, contents, queries
from nabij.alerts.audience import Aim, Means
from nabij.alerts.drafts import Draft
from nabij.alerts.models import Alert
from nabij.alerts.rules.whom import Named, Near, parts, whom, whom_of
from nabij.alerts.surfaces import surfaces, together
from nabij.alerts.tests.factories import Zone, draft, join, make_incident, make_zone, neighbour_of
from nabij.networks.models import NetworkKind
from nabij.networks.tests.factories import make_member, make_network
from nabij.people import actions as people
from nabij.people.models import ContactPoint
from nabij.people.tests.factories import make_contact_point, make_person
from nabij.places.geometry import ShapeError, to_lambert
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
WEST, SOUTH, SIDE = 650_000, 700_000, 12


def ids_of(aim: Aim) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(audience.select(aim))
        return [row[0] for row in cursor.fetchall()]


# Random unions with exclusions, against shapely and plain Python


@pytest.fixture
def town(db: None) -> Zone:
    """Somebody on every whole metre; some of them in networks, some in groups."""
    zone = make_zone(members=0)
    second = make_network(zone.tenant, zone.place.lon, zone.place.lat)
    zone.members = [zone.network, second]
    for x in range(SIDE + 1):
        for y in range(SIDE + 1):
            point = make_contact_point(make_person(), "sms", place=(WEST + x, SOUTH + y))
            if (x * y) % 5 == 1:
                make_member(zone.members[(x + y) % 2], point)
            if (x + 2 * y) % 7 == 0:
                _labelled(zone, point, "school" if x % 2 else "pharmacy")
    return zone


def _labelled(zone: Zone, point: ContactPoint, code: str) -> None:
    known = {"code": code, "basis": "task", "name": "", "ways": {"sms": _value(point)}}
    people.label_one(zone.system, tenant_id=zone.tenant.id, **known)


def _value(point: ContactPoint) -> str:
    from nabij.people.queries import value_of

    return value_of(point)


whole = st.integers(0, SIDE)
corners = st.lists(st.tuples(whole, whole), min_size=3, max_size=6, unique=True)
polygons = corners.map(Polygon).filter(lambda one: one.is_valid and one.area > 0.5)
circles = st.tuples(whole, whole, st.sampled_from([1.0, 2.0, 3.5, 5.0, math.sqrt(5)]))


@st.composite
def means(draw: Callable[..., Any]) -> tuple[list[Polygon], list[tuple[int, int, float]], list[int], list[str]]:
    return (
        draw(st.lists(polygons, max_size=2)),
        draw(st.lists(circles, max_size=2)),
        draw(st.lists(st.sampled_from([0, 1]), unique=True)),
        draw(st.lists(st.sampled_from(["school", "pharmacy"]), unique=True)),
    )


def as_means(zone: Zone, drawn: Any) -> Means:
    shapes, rounds, networks, roles = drawn
    placed = [shapely.transform(one, lambda c: np.add(c, [WEST, SOUTH])) for one in shapes]
    return Means(
        networks=[zone.members[at].id for at in networks],
        area=together(placed),
        discs=[Near(WEST + x, SOUTH + y, m) for x, y, m in rounds],
        roles=roles,
    )


def by_hand(zone: Zone, drawn: Any, known: dict[UUID, tuple[float, float]]) -> set[UUID]:
    """The same without a database: each point by its own coordinates, in nothing but Python and shapely."""
    shapes, rounds, networks, roles = drawn
    found = set()
    for id_, (x, y) in known.items():
        column, row = round(x - WEST), round(y - SOUTH)
        at = shapely.Point(column, row)
        member = (column * row) % 5 == 1 and (column + row) % 2 in networks
        code = "school" if column % 2 else "pharmacy"
        labelled = (column + 2 * row) % 7 == 0 and code in roles
        round_one = any((column - a) ** 2 + (row - b) ** 2 <= m * m for a, b, m in rounds)
        if member or labelled or round_one or any(one.intersects(at) for one in shapes):
            found.add(id_)
    return found


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(included=means(), excluded=means())
def test_any_union_less_any_other_is_the_set_that_a_hand_finds(town: Zone, included: Any, excluded: Any) -> None:
    known = {one.id: (one.x, one.y) for one in ContactPoint.objects.filter(x__lt=WEST + 100)}
    aim = Aim(
        town.tenant.id, "urgent", ("sms",), NOON, as_means(town, included), as_means(town, excluded), wakes=True
    )  # fmt: skip
    found = ids_of(aim)
    expected = by_hand(town, included, known) - by_hand(town, excluded, known)  # type: ignore[arg-type]
    assert len(found) == len(set(found))
    assert set(found) == expected
    size = audience.size(aim)
    assert size.households == len(expected)
    assert size.by_channel == ({"sms": len(expected)} if expected else {})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.floats(0, 40), st.floats(0, 40), st.floats(1, 30), st.floats(0, 2 * math.pi),
    st.sampled_from([-0.01, -0.004, 0.0, 0.004, 0.01]),
)  # fmt: skip
def test_a_circle_is_its_mathematical_disc_to_a_centimetre(
    db: None, x: float, y: float, m: float, turn: float, off: float
) -> None:
    """Somebody a centimetre inside the rim is in, somebody a centimetre outside is not, in every direction."""
    at = WEST + x + (m + off) * math.cos(turn), SOUTH + y + (m + off) * math.sin(turn)
    with connection.cursor() as cursor:
        condition = areas.condition(None, [Near(WEST + x, SOUTH + y, m)])
        statement = audience.sql.SQL("select count(*) from (select {}::float8 as x, {}::float8 as y) point where {}")
        cursor.execute(statement.format(audience.sql.Literal(at[0]), audience.sql.Literal(at[1]), condition))
        (inside,) = cursor.fetchone()
    if abs(off) >= 0.01:
        assert bool(inside) is (off < 0)
    exact = (at[0] - WEST - x) ** 2 + (at[1] - SOUTH - y) ** 2 - m * m
    if abs(exact) > 1e-3:
        assert bool(inside) is (exact < 0)


# Order of parts, planning and size


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_order_of_parts_changes_neither_digest_nor_set(zone: Zone, data: Any) -> None:
    said = {
        "networks": [one.id for one in zone.members], "near": [Near(WEST, SOUTH, 9), Near(WEST, SOUTH, 9, "Kerk")],
        "areas": [Named("neighbourhood", "M1-1"), Named("municipality", "M1"), Named("zone", "Z1")],
        "roles": ["school", "merchants"], "shapes": _shapes(zone),
    }  # fmt: skip
    mixed = {name: data.draw(st.permutations(found)) for name, found in said.items()}
    doubled = {name: [*found, found[0]] for name, found in mixed.items()}
    made = [
        actions.as_if(zone.writing, tenant_id=zone.tenant.id, draft=Draft("urgent", draft(zone).texts, audience=one))
        for one in (whom(**said, exclude=parts(**said)), whom(**doubled, exclude=parts(**mixed)))
    ]
    for one in made:
        one.window_until = NOON
    assert contents.digest_of(made[0]) == contents.digest_of(made[1])
    first, second = (set(ids_of(contents.aim_of(one, NOON))) for one in made)
    assert first == second


def _shapes(zone: Zone) -> list[dict[str, Any]]:
    lon, lat = zone.place.lon, zone.place.lat
    square = [[lon, lat], [lon + 0.01, lat], [lon + 0.01, lat + 0.01], [lon, lat + 0.01], [lon, lat]]
    beside = [[a + 0.005, b + 0.004] for a, b in square]
    return [
        {"type": "Polygon", "coordinates": [square]},
        {"type": "Polygon", "coordinates": [beside]},
        {"type": "Circle", "coordinates": [lon, lat], "radius_m": 300},
    ]


@pytest.fixture
def zone(db: None) -> Zone:
    made = make_zone(members=2)
    made.members = [made.network, make_network(made.tenant, made.place.lon, made.place.lat)]
    return made


def as_alert(zone: Zone, **said: Any) -> Alert:
    made = draft(zone, **({"networks": []} | said))
    return actions.as_if(zone.writing, tenant_id=zone.tenant.id, draft=made)


def test_planning_and_size_count_the_same_people() -> None:
    zone = make_zone(members=4)
    join(zone, kinds=("voice",))
    alert = as_alert(
        zone, networks=[zone.network.id], areas=[Named("neighbourhood", "M1-1")], channels=("sms", "voice")
    )
    aim = contents.aim_of(alert, NOON)
    size = audience.size(aim)
    assert len(ids_of(aim)) == size.deliveries == 5
    assert queries.measure(alert, NOON).size == size


# Each sort of part


def test_a_named_place_is_everybody_who_lives_there() -> None:
    zone = make_zone(members=2)
    far = make_contact_point(make_person(), "sms", place=tuple(map(float, (WEST, SOUTH))))
    here = as_alert(zone, areas=[Named("neighbourhood", "M1-1")])
    assert far.id not in ids_of(contents.aim_of(here, NOON))
    assert queries.measure(here, NOON).size.households == 2
    assert here.area is not None
    both = as_alert(zone, areas=[Named("neighbourhood", "M1-1"), Named("municipality", "M1")])
    assert queries.measure(both, NOON).size.households == 2


def test_around_each_of_several_addresses() -> None:
    zone = make_zone(members=0)
    xs, ys = to_lambert([zone.place.lon], [zone.place.lat])
    x, y = float(xs[0]), float(ys[0])
    near, rim, out = (make_contact_point(make_person(), "sms", place=(x + off, y)) for off in (10, 250, 250.02))
    other = make_contact_point(make_person(), "sms", place=(x + 5_000, y))
    one = as_alert(zone, near=[Near(x, y, 250, "Dorpsstraat 1")])
    assert set(ids_of(contents.aim_of(one, NOON))) == {near.id, rim.id}
    two = as_alert(zone, near=[Near(x, y, 250), Near(x + 5_000, y, 50)])
    assert set(ids_of(contents.aim_of(two, NOON))) == {near.id, rim.id, other.id}
    assert out.id not in ids_of(contents.aim_of(two, NOON))


def test_merchants_are_who_is_noted_and_the_members_of_networks_of_shops() -> None:
    zone = make_zone(members=2)
    shops = make_network(zone.tenant)
    shops.kind = NetworkKind.BINZ
    shops.save()
    member = make_contact_point(make_person(), "sms")
    make_member(shops, member)
    noted = make_contact_point(make_person(), "sms")
    _labelled(zone, noted, "merchants")
    assert set(ids_of(contents.aim_of(as_alert(zone, roles=["merchants"]), NOON))) == {member.id, noted.id}
    all_but = as_alert(zone, networks=[zone.network.id, shops.id], exclude=parts(roles=["merchants"]))
    assert member.id not in ids_of(contents.aim_of(all_but, NOON))


def test_a_group_is_of_one_tenant() -> None:
    zone = make_zone()
    other = neighbour_of(zone)
    theirs = make_contact_point(make_person(), "sms")
    _labelled(other, theirs, "school")
    assert ids_of(contents.aim_of(as_alert(zone, roles=["school"]), NOON)) == []
    assert ids_of(contents.aim_of(as_alert(other, roles=["school"]), NOON)) == [theirs.id]


def test_who_is_left_out_is_left_out_however_they_were_meant() -> None:
    zone = make_zone(members=3)
    named = Named("neighbourhood", "M1-1")
    inside = as_alert(zone, networks=[zone.network.id], areas=[named])
    assert queries.measure(inside, NOON).size.households == 3
    for less in (parts(areas=[named]), parts(networks=[zone.network.id]), parts(shapes=[zone.network.area])):
        out = as_alert(zone, networks=[zone.network.id], areas=[named], exclude=less)
        assert queries.measure(out, NOON).size.households == 0


# Rights: what is of another zone does not exist


FOREIGN: list[Callable[[Zone], dict[str, Any]]] = [
    lambda other: {"networks": [other.network.id]},
    lambda other: {"areas": [Named("neighbourhood", "M2-1")]},
    lambda other: {"areas": [Named("zone", "Z2")]},
]
UNKNOWN: list[dict[str, Any]] = [
    {"networks": [uuid4()]},
    {"areas": [Named("neighbourhood", "no-such")]},
    {"areas": [Named("planet", "M1-1")]},
    {"roles": ["dancers"]},
]


@pytest.mark.parametrize("side", ["include", "exclude"])
def test_what_is_of_another_zone_is_as_if_it_were_not_there(side: str) -> None:
    zone = make_zone()
    other = neighbour_of(zone)
    for said in [*(one(other) for one in FOREIGN), *UNKNOWN]:
        given_parts = said if side == "include" else {"exclude": parts(**said)}
        with pytest.raises(Missing):
            actions.draft_alert(
                zone.writing,
                tenant_id=zone.tenant.id,
                draft=draft(zone, **given_parts),
                incident_id=make_incident(zone).id,
            )
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"near": [Near(WEST, SOUTH, 0)]}, {"near": [Near(WEST, SOUTH, 20_001)]}, {"near": [Near(math.nan, SOUTH, 5)]},
        {"near": [Near(n, SOUTH, 5) for n in range(201)]},
    ],
    ids=["no distance", "too far", "nowhere", "too many"],
)  # fmt: skip
def test_what_is_no_part(said: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        whom(**said)


@pytest.mark.parametrize(
    "circle",
    [{"coordinates": [4.7]}, {"coordinates": ["a", "b"]}, {"coordinates": [2.35, 48.85]}, {"coordinates": None}],
    ids=str,
)
def test_what_is_no_circle(circle: dict[str, Any]) -> None:
    zone = make_zone()
    with pytest.raises(ShapeError):
        surfaces(zone.tenant.id, whom(shapes=[{"type": "Circle", "radius_m": 100} | circle]))


NAMES = st.sampled_from(["networks", "areas", "shapes", "near", "roles", "exclude", "kind", "code", "x", "y", "m"])
LEAVES = st.none() | st.integers() | st.text(max_size=3)


@given(st.recursive(LEAVES, lambda one: st.lists(one) | st.dictionaries(NAMES, one)))
def test_any_json_is_an_audience_or_refused(said: Any) -> None:
    if not isinstance(said, dict):
        return
    try:
        found = whom_of(said)
    except Refused:
        return
    assert whom_of(json.loads(json.dumps(found.as_json()))) == found
