"""Many written addresses at once, as tolerant as the search of one: for lists that people kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from nabij.places.rules import Written, is_same_street
from nabij.tenants.bulk import array

CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Match:
    """An address that may be meant: its place in degrees and in Lambert metres."""

    id: UUID
    lon: float
    lat: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Asked:
    key: str
    postcode: str
    locality: str


def match_addresses(sought: Sequence[Written]) -> list[list[Match]]:
    """For each written address those it may mean, the likeliest first: several where a street name stands in several towns.

    A postcode or town that no such street has is let go. Three queries, however many.
    """
    asked = {_Asked(one.street, one.postcode, one.locality) for one in sought if one.street and one.number}
    streets = _streets(asked)
    wanted = {
        (street, number)
        for one in sought
        for street in streets.get(_Asked(one.street, one.postcode, one.locality), ())
        for number in _numbers(one.number)
    }
    there = _addresses(wanted)
    return [_matches(one, streets, there) for one in sought]


def _numbers(number: str) -> tuple[str, ...]:
    """The number as written, then without its letter."""
    digits = number.rstrip("abcdefghijklmnopqrstuvwxyz")
    return (number,) if digits == number else (number, digits)


def _matches(
    one: Written, streets: Mapping[_Asked, Sequence[UUID]], there: Mapping[tuple[UUID, str], Match]
) -> list[Match]:
    for number in _numbers(one.number) if one.number else ():
        here = [(street, number) for street in streets.get(_Asked(one.street, one.postcode, one.locality), ())]
        if found := [there[key] for key in here if key in there]:
            return found
    return []


def _streets(asked: Iterable[_Asked]) -> dict[_Asked, list[UUID]]:
    """Streets by exactly their name, else by a name much alike; those of the postcode or town where there are any."""
    keys = sorted({one.key for one in asked})
    exact = _named(keys, "s.search_key = w.key")
    alike = _named([key for key in keys if key not in exact], "s.search_key %% w.key")
    return {one: _nearest(one, exact.get(one.key) or alike.get(one.key, [])) for one in asked}


def _nearest(one: _Asked, rows: Sequence[tuple[str, UUID, str, str]]) -> list[UUID]:
    close = [row for row in rows if is_same_street(one.key, row[0])]
    best = [row for row in close if row[0] == close[0][0]]
    for at, value in ((2, one.postcode), (3, one.locality)):
        best = [row for row in best if row[at] == value] or best
    return [row[1] for row in best]


def _named(keys: Sequence[str], condition: str) -> dict[str, list[tuple[str, UUID, str, str]]]:
    found: dict[str, list[tuple[str, UUID, str, str]]] = defaultdict(list)
    if not keys:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            "select w.key, s.search_key, s.id, s.postcode, s.locality_key from unnest(%s::text[]) as w(key)"
            " cross join lateral (select search_key, id, postcode, locality_key from places_street s"
            f" where {condition} order by similarity(s.search_key, w.key) desc, s.id limit {CANDIDATES * 8}) s",
            [array(keys)],
        )
        for key, *row in cursor.fetchall():
            found[key].append((row[0], row[1], row[2], row[3]))
    return found


def _addresses(wanted: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], Match]:
    rows = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (w.street, w.number) w.street, w.number, a.id, a.lon, a.lat, a.x, a.y"
            " from unnest(%s::uuid[], %s::text[]) as w(street, number)"
            " join places_address a on a.street_id = w.street and lower(a.number) = w.number"
            " order by w.street, w.number, a.id",
            [[street for street, _number in rows], array([number for _street, number in rows])],
        )
        return {(street, number): Match(*place) for street, number, *place in cursor.fetchall()}
