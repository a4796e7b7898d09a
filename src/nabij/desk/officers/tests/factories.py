"""Officers on the ground of the towns that reports are tested in."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django.utils import timezone
from PIL import Image

from nabij.alerts.tests.factories import Zone
from nabij.desk.officers import actions
from nabij.desk.officers.models import Officer
from nabij.networks.models import MemberPoint
from nabij.people.models import ContactPoint
from nabij.people.tests.factories import make_staff
from nabij.places.geometry import circle, shape_to_geojson, to_lambert
from nabij.reports.told import Contact
from nabij.reports.where import Place
from nabij.tenants.actor import PUBLIC, system_actor
from nabij.tenants.models import Tenant


def make_officer(tenant: Tenant, name: str = "An Peeters", *, codes: tuple[str, ...] = (), **given: Any) -> Officer:
    """An officer with these neighbourhoods; `around` draws a circle of 300 metres around a place too."""
    system = system_actor([tenant.id])
    around = given.pop("around", None)
    made = actions.make_officer(system, tenant_id=tenant.id, name=name, **({"kind": "officer"} | given))
    area = shape_to_geojson(circle(around.lon, around.lat, 300)) if around else None
    if codes or area:
        actions.give_ground(system, officer_id=made.id, codes=codes, area=area)
    return made


def ask(
    officer: Officer, text: str = "Wanneer is het spreekuur?", contact: str = "an@example.org", **given: Any
) -> actions.Sent:
    reach = Contact("email", contact) if contact else None
    return actions.ask(PUBLIC, text=text, officer_id=officer.id, contact=reach, **given)


def photo(side: int = 900, **exif: Any) -> io.BytesIO:
    """A JPEG that says where and with what it was made."""
    data = Image.Exif()
    data[0x010F] = "Camera-merk"
    out = io.BytesIO()
    Image.new("RGB", (side, side // 2), (20, 90, 120)).save(out, "JPEG", exif=data)
    out.seek(0)
    return out


def metres(place: Place) -> tuple[float, float]:
    (x,), (y,) = to_lambert([place.lon], [place.lat])
    return float(x), float(y)


def things_of(zone: Zone) -> dict[str, UUID]:
    """An officer who is away without anybody to stand in, with a question of a resident that the desk of the zone answers."""
    found, today = make_officer(zone.tenant, codes=(f"{zone.town.other_city.code}-1",)), timezone.localdate()
    gone = make_officer(zone.tenant, "Bo Maes")
    for one in (found, gone):
        actions.say_away(zone.system, officer_id=one.id, from_day=today, until_day=today)
    actions.set_delegate(zone.system, officer_id=found.id, username=make_staff(zone.tenant, "desk_clerk").username)
    point = ContactPoint.objects.get(id=MemberPoint.objects.filter(network=zone.network).first().contact_point_id)
    sent = actions.ask(zone.system, text="Waar?", officer_id=found.id, person_id=point.person_id)
    return {"officer_id": found.id, "question_id": sent.question_id}
