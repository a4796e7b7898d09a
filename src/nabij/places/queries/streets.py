"""Streets and their addresses, neighbourhood by neighbourhood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from nabij.places import geometry
from nabij.places.models import Area, Street
from nabij.places.queries.addresses import COLUMNS, AddressRef, addresses_within


@dataclass(frozen=True, slots=True)
class StreetRef:
    """A street, as far as it lies in one neighbourhood, with how many addresses it has there."""

    id: UUID
    name: str
    postcode: str
    municipality: str
    addresses: int


def streets_in(neighbourhood: str) -> list[StreetRef]:
    """The streets of a neighbourhood by name (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.id, s.name, s.postcode, s.municipality, count(*)::int from places_address a"
            " join places_street s on s.id = a.street_id where a.neighbourhood_code = %s"
            " group by s.id, s.name, s.postcode, s.municipality order by s.name, s.postcode",
            [neighbourhood],
        )
        return [StreetRef(*row) for row in cursor.fetchall()]


def streets_within(shape: geometry.Shape) -> list[str]:
    """The names of streets with an address in a shape in Lambert metres, in their order (two queries)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct s.name from places_address a join places_street s on s.id = a.street_id"
            " where a.id = any(%s) order by s.name",
            [addresses_within(shape)],
        )
        return [name for (name,) in cursor.fetchall()]


def street_at(lon: float, lat: float, within_m: float = 200) -> tuple[UUID, str] | None:
    """The id and name of the street of the closest address to a point in degrees; None where none stands so near."""
    (x,), (y,) = geometry.to_lambert([lon], [lat])
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.id, s.name, point(a.x, a.y) <-> point(%(x)s, %(y)s) as far from places_address a"
            " join places_street s on s.id = a.street_id order by point(a.x, a.y) <-> point(%(x)s, %(y)s) limit 1",
            {"x": float(x), "y": float(y)},
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row and row[2] <= within_m else None


def street_names(street_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of streets by id; those that are not there are left out."""
    return dict(Street.objects.filter(id__in=list(street_ids)).values_list("id", "name"))


def addresses_in(neighbourhood: str, street_id: UUID | None = None, most: int = 50_000) -> list[AddressRef]:
    """The addresses of a neighbourhood, or of one of its streets, in walking order of their numbers (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COLUMNS} from places_address a join places_street s on s.id = a.street_id"
            " where a.neighbourhood_code = %s and (%s::uuid is null or a.street_id = %s::uuid) limit %s",
            [neighbourhood, street_id, street_id, most],
        )
        found = [AddressRef(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda one: (one.street, one.postcode, *_number(one.number)))


def address_counts(kind: str, codes: list[str]) -> dict[str, int]:
    """How many addresses each of these areas has."""
    rows = Area.objects.filter(kind=kind, code__in=codes).values_list("code", "address_count")
    return {code: count or 0 for code, count in rows}


def _number(written: str) -> tuple[int, str]:
    digits = re.match(r"\d+", written)
    return (int(digits[0]) if digits else 0), written
