"""Addresses by id, by place and within a shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from nabij.places import geometry
from nabij.tenants.errors import Missing

COLUMNS = (
    "a.id, s.name, a.number, s.postcode, s.municipality, a.lon, a.lat, a.neighbourhood_code, a.municipality_code,"
    " a.zone_code"
)


@dataclass(frozen=True, slots=True)
class AddressRef:
    """An address with its place in degrees and the codes of the areas it lies in."""

    id: UUID
    street: str
    number: str
    postcode: str
    municipality: str
    lon: float
    lat: float
    neighbourhood_code: str = ""
    municipality_code: str = ""
    zone_code: str = ""

    @property
    def label(self) -> str:
        return f"{self.street} {self.number}, {self.postcode} {self.municipality}"


@dataclass(frozen=True, slots=True)
class AddressHit:
    """What a search found: an address, or with `id` None a whole street with the place of its middle address."""

    id: UUID | None
    street: str
    number: str
    postcode: str
    municipality: str
    lon: float
    lat: float
    neighbourhood_code: str = ""
    municipality_code: str = ""
    zone_code: str = ""

    @property
    def label(self) -> str:
        return f"{self.street} {self.number}".strip() + f", {self.postcode} {self.municipality}"


def address(address_id: UUID) -> AddressRef:
    """Raises Missing where there is none."""
    rows = _rows("where a.id = %s", [address_id])
    if not rows:
        raise Missing
    return AddressRef(*rows[0])


def addresses_of(address_ids: Iterable[UUID]) -> dict[UUID, AddressRef]:
    """Many addresses by id, in one query; those that are not there are left out."""
    rows = _rows("where a.id = any(%s)", [list(address_ids)])
    return {row[0]: AddressRef(*row) for row in rows}


def nearest_address(lon: float, lat: float) -> AddressRef | None:
    """The address closest to a point in degrees, as the crow flies."""
    xs, ys = geometry.to_lambert([lon], [lat])
    rows = _rows("order by point(a.x, a.y) <-> point(%s, %s) limit 1", [float(xs[0]), float(ys[0])])
    return AddressRef(*rows[0]) if rows else None


def _rows(clause: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COLUMNS} from places_address a join places_street s on s.id = a.street_id {clause}", params
        )
        return list(cursor.fetchall())


def spots_within(shape: geometry.Shape) -> tuple[list[str], geometry.Floats, geometry.Floats]:
    """Of the addresses in a shape in Lambert metres the code of their neighbourhood, and where they are in metres."""
    left, bottom, right, top = shape.bounds
    with connection.cursor() as cursor:
        cursor.execute(
            "select neighbourhood_code, x, y from places_address where point(x, y) <@ box(point(%s, %s), point(%s, %s))",
            [left, bottom, right, top],
        )
        rows = cursor.fetchall()
    xs, ys = np.array([row[1] for row in rows], float), np.array([row[2] for row in rows], float)
    inside = geometry.contains(shape, xs, ys) if rows else np.zeros(0, bool)
    return [rows[at][0] for at in np.flatnonzero(inside)], xs[inside], ys[inside]


def stray_addresses(zone_code: str) -> int:
    """How many addresses of a police zone lie in no neighbourhood."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from places_address where neighbourhood_code = '' and zone_code = %s", [zone_code]
        )
        return int(cursor.fetchone()[0])


def addresses_within(shape: geometry.Shape) -> list[UUID]:
    """The ids of the addresses in a shape in Lambert metres, or on its edge."""
    left, bottom, right, top = shape.bounds
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, x, y from places_address where point(x, y) <@ box(point(%s, %s), point(%s, %s))",
            [left, bottom, right, top],
        )
        rows = cursor.fetchall()
    if not rows:
        return []
    ids, xs, ys = zip(*rows, strict=True)
    inside = geometry.contains(shape, np.array(xs), np.array(ys))
    return [ids[at] for at in np.flatnonzero(inside)]
