"""Start-ups, interest and places for the tests of this part."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import count
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db import connection

from nabij.networks.founding import actions
from nabij.networks.founding.models import Candidate, Interest, StartStep, StepState
from nabij.networks.founding.steps import all_steps
from nabij.networks.founding.telling import TASK
from nabij.networks.models import Network
from nabij.networks.tests.factories import LAT, LON, square
from nabij.people.models import Person
from nabij.people.tests.factories import make_contact_point, make_resident
from nabij.places.geometry import reproject_to_lambert, to_lambert
from nabij.places.models import Address, Area, Street
from nabij.tenants.actor import system_actor
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant

_numbers = count(1)
ALL = tuple(one.code for one in all_steps())


def make_area(kind: str, code: str, geometry: dict[str, Any], **fields: Any) -> Area:
    """A zone, municipality or neighbourhood on the map."""
    metres = reproject_to_lambert(shapely.geometry.shape(geometry))
    left, bottom, right, top = metres.bounds
    values = {"name": f"{kind} {code}", "sort_key": code, "source": "test"} | fields
    return Area.objects.create(
        id=new_id(), kind=kind, code=code, shape=shapely.to_wkb(metres), outline=geometry, left=left, bottom=bottom,
        right=right, top=top, **values,
    )  # fmt: skip


def make_ground(zone: Tenant, lon: float = LON, lat: float = LAT, *, homes: int = 4) -> Area:
    """A zone and a neighbourhood on the map around a point, with some addresses in one street."""
    number = next(_numbers)
    if not Area.objects.filter(kind="zone", code=zone.code).exists():
        make_area("zone", zone.code, square(lon, lat, 0.2))
    place = make_area(
        "neighbourhood", f"W{number}", square(lon, lat), name=f"Wijk {number}", zone_code=zone.code,
        municipality_code=f"M{zone.code}", address_count=homes,
    )  # fmt: skip
    make_street(place, [(lon + 0.0002 * at, lat) for at in range(homes)])
    return place


def make_street(place: Area, points: Sequence[tuple[float, float]]) -> Street:
    number = next(_numbers)
    street = Street.objects.create(
        id=new_id(), name=f"Straat {number}", postcode="3500", municipality="Stad", search_key=f"straat {number}",
        locality_key="3500 stad", lon=points[0][0], lat=points[0][1],
    )  # fmt: skip
    for at, (lon, lat) in enumerate(points, start=1):
        metres = shapely.geometry.Point(lon, lat)
        spot = shapely.transform(metres, lambda c: _lambert(c))
        Address.objects.create(
            id=new_id(), street=street, number=str(at), number_key=str(at), neighbourhood_code=place.code,
            zone_code=place.zone_code, lon=lon, lat=lat, x=spot.x, y=spot.y, source="test",
        )  # fmt: skip
    return street


def _lambert(corners: Any) -> Any:
    return np.column_stack(to_lambert(corners[:, 0], corners[:, 1]))


def neighbour(lon: float = LON, lat: float = LAT, *, kind: str = "email", **fields: Any) -> Person:
    """A resident with an account and a checked contact point."""
    person = make_resident(**fields)
    make_contact_point(person, kind)
    return person


def interested(lon: float = LON, lat: float = LAT, *, willing: bool = False, person: Person | None = None) -> Interest:
    person = person or neighbour()
    return actions.show_interest(system_actor(), person_id=person.id, lon=lon, lat=lat, is_adult=True, willing=willing)


def starting(zone: Tenant, place: Area | None = None, **fields: Any) -> Network:
    """A network that has just begun, on a neighbourhood of the map."""
    place = place or make_ground(zone)
    values = {"name": f"BIN start {next(_numbers)}", "neighbourhoods": [place.code]} | fields
    return actions.begin_start_up(system_actor([zone.id]), tenant_id=zone.id, **values)


def settle(network: Network, *codes: str) -> None:
    """Steps that are done, whatever they ask; all but the opening without any."""
    wanted = codes or [one for one in ALL if one != "opening"]
    StartStep.objects.filter(network_id=network.id, code__in=wanted).update(state=StepState.DONE)


def proposed(network: Network, *, deputy: bool = False, person: Person | None = None) -> Candidate:
    """A willing neighbour who was proposed."""
    row = interested(willing=True, person=person)
    Interest.objects.filter(id=row.id).update(network_id=network.id)
    system = system_actor([network.tenant_id])
    return actions.propose(system, network_id=network.id, interest_id=row.id, deputy=deputy)


def things_of(zone: Any) -> dict[str, UUID]:
    """Something of each kind of this part in a zone, by the name of the argument that names it."""
    network = starting(zone.tenant, make_ground(zone.tenant, 5.60, 51.0))
    return {"start_network_id": network.id}


def jobs() -> list[dict[str, Any]]:
    """What neighbours will be told, as the jobs that wait say it."""
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = %s order by id", [TASK])
        return [json.loads(args) if isinstance(args, str) else args for (args,) in cursor.fetchall()]
