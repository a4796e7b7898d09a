"""Start-ups, interest and places for the tests of this part."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db import connection
from django.utils import timezone

from nabij.networks.founding import actions
from nabij.networks.founding.models import Candidate, Interest, StartDecision, StartStep, StepState
from nabij.networks.founding.steps import all_steps
from nabij.networks.founding.telling import TASK
from nabij.networks.members.queries import person_key
from nabij.networks.models import MemberPoint, Membership, Network
from nabij.networks.tests.factories import LAT, LON, square
from nabij.people import vault
from nabij.people.models import ContactPoint, Person
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
    """Something of each kind of this part about the network and the first member of a zone, for the walks over rights."""
    network, system = zone.network, system_actor([zone.tenant.id])
    person_id = ContactPoint.objects.get(
        id=MemberPoint.objects.filter(network=network).first().contact_point_id
    ).person_id
    row = Interest(
        tenant_id=zone.tenant.id, network_id=network.id, neighbourhood_code="W", person_key=person_key(person_id),
        household_key=b"home", willing=True, shown_at=timezone.now(), shown_by="online",
    )  # fmt: skip
    row.person = vault.seal_value("interest", row.id, str(person_id))
    row.save(force_insert=True)
    actions.propose(system, network_id=network.id, interest_id=row.id)
    Membership.objects.filter(network=network, person_key=person_key(person_id)).update(willing=True)
    StartDecision.objects.create(
        tenant_id=zone.tenant.id, network_id=network.id, starts=True, decided_at=timezone.now()
    )
    actions.place_signs(system, network_id=network.id, points=[(LON, LAT)])
    actions.make_steering_group(system, network_id=network.id, name="Stuurgroep", seats=[("alderman", "Sofie Claes")])
    closes_at = timezone.now() + timedelta(days=20)
    actions.open_poll(system, network_id=network.id, question="decision", closes_at=closes_at)
    return {}


def jobs() -> list[dict[str, Any]]:
    """What neighbours will be told, as the jobs that wait say it."""
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = %s order by id", [TASK])
        return [json.loads(args) if isinstance(args, str) else args for (args,) in cursor.fetchall()]
