"""Who lives in a drawn polygon of 24 corners, among 1,000,000 contact points: the same set as shapely's, and how soon."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from typing import Final
from uuid import UUID

import numpy as np
import psycopg
import shapely
from django.conf import settings
from django.db import connection
from psycopg import sql
from shapely.geometry import Polygon

from benchmarks import Result, at_most, interleaved
from nabij.alerts import areas
from nabij.places import geometry
from nabij.places.demo_town import build
from nabij.tenants.keys import new_id

POINTS: Final = 1_000_000
GOAL_MS: Final = 50.0
CORNERS: Final = 24
# Towns stand this far apart, in rows of seven: a province.
APART_M: Final = 16_000.0
TOWNS_IN_A_ROW: Final = 7
COLUMNS: Final = "id, person_id, kind, lookup, value, language, verified_at, verified_how, x, y, created_at"

Answer = tuple[float, set[UUID]]


def seed() -> None:
    """The demo town's homes again and again until there are a million contact points, in no order."""
    person = new_id()
    with psycopg.connect(settings.DATABASE_OWNER_URL) as owner, owner.cursor() as cursor:
        cursor.execute("insert into people_person (id, language, created_at) values (%s, 'nl', now())", [person])
        with cursor.copy(f"copy people_contactpoint ({COLUMNS}) from stdin") as copy:
            for line in _lines(person):
                copy.write(line)
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        owner.execute("vacuum analyze people_contactpoint")


def _lines(person: UUID) -> Iterator[str]:
    for number, (x, y) in enumerate(_homes().tolist()):
        lookup, sealed = os.urandom(32).hex(), os.urandom(48).hex()
        kind = "voice" if number % 10 == 0 else "sms"
        yield f"{new_id()}\t{person}\t{kind}\t\\\\x{lookup}\t\\\\x{sealed}\tnl\tnow\tcode\t{x}\t{y}\tnow\n"


def _homes() -> geometry.Floats:
    addresses = build().addresses
    town = np.column_stack(geometry.to_lambert([home.lon for home in addresses], [home.lat for home in addresses]))
    rng = np.random.default_rng(24)
    which = np.arange(POINTS)
    towns = which // len(town)
    shift = np.column_stack([towns % TOWNS_IN_A_ROW, towns // TOWNS_IN_A_ROW]) * APART_M
    homes = town[which % len(town)] + shift + rng.normal(0, 4, (POINTS, 2))
    return rng.permutation(homes).round(3)


def measure() -> Result:
    """From the drawn polygon to the set of contact points in Python, by the alert's own query; against shapely in memory."""
    drawn = _drawn_area()
    ids, xs, ys = _everybody()
    (_, ours), theirs = _by_query(drawn), set(ids[shapely.intersects_xy(drawn, xs, ys)])
    assert ours == theirs, f"{len(ours)} found by the database, {len(theirs)} by shapely"
    value, reference = interleaved(lambda: _by_query(drawn)[0], lambda: _by_shapely_ms(drawn, xs, ys))
    return Result(
        name="audience", value=value, unit="ms", reference="shapely over all points, already in memory as arrays",
        reference_value=reference, ratio=reference / value, goal=f"< {GOAL_MS:.0f} ms, the same set as shapely's",
        met=at_most(value, GOAL_MS),
    )  # fmt: skip


def _drawn_area() -> geometry.Shape:
    """A polygon such as a hand draws around half a town centre: 24 corners, some of them turned inwards."""
    xs, ys = geometry.to_lambert([2.762], [51.061])
    corners = []
    for at in range(CORNERS):
        reach_m, turn = 700 + 220 * math.sin(2.3 * at), 2 * math.pi * at / CORNERS
        corners.append((float(xs[0]) + reach_m * math.cos(turn), float(ys[0]) + reach_m * math.sin(turn)))
    return Polygon(corners)


def _everybody() -> tuple[np.ndarray, geometry.Floats, geometry.Floats]:
    with connection.cursor() as cursor:
        cursor.execute("select contact_point_id, x, y from people_reachable where x is not null")
        ids, xs, ys = zip(*cursor.fetchall(), strict=True)
    assert len(ids) == POINTS
    return np.array(ids, dtype=object), np.array(xs), np.array(ys)


def _by_query(drawn: geometry.Shape) -> Answer:
    started = time.perf_counter()
    with connection.cursor() as cursor:
        statement = sql.SQL("select point.contact_point_id from people_reachable point where {}")
        cursor.execute(statement.format(areas.condition(drawn)))
        found = {row[0] for row in cursor.fetchall()}
    return (time.perf_counter() - started) * 1_000, found


def _by_shapely_ms(drawn: geometry.Shape, xs: geometry.Floats, ys: geometry.Floats) -> float:
    started = time.perf_counter()
    np.flatnonzero(shapely.intersects_xy(drawn, xs, ys))
    return (time.perf_counter() - started) * 1_000
