"""Whether every address has an officer and no zone too few of them, neighbourhood by neighbourhood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
import shapely

from nabij.desk.officers.lists import Norm, norm_on
from nabij.desk.officers.models import District, Officer, OfficerKind, Population
from nabij.desk.officers.rights import MANAGE
from nabij.desk.officers.rules import Piece, loads, officers_needed
from nabij.places import queries as places
from nabij.places.geometry import contains
from nabij.places.queries import Outline
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.queries import tenants
from nabij.tenants.working_days import BRUSSELS

OK, HEAVY, PART, NONE, UNKNOWN = "ok", "heavy", "part", "none", "unknown"


@dataclass(frozen=True)
class Counted:
    """Inhabitants of an area with the day and source of the count; no day where the file of areas says it."""

    inhabitants: int
    source: str
    counted_on: date | None = None


@dataclass(frozen=True)
class Row:
    """A neighbourhood: who has it, how many people there are per officer, and what is the matter."""

    outline: Outline
    counted: Counted | None
    officers: tuple[Officer, ...]
    unserved: int
    heaviest: int
    state: str


@dataclass(frozen=True)
class Check:
    """A zone as a whole. `needed` is by the norm, None where no neighbourhood has a count."""

    zone: Tenant
    norm: Norm
    rows: tuple[Row, ...]
    officers: int
    inhabitants: int
    needed: int | None
    addresses: int
    unserved: int
    stray: int
    loads: dict[UUID, int]
    uncounted: int


def check(actor: Actor, tenant_id: UUID, at: datetime) -> Check:
    """The check of a police zone. Raises Missing for who does not keep its officers, and for what is no zone."""
    actor.require(MANAGE, tenant_id)
    day = at.astimezone(BRUSSELS).date()
    zone = next((one for one in tenants([tenant_id]) if one.kind == TenantKind.ZONE and one.code), None)
    if zone is None:
        raise Missing
    outlines = places.neighbourhood_outlines(zone.code)
    counted = inhabitants_of(zone, outlines)
    rows = District.objects.filter(tenant_id=zone.id, officer__kind=OfficerKind.OFFICER).select_related("officer")
    held = [one for one in rows if one.officer.left_on is None or one.officer.left_on > day]
    pieces = list(_pieces(outlines, held))
    each, _nobody = loads(pieces, {code: one.inhabitants for code, one in counted.items()})
    norm = norm_on(day)
    officers = {one.officer_id: one.officer for one in held}
    shown = tuple(_row(one, counted.get(one.code), pieces, officers, each, norm.inhabitants) for one in outlines)
    people = sum(one.inhabitants for one in counted.values())
    return Check(
        zone, norm, shown, len(officers), people, officers_needed(people, norm.inhabitants) if people else None,
        sum(one.addresses for one in outlines), sum(one.unserved for one in shown), places.stray_addresses(zone.code),
        {one: round(people) for one, people in each.items()}, sum(one.code not in counted for one in outlines),
    )  # fmt: skip


def inhabitants_of(zone: Tenant, outlines: Iterable[Outline]) -> dict[str, Counted]:
    """The newest count that the zone gave of each neighbourhood; where it gave none, what the file of areas says."""
    given: dict[str, Counted] = {}
    for row in Population.objects.filter(tenant_id=zone.id).order_by("counted_on", "id"):
        given[row.area_code] = Counted(row.inhabitants, row.source, row.counted_on)
    found = {}
    for one in outlines:
        if one.code in given:
            found[one.code] = given[one.code]
        elif one.inhabitants is not None:
            found[one.code] = Counted(one.inhabitants, one.source)
    return found


def _pieces(outlines: Iterable[Outline], held: list[District]) -> Iterable[Piece]:
    """The addresses of each neighbourhood by who has them: first those in drawn areas, then all others."""
    whole: dict[str, set[UUID]] = {}
    for one in held:
        if one.neighbourhood_code:
            whole.setdefault(one.neighbourhood_code, set()).add(one.officer_id)
    taken: dict[str, int] = {}
    for piece in _drawn([one for one in held if one.area is not None]):
        taken[piece.neighbourhood] = taken.get(piece.neighbourhood, 0) + piece.addresses
        yield piece
    for outline in outlines:
        rest = max(outline.addresses - taken.get(outline.code, 0), 0)
        yield Piece(outline.code, rest, frozenset(whole.get(outline.code, ())))


def _drawn(held: list[District]) -> Iterable[Piece]:
    if not held:
        return
    shapes = [(one.officer_id, shapely.from_wkb(bytes(one.area))) for one in held if one.area is not None]
    union = shapely.union_all([shape for _officer, shape in shapes])
    codes, xs, ys = places.spots_within(union)  # type: ignore[arg-type]
    inside = [(officer, contains(shape, xs, ys)) for officer, shape in shapes]  # type: ignore[arg-type]
    counted: dict[tuple[str, frozenset[UUID]], int] = {}
    for at, code in enumerate(codes):
        who = frozenset(officer for officer, within in inside if bool(np.asarray(within)[at]))
        counted[code, who] = counted.get((code, who), 0) + 1
    for (code, who), addresses in counted.items():
        yield Piece(code, addresses, who)


def _row(
    outline: Outline, counted: Counted | None, pieces: list[Piece], officers: dict[UUID, Officer],
    each: dict[UUID, float], norm: int,
) -> Row:  # fmt: skip
    mine = [one for one in pieces if one.neighbourhood == outline.code and one.addresses]
    who = {officer for one in mine for officer in one.officers}
    if not mine:
        who = {officer for one in pieces if one.neighbourhood == outline.code for officer in one.officers}
    unserved = sum(one.addresses for one in mine if not one.officers)
    heaviest = max((round(each.get(one, 0.0)) for one in who), default=0)
    found = tuple(sorted((officers[one] for one in who), key=lambda one: one.name))
    return Row(outline, counted, found, unserved, heaviest, _state(bool(found), unserved, heaviest, norm, counted))


def _state(has_officer: bool, unserved: int, heaviest: int, norm: int, counted: Counted | None) -> str:
    if not has_officer:
        return NONE
    if unserved:
        return PART
    if heaviest > norm:
        return HEAVY
    return UNKNOWN if counted is None else OK
