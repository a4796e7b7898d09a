from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import shapely
from django.db import connection, transaction

from nabij.places import geometry
from nabij.places.actions.homes import settle_addresses
from nabij.places.actions.merging import Imported, Progress, as_platform, merge, no_progress, on_record, place_id
from nabij.places.models import Area
from nabij.places.rows import AreaKind, AreaRow
from nabij.places.rules import sort_key
from nabij.tenants.actor import Actor

COLUMNS = [
    *("id", "kind", "code", "name", "sort_key", "municipality_code", "zone_code", "shape", "outline"),
    *("left", "bottom", "right", "top", "population", "source"),
]
KINDS_OF_ADDRESSES = ("neighbourhood", "municipality", "zone")


@transaction.atomic
def import_areas(
    actor: Actor, *, kind: AreaKind, rows: Sequence[AreaRow], source: str, progress: Progress = no_progress
) -> Imported:
    """Brings the areas of one kind in line with a source; addresses are told anew in which area they lie.

    Areas that this source brought before and no longer has are removed; those of other sources stay. Raises Missing
    for everybody but the platform.
    """
    as_platform(actor)
    done = merge(
        Area._meta.db_table,
        [*COLUMNS, "address_count"],
        _records(rows, source, _address_counts(kind), progress),
        gone="kind = %s and source = %s",
        params=[kind, source],
    )
    if done.changes and kind in KINDS_OF_ADDRESSES:
        settle_addresses()
    on_record(actor, "places.import_areas", source, done, kind=kind)
    return done


def _records(
    rows: Iterable[AreaRow], source: str, counts: dict[str, int], progress: Progress
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        left, bottom, right, top = row.shape.bounds
        yield (
            *(place_id(row.kind, row.code), row.kind, row.code, row.name, sort_key(row.name)),
            *(row.municipality_code, row.zone_code, shapely.to_wkb(row.shape)),
            json.dumps(geometry.shape_to_geojson(row.shape)),
            *(left, bottom, right, top, row.population, source, counts.get(row.code, 0)),
        )
        progress(1)


def _address_counts(kind: AreaKind) -> dict[str, int]:
    return dict(Area.objects.filter(kind=kind).values_list("code", "address_count"))


@transaction.atomic
def assign_zones(actor: Actor, *, zones: dict[str, str], source: str) -> tuple[Imported, list[str]]:
    """Puts municipalities (by NIS code) and their neighbourhoods in their police zone.

    Returns what changed, and the codes of municipalities that are not known here, which are left out. Raises Missing
    for everybody but the platform.
    """
    as_platform(actor)
    known = set(Area.objects.filter(kind="municipality", code__in=zones).values_list("code", flat=True))
    changed = 0
    with connection.cursor() as cursor:
        for municipality in sorted(known):
            cursor.execute(
                "update places_area set zone_code = %s where zone_code <> %s"
                " and ((kind = 'municipality' and code = %s) or (kind = 'neighbourhood' and municipality_code = %s))",
                [zones[municipality], zones[municipality], municipality, municipality],
            )
            changed += cursor.rowcount
    if changed:
        settle_addresses()
    done = Imported(changed=changed, unchanged=len(known))
    on_record(actor, "places.assign_zones", source, done)
    return done, sorted(set(zones) - known)
