"""Who knows a place: the officers of an address or a neighbourhood, and who answers for them today. Anybody may ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

import shapely
from django.db.models import Q
from django.utils import timezone

from nabij.desk.officers import rules
from nabij.desk.officers.models import District, Officer, OfficerKind
from nabij.desk.officers.queries.posts import Corps, corps
from nabij.desk.officers.zone_rules import Desk, desk_of
from nabij.meetings import queries as meetings
from nabij.places import queries as places
from nabij.places.geometry import to_wgs84
from nabij.places.queries import AreaRef
from nabij.reports import pictures
from nabij.tenants import queries as tenants
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.working_days import BRUSSELS, belgian_holidays

if TYPE_CHECKING:
    from nabij.meetings.models import Meeting

SHELF: Final = "officers"
OPEN_DOOR: Final = "open_door"


@dataclass(frozen=True)
class Contact:
    """An officer as a resident sees them. `serving` answers for them today: they themselves, somebody else, or None for the desk.

    `back_on` is the first day after an absence that holds today.
    """

    officer: Officer
    serving: Officer | None
    back_on: date | None = None
    walk_in: tuple[datetime, datetime] | None = None
    open_door: Meeting | None = None

    @property
    def is_there(self) -> bool:
        return self.serving is not None and self.serving.id == self.officer.id


@dataclass(frozen=True)
class Found:
    """Everybody who knows a place. `desk` answers where nobody of `police` does; None where no zone takes part."""

    neighbourhood: AreaRef | None
    municipality: AreaRef | None
    zone: Tenant | None
    desk: Desk | None
    police: tuple[Contact, ...] = ()
    stewards: tuple[Contact, ...] = ()
    street_workers: tuple[Contact, ...] = ()
    groups: tuple[Contact, ...] = ()


def officer_at(x: float, y: float, at: datetime) -> Officer | None:
    """The neighbourhood officer who answers for a point in Lambert metres at a moment; None where only the desk does."""
    return next((one.serving for one in contacts_at(x, y, at).police if one.serving), None)


def contacts_at(x: float, y: float, at: datetime) -> Found:
    """Everybody who knows a point in Lambert metres, with who stands in at a moment, walk-in hours and open-door days."""
    (lon,), (lat,) = to_wgs84([x], [y])
    there = places.locate(float(lon), float(lat))
    return _found(there.neighbourhood, there.municipality, there.zone.code if there.zone else "", at, (x, y))


def contacts_in(code: str, at: datetime) -> Found:
    """The same for a neighbourhood as a whole, by its code. Raises Missing for one that is not there."""
    area = next(iter(places.areas("neighbourhood", [code])), None)
    if area is None:
        raise Missing
    town = next(iter(places.areas("municipality", [area.municipality_code])), None)
    return _found(area, town, area.zone_code, at, None)


def contact(officer_id: UUID, at: datetime) -> Contact:
    """One officer who is still there. Raises Missing for who left, and for an unknown id."""
    found = Officer.objects.filter(id=officer_id).first()
    if found is None:
        raise Missing
    known = corps([found.tenant_id], at.astimezone(BRUSSELS).date())
    if officer_id not in known.officers:
        raise Missing
    return _contacts([officer_id], known, at)[0]


def office_of(found: Officer) -> Desk:
    """The desk that answers where nobody stands in for an officer that was read here."""
    return desk_of(found.tenant)


def photo_of(officer_id: UUID) -> Path:
    """The picture of an officer who is still there. Raises Missing without one."""
    name = (
        Officer.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=timezone.localdate()), id=officer_id)
        .values_list("photo", flat=True)
        .first()
    )
    path = pictures.path_of(name, SHELF) if name else None
    if path is None or not path.exists():
        raise Missing
    return path


def _found(
    area: AreaRef | None, town: AreaRef | None, zone_code: str, at: datetime, point: tuple[float, float] | None
) -> Found:
    zone = tenants.tenant_by_code(TenantKind.ZONE, zone_code) if zone_code else None
    if zone is None:
        return Found(area, town, None, None)
    city = tenants.tenant_by_code(TenantKind.MUNICIPALITY, town.code) if town else None
    own = [zone.id, *([city.id] if city and city.zone_id == zone.id else [])]
    known = corps(own, at.astimezone(BRUSSELS).date())
    rows = _districts(own, area.code if area else "", point)
    by_kind = _closest(rows, known)
    placed = set(District.objects.filter(tenant_id__in=own).values_list("officer_id", flat=True))
    everywhere = [
        one.id for one in known.officers.values() if one.kind == OfficerKind.TARGET_GROUP and one.id not in placed
    ]
    order = [
        *(by_kind.get(kind, []) for kind in (OfficerKind.OFFICER, OfficerKind.STEWARD, OfficerKind.STREET_WORKER)),
        [*by_kind.get(OfficerKind.TARGET_GROUP, []), *everywhere],
    ]
    shown = {one.officer.id: one for one in _contacts([one for ids in order for one in ids], known, at)}
    return Found(area, town, zone, desk_of(zone), *(tuple(shown[one] for one in ids) for ids in order))


def _districts(tenant_ids: list[UUID], code: str, point: tuple[float, float] | None) -> list[District]:
    """Those of a neighbourhood, and the drawn ones that hold the point."""
    wanted = Q(neighbourhood_code=code) if code else Q(pk__in=[])
    if point is not None:
        x, y = point
        wanted |= Q(area__isnull=False, left__lte=x, right__gte=x, bottom__lte=y, top__gte=y)
    rows = District.objects.filter(wanted, tenant_id__in=tenant_ids).order_by("officer__name", "id")
    return [one for one in rows if one.area is None or _holds(bytes(one.area), point)]


def _holds(wkb: bytes, point: tuple[float, float] | None) -> bool:
    return point is not None and bool(shapely.intersects_xy(shapely.from_wkb(wkb), *point))


def _closest(rows: Iterable[District], known: Corps) -> dict[str, list[UUID]]:
    """By kind of contact the officers; who has a drawn area there comes instead of who has the whole neighbourhood."""
    drawn: dict[str, list[UUID]] = {}
    whole: dict[str, list[UUID]] = {}
    for row in rows:
        officer = known.officers.get(row.officer_id)
        if officer is not None:
            (whole if row.area is None else drawn).setdefault(officer.kind, []).append(officer.id)
    return {kind: drawn.get(kind) or whole.get(kind, []) for kind in {*drawn, *whole}}


def _contacts(officer_ids: list[UUID], known: Corps, at: datetime) -> list[Contact]:
    days_off = belgian_holidays(known.day.year)
    serving = {one: known.serving(one) for one in officer_ids}
    about = {*officer_ids, *(one.id for one in serving.values() if one)}
    coming = meetings.public_meetings(at, about) if about else []
    doors = [one for one in coming if one.kind == OPEN_DOOR and one.state == "planned"]
    found = []
    for one in officer_ids:
        officer, post = known.officers[one], known.posts[one]
        away = post.absence(known.day)
        answers = serving[one]
        walked = answers or officer
        found.append(
            Contact(
                officer,
                answers,
                rules.back_on(post.away, known.day) if away else None,
                rules.next_walk_in(walked.walk_in, at, days_off, known.posts[walked.id].away),
                next((door for door in doors if one in door.about or (answers and answers.id in door.about)), None),
            )
        )
    return found
