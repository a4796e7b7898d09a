"""Telling addresses in which areas they lie. The polygon decides; a code in a file never does."""

from __future__ import annotations

import numpy as np
from django.db import connection

from nabij.places.queries.locating import locate_many


def settle_addresses() -> int:
    """Gives every address the codes of the areas that hold it and counts addresses per area; the number that changed."""
    with connection.cursor() as cursor:
        cursor.execute("select id, x, y, neighbourhood_code, municipality_code, zone_code from places_address")
        rows = cursor.fetchall()
        changed = _write_codes(cursor, rows) if rows else 0
    count_addresses()
    return changed


def _write_codes(cursor, rows) -> int:  # type: ignore[no-untyped-def]
    xs, ys = np.array([(x, y) for _, x, y, *_ in rows], float).T
    found = locate_many(xs, ys)
    new = zip(found.neighbourhoods, found.municipalities, found.zones, strict=True)
    moved = [(row[0], *codes) for row, codes in zip(rows, new, strict=True) if tuple(row[3:]) != codes]
    if not moved:
        return 0
    cursor.execute("create temp table moved (id uuid, neighbourhood text, municipality text, zone text)")
    with cursor.copy("copy moved from stdin") as copy:
        for line in moved:
            copy.write_row(line)
    cursor.execute(
        "update places_address a set neighbourhood_code = m.neighbourhood, municipality_code = m.municipality,"
        " zone_code = m.zone from moved m where m.id = a.id"
    )
    cursor.execute("drop table moved")
    return len(moved)


def count_addresses() -> None:
    """Brings the number of addresses per area up to date, and the municipality of each street."""
    with connection.cursor() as cursor:
        for kind in ("neighbourhood", "municipality", "zone"):
            cursor.execute(
                f"update places_area area set address_count = found.total from (select places_area.id, count(a.id) total"
                f" from places_area left join places_address a on a.{kind}_code = places_area.code"
                " where kind = %s group by places_area.id) found"
                " where found.id = area.id and area.address_count <> found.total",
                [kind],
            )
        cursor.execute(
            "update places_street street set municipality_code = found.code from (select street_id,"
            " mode() within group (order by municipality_code) code from places_address group by street_id) found"
            " where found.street_id = street.id and street.municipality_code <> found.code"
        )
