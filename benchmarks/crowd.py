"""A zone with 300 networks and 120,000 members, in bulk, on the ground of the demo town nine times over."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np
import psycopg
import shapely
from django.conf import settings
from django.db import connection
from django.utils import timezone
from shapely import affinity

from nabij.networks.actions import area_fields
from nabij.networks.members.queries import person_key
from nabij.networks.models import MemberPoint, Membership, Network
from nabij.people import vault
from nabij.places import geometry
from nabij.tenants.keys import new_id

NETWORKS: Final = 300
MEMBERS: Final = 120_000
TILES: Final = 9
APART_M: Final = 16_000.0
CORNERS: Final = 60
STATES: Final = ("starting", *["active"] * 8, "resting")
LOGGED: Final = 24
AT_ONCE: Final = 4_000


@dataclass(frozen=True)
class Place:
    """A network to found: id, middle in Lambert metres, and how far it reaches."""

    id: UUID
    x: float
    y: float
    radius_m: float


def settle(zone_id: UUID, city_id: UUID, zone_code: str) -> list[UUID]:
    """Fills the ground of a zone. Gives the ids of its new networks."""
    rng = np.random.default_rng(300)
    _tile(zone_code)
    places = _places(rng, zone_code)
    Network.objects.bulk_create(_networks(places, zone_id, city_id))
    with psycopg.connect(settings.DATABASE_OWNER_URL) as owner:
        people = [(new_id(), new_id(), new_id(), places[at % len(places)]) for at in range(MEMBERS)]
        _copy(
            owner,
            "people_person",
            ((f"{person}", "nl", "now") for person, *_rest in people),
            "id, language, created_at",
        )
        _copy(owner, "people_contactpoint", _points(people, rng), POINT)
        _copy(owner, "networks_logentry", _log(places, zone_id), LOG)
    Membership.objects.bulk_create(_memberships(people, zone_id), batch_size=AT_ONCE)
    MemberPoint.objects.bulk_create(
        (
            MemberPoint(tenant_id=zone_id, network_id=place.id, membership_id=member, contact_point_id=point)
            for _person, point, member, place in people
        ),
        batch_size=AT_ONCE,
    )
    return [place.id for place in places]


POINT: Final = "id, person_id, kind, lookup, value, language, x, y, verified_at, verified_how, created_at"
LOG: Final = "tenant_id, id, network_id, at, kind, text"
People = list[tuple[UUID, UUID, UUID, Place]]


def _tile(zone_code: str) -> None:
    """The neighbourhoods of the town again and again, a town apart."""
    with connection.cursor() as cursor:
        cursor.execute("select shape, name, municipality_code from places_area where kind = 'neighbourhood'")
        stored = cursor.fetchall()
    for tile in range(1, TILES):
        away = tile % 3 * APART_M, tile // 3 * APART_M
        for at, (wkb, name, city) in enumerate(stored):
            shape = affinity.translate(shapely.from_wkb(bytes(wkb)), *away)
            _area(f"{city}T{tile}{at:02}", f"{name} {tile}", city, zone_code, shape)


def _area(code: str, name: str, city: str, zone_code: str, shape: Any) -> None:
    from nabij.places.models import Area

    left, bottom, right, top = shape.bounds
    Area.objects.create(
        id=new_id(), kind="neighbourhood", code=code, name=name, sort_key=name.casefold(), municipality_code=city,
        zone_code=zone_code, shape=shapely.to_wkb(shape), outline=geometry.shape_to_geojson(shape), left=left, bottom=bottom,
        right=right, top=top, address_count=1_700, source="bench",
    )  # fmt: skip


def _places(rng: np.random.Generator, zone_code: str) -> list[Place]:
    """Somewhere in each neighbourhood in turn, so that all have some."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select shape from places_area where kind = 'neighbourhood' and zone_code = %s order by source = 'bench', code",
            [zone_code],
        )
        shapes = [shapely.from_wkb(bytes(wkb)) for (wkb,) in cursor.fetchall()]
    found = []
    for number in range(NETWORKS):
        inside = shapely.point_on_surface(shapes[number % len(shapes)])
        at = rng.normal(0, 250, 2)
        found.append(Place(new_id(), inside.x + at[0], inside.y + at[1], float(rng.uniform(180, 420))))
    return found


def _networks(places: Iterable[Place], zone_id: UUID, city_id: UUID) -> Iterator[Network]:
    turns = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    wobble = 1 + 0.2 * np.sin(5 * turns)
    for number, place in enumerate(places):
        xs, ys = place.x + place.radius_m * wobble * np.cos(turns), place.y + place.radius_m * wobble * np.sin(turns)
        lons, lats = geometry.to_wgs84(xs, ys)
        ring = [[round(float(lon), 6), round(float(lat), 6)] for lon, lat in zip(lons, lats, strict=True)]
        yield Network(
            tenant_id=zone_id, id=place.id, kind="binz" if number % 12 == 0 else "bin", name=f"BIN {number:03}",
            state=STATES[number % len(STATES)], municipality_id=city_id, be_alert_group=f"BIN {number:03}",
            **area_fields({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}),
        )  # fmt: skip


def _points(people: People, rng: np.random.Generator) -> Iterator[tuple[str, ...]]:
    spread = rng.uniform(-0.6, 0.6, (len(people), 2))
    for at, (person, point, _member, place) in enumerate(people):
        value = f"+3249{at:07d}"
        x, y = place.x + spread[at][0] * place.radius_m, place.y + spread[at][1] * place.radius_m
        lookup, sealed = vault.lookup_of_normal("sms", value), vault.seal_value("sms", point, value)
        yield (
            str(point), str(person), "sms", _cell(lookup), _cell(sealed), "nl", f"{x:.2f}", f"{y:.2f}", "now", "code", "now",
        )  # fmt: skip


def _memberships(people: People, zone_id: UUID) -> Iterator[Membership]:
    for person, _point, member, place in people:
        yield Membership(
            tenant_id=zone_id, id=member, network_id=place.id, person=vault.seal_value("member", member, str(person)),
            person_key=person_key(person), household_key=os.urandom(32), joined_at=timezone.now(), joined_by="online",
            house_rules="2026-11-22",
        )  # fmt: skip


def _log(places: Iterable[Place], zone_id: UUID) -> Iterator[tuple[str, ...]]:
    now = timezone.now()
    for place in places:
        for week in range(LOGGED):
            kind = "feedback" if week % 2 else "message"
            yield (
                str(zone_id),
                str(new_id()),
                str(place.id),
                str(now - timedelta(weeks=week)),
                kind,
                "Inbraak in de Kerkstraat. Bel 101.",
            )


def _cell(value: bytes) -> str:
    return f"\\\\x{value.hex()}"


def _copy(owner: psycopg.Connection, table: str, rows: Iterable[tuple[str, ...]], columns: str) -> None:
    with owner.cursor() as cursor, cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
        for row in rows:
            copy.write("\t".join(row) + "\n")
