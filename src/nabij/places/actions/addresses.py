from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from nabij.places import geometry
from nabij.places.actions.homes import count_addresses
from nabij.places.actions.merging import Imported, Progress, as_platform, merge, no_progress, on_record, place_id
from nabij.places.models import Address, Street
from nabij.places.queries.locating import Homes, locate_many
from nabij.places.rows import AddressRow
from nabij.places.rules import number_key, search_key
from nabij.tenants.actor import Actor

STREET_COLUMNS = [
    *("id", "name", "postcode", "municipality", "municipality_code", "search_key", "locality_key", "lon", "lat"),
]
ADDRESS_COLUMNS = [
    *("id", "street_id", "number", "number_key", "neighbourhood_code", "municipality_code", "zone_code"),
    *("lon", "lat", "x", "y", "source"),
]


@transaction.atomic
def import_addresses(
    actor: Actor, *, rows: Sequence[AddressRow], source: str, progress: Progress = no_progress
) -> Imported:
    """Brings the addresses of a source in line with a file, each in the areas whose polygon holds it.

    Addresses that this source brought before and no longer has are removed, and streets without addresses with them.
    Raises Missing for everybody but the platform.
    """
    as_platform(actor)
    xs, ys = geometry.to_lambert([row.lon for row in rows], [row.lat for row in rows])
    homes = locate_many(xs, ys)
    streets = [place_id("street", row.postcode, row.municipality, row.street) for row in rows]
    merge(Street._meta.db_table, STREET_COLUMNS, _streets(rows, streets, homes))
    merged = merge(
        Address._meta.db_table,
        ADDRESS_COLUMNS,
        _addresses(rows, streets, homes, xs, ys, source, progress),
        gone="source = %s",
        params=[source],
    )
    _forget_empty_streets()
    if merged.changes:
        count_addresses()
    done = _with_doubts(merged, rows, homes)
    on_record(actor, "places.import_addresses", source, done, disagreements=done.disagreements, homeless=done.homeless)
    return done


def _streets(rows: Sequence[AddressRow], streets: list[UUID], homes: Homes) -> Iterator[tuple[Any, ...]]:
    along: dict[UUID, list[int]] = {}
    for at, street in enumerate(streets):
        along.setdefault(street, []).append(at)
    for street, members in along.items():
        members.sort(key=lambda at: (number_key(rows[at].number), at))
        middle = members[len(members) // 2]
        row = rows[middle]
        yield (
            *(street, row.street, row.postcode, row.municipality, homes.municipalities[middle]),
            *(search_key(row.street), search_key(row.municipality), row.lon, row.lat),
        )


def _addresses(
    rows: Sequence[AddressRow], streets: list[UUID], homes: Homes, xs: geometry.Floats, ys: geometry.Floats,
    source: str, progress: Progress,
) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    metres = np.column_stack([xs, ys]).round(3).tolist()
    for at, row in enumerate(rows):
        yield (
            place_id("address", row.postcode, row.municipality, row.street, row.number),
            *(streets[at], row.number, number_key(row.number)),
            *(
                homes.neighbourhoods[at],
                homes.municipalities[at],
                homes.zones[at],
                row.lon,
                row.lat,
                *metres[at],
                source,
            ),
        )
        progress(1)


def _forget_empty_streets() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from places_street s where not exists (select 1 from places_address a where a.street_id = s.id)"
        )


def _with_doubts(done: Imported, rows: Sequence[AddressRow], homes: Homes) -> Imported:
    claims = [(row.neighbourhood_code, home) for row, home in zip(rows, homes.neighbourhoods, strict=True)]
    return Imported(
        added=done.added,
        changed=done.changed,
        removed=done.removed,
        unchanged=done.unchanged,
        disagreements=sum(bool(said) and said != home for said, home in claims),
        homeless=sum(not home for _, home in claims),
    )
