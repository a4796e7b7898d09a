from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from shapely.geometry import shape

from nabij.places.actions.addresses import import_addresses
from nabij.places.actions.areas import import_areas
from nabij.places.actions.merging import Imported, Progress, as_platform, merge, no_progress, on_record, place_id
from nabij.places.demo_town import DemoTown, build
from nabij.places.models import MapFeature
from nabij.places.rows import FeatureRow
from nabij.tenants.actor import Actor

SOURCE = "demo-town"
COLUMNS = ["id", "kind", "name", "geometry", "left", "bottom", "right", "top", "source"]


@transaction.atomic
def load_demo_town(actor: Actor, *, progress: Progress = no_progress) -> DemoTown:
    """Loads the town of our own making: areas, addresses and base map. Loading it again changes nothing.

    Raises Missing for everybody but the platform.
    """
    as_platform(actor)
    town = build()
    import_areas(actor, kind="zone", rows=[town.zone], source=SOURCE)
    import_areas(actor, kind="municipality", rows=town.municipalities, source=SOURCE)
    import_areas(actor, kind="neighbourhood", rows=town.neighbourhoods, source=SOURCE)
    import_addresses(actor, rows=town.addresses, source=SOURCE, progress=progress)
    import_map_features(actor, rows=town.features, source=SOURCE)
    return town


@transaction.atomic
def import_map_features(actor: Actor, *, rows: list[FeatureRow], source: str) -> Imported:
    """Brings the lines and surfaces of a base map in line with a source. Raises Missing for all but the platform."""
    as_platform(actor)
    done = merge(MapFeature._meta.db_table, COLUMNS, _records(rows, source), gone="source = %s", params=[source])
    on_record(actor, "places.import_map_features", source, done)
    return done


def _records(rows: list[FeatureRow], source: str) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(rows):
        left, bottom, right, top = shape(row.geometry).bounds
        feature_id = place_id("feature", source, str(number))
        yield (feature_id, row.kind, row.name, json.dumps(row.geometry), left, bottom, right, top, source)
