"""Address search as one types, forgiving typing errors: first the street, then the number within it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from nabij.places import geometry
from nabij.places.queries.addresses import AddressHit
from nabij.places.rules import Locality, Wanted, interpret, may_name_locality, street_errors

SHORTEST_FUZZY = 3
CANDIDATES = 40
LETTERS_PER_ERROR = 4
WORSE_THAN_BEST = 1.3
LETTERS_MAX = 80


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of looking for a street: SQL that chooses, and SQL that puts the likeliest first."""

    condition: str
    order: str


WAYS = [
    _Way("search_key like %(part)s", "search_key like %(start)s desc"),
    _Way("search_key %% %(key)s", "similarity(search_key, %(key)s) desc"),
    _Way(
        "search_key like %(first)s and left(search_key, %(typed)s) %% %(key)s",
        "similarity(left(search_key, %(typed)s), %(key)s) desc",
    ),
]


@dataclass(frozen=True, slots=True)
class _Street:
    id: UUID
    name: str
    postcode: str
    municipality: str
    municipality_code: str
    key: str
    lon: float
    lat: float

    def whole(self) -> AddressHit:
        return AddressHit(
            None, self.name, "", self.postcode, self.municipality, self.lon, self.lat, "", self.municipality_code
        )


def search_addresses(
    text: str,
    limit: int = 8,
    near: tuple[float, float] | None = None,
    municipality_codes: Sequence[str] | None = None,
) -> list[AddressHit]:
    """What somebody may mean who types `text`: with a house number addresses, without one streets; best first.

    `near` is (lon, lat) in degrees: among equals the closest comes first. `municipality_codes` are NIS codes to stay
    within. Where none has the number, the streets as a whole. Five queries at most.
    """
    text = text[:LETTERS_MAX]
    wanted = interpret(text, _localities() if may_name_locality(text) else [])
    if not wanted.street:
        return []
    streets = _streets(wanted, municipality_codes, near)[:limit]
    if not wanted.number:
        return [street.whole() for street in streets]
    return _numbered(streets, wanted.number)[:limit]


def _localities() -> list[Locality]:
    with connection.cursor() as cursor:
        cursor.execute("select distinct locality_key, postcode from places_street")
        return [Locality(*row) for row in cursor.fetchall()]


def _streets(
    wanted: Wanted, municipality_codes: Sequence[str] | None, near: tuple[float, float] | None
) -> list[_Street]:
    """Looks as typed, then with errors, then with errors and unfinished, until something was found that fits well."""
    found: dict[UUID, _Street] = {}
    for way in WAYS if len(wanted.street) >= SHORTEST_FUZZY else WAYS[:1]:
        found |= {street.id: street for street in _candidates(way, wanted, municipality_codes)}
        if any(street_errors(wanted.street, street.name, street.key) < 1 for street in found.values()):
            break
    return _ranked(list(found.values()), wanted, near)


def _candidates(way: _Way, wanted: Wanted, municipality_codes: Sequence[str] | None) -> list[_Street]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, name, postcode, municipality, municipality_code, search_key, lon, lat from places_street"
            f" where {way.condition}"
            " and (%(postcode)s = '' or postcode = %(postcode)s)"
            " and (%(locality)s = '' or locality_key = %(locality)s)"
            " and (%(codes)s::text[] is null or municipality_code = any(%(codes)s))"
            f" order by {way.order}, length(search_key), search_key, id limit {CANDIDATES}",
            _params(wanted, municipality_codes),
        )
        return [_Street(*row) for row in cursor.fetchall()]


def _params(wanted: Wanted, municipality_codes: Sequence[str] | None) -> dict[str, Any]:
    key = wanted.street
    short = len(key) < SHORTEST_FUZZY
    return {
        "key": key,
        "typed": len(key) + 1,
        "start": f"{key}%",
        "part": f"{key}%" if short else f"%{key}%",
        "first": f"{key[0]}%",
        "postcode": wanted.postcode,
        "locality": wanted.locality,
        "codes": list(municipality_codes) if municipality_codes is not None else None,
    }


def _ranked(streets: list[_Street], wanted: Wanted, near: tuple[float, float] | None) -> list[_Street]:
    key = wanted.street
    errors = {street.id: street_errors(key, street.name, street.key) for street in streets}
    allowed = min(1 + len(key) / LETTERS_PER_ERROR, min(errors.values(), default=0.0) + WORSE_THAN_BEST)
    close = [street for street in streets if errors[street.id] <= allowed]
    return sorted(close, key=lambda street: (round(errors[street.id], 2), _distance(street, near), street.name))


def _distance(street: _Street, near: tuple[float, float] | None) -> float:
    if near is None:
        return 0.0
    xs, ys = geometry.to_lambert([street.lon, near[0]], [street.lat, near[1]])
    return float((xs[0] - xs[1]) ** 2 + (ys[0] - ys[1]) ** 2)


def _numbered(streets: list[_Street], number: str) -> list[AddressHit]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select street_id, id, number, lon, lat, neighbourhood_code, municipality_code, zone_code from ("
            " select *, row_number() over (partition by street_id order by lower(number) = %(number)s desc, number_key) place"
            " from places_address where street_id = any(%(streets)s) and lower(number) like %(start)s) found"
            " where place <= 4 order by place",
            {"number": number, "start": f"{number}%", "streets": [street.id for street in streets]},
        )
        rows = cursor.fetchall()
    hits = [_hit(street, row) for street in streets for row in rows if row[0] == street.id]
    return hits or [street.whole() for street in streets]


def _hit(street: _Street, row: tuple[Any, ...]) -> AddressHit:
    _, address_id, number, *place = row
    return AddressHit(address_id, street.name, number, street.postcode, street.municipality, *place)
