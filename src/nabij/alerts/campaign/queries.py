"""How far the sign-up for BE-Alert is, neighbourhood by neighbourhood. Counts only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Sum

from nabij.alerts.campaign.models import Goal, Visits
from nabij.places import queries as places
from nabij.places.queries import AreaRef
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

if TYPE_CHECKING:
    from nabij.tenants.models import Tenant

MANAGE: Final = "networks.manage"
RECIPIENT: Final = "be-alert"
SQUARE_M: Final = 20
VISITS_SINCE: Final = timedelta(days=90)
KINDS: Final = ("zone", "municipality")


@dataclass(frozen=True, slots=True)
class Standing:
    """A neighbourhood: `told` addresses that BE-Alert knew at `told_at`, `agreed` households that agreed with us, of `addresses`.

    `opened` and `onward` count the page of the last ninety days.
    """

    area: AreaRef
    addresses: int
    goal: int
    told: int
    told_at: datetime | None
    agreed: int
    opened: int
    onward: int

    @property
    def reached(self) -> int:
        """What counts against the goal: the better of both counts, since they are the same people."""
        return max(self.told, self.agreed)

    @property
    def done(self) -> bool:
        return bool(self.goal) and self.reached >= self.goal


def grounds(actor: Actor) -> list[Tenant]:
    """The zones and municipalities whose campaign the actor runs."""
    return [one for one in tenants.tenants(actor.tenants_with(MANAGE)) if one.kind in KINDS]


def ground(actor: Actor, slug: str = "") -> Tenant:
    """One of them, the first without a name. Raises Missing."""
    found = next((one for one in grounds(actor) if not slug or one.slug == slug), None)
    if found is None:
        raise Missing
    return found


def neighbourhoods(found: Tenant) -> list[AreaRef]:
    return places.areas("neighbourhood", within=found.code) if found.code else []


def neighbourhood(actor: Actor, code: str) -> tuple[Tenant, AreaRef]:
    """A neighbourhood on the ground of a campaign of the actor. Raises Missing for one elsewhere."""
    mine = grounds(actor)
    for area in places.areas("neighbourhood", [code]):
        for found in mine:
            if found.code and found.code in (area.municipality_code, area.zone_code):
                return found, area
    raise Missing


def standings(found: Tenant) -> list[Standing]:
    """Every neighbourhood on the ground of this tenant, in Dutch order (seven queries, whatever their number)."""
    areas = neighbourhoods(found)
    codes = [area.code for area in areas]
    goals = {row.area_code: row for row in Goal.objects.filter(tenant_id=found.id, area_code__in=codes)}
    addresses, agreed, visits = places.address_counts("neighbourhood", codes), _agreed(found), _visits(found, codes)
    rows = []
    for area in areas:
        goal = goals.get(area.code, Goal())
        opened, onward = visits.get(area.code, (0, 0))
        told = goal.registered, goal.registered_at
        rows.append(
            Standing(area, addresses.get(area.code, 0), goal.goal, *told, agreed.get(area.code, 0), opened, onward)
        )
    return rows


def standing(found: Tenant, code: str) -> Standing:
    return next(one for one in standings(found) if one.area.code == code)


def _agreed(found: Tenant) -> dict[str, int]:
    """Households per neighbourhood that agreed that BE-Alert gets their data, of this tenant or its zone (two queries)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select floor(x / %s)::int, floor(y / %s)::int, count(*)::int from ("
            " select home.household, min(point.x) as x, min(point.y) as y from people_consent consent"
            " join networks_homes home on home.person_id = consent.person_id"
            " join people_reachable point using (contact_point_id) where consent.tenant_id = any(%s)"
            " and consent.recipient = %s and consent.withdrawn_at is null and point.x is not null group by 1) homes"
            " group by 1, 2",
            [SQUARE_M, SQUARE_M, [one for one in (found.id, found.zone_id) if one], RECIPIENT],
        )
        rows = cursor.fetchall()
    if not rows:
        return {}
    middles = (np.array([row[:2] for row in rows], dtype=float) + 0.5) * SQUARE_M
    counted: dict[str, int] = {}
    for code, (_column, _row, homes) in zip(
        places.locate_many(middles[:, 0], middles[:, 1]).neighbourhoods, rows, strict=True
    ):
        counted[code] = counted.get(code, 0) + homes
    return counted


def _visits(found: Tenant, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    rows = Visits.objects.filter(tenant_id=found.id, area_code__in=codes, day__gte=date.today() - VISITS_SINCE)
    summed = rows.values("area_code").annotate(all_opened=Sum("opened"), all_onward=Sum("onward"))
    return {row["area_code"]: (row["all_opened"], row["all_onward"]) for row in summed}


def campaigns_at(code: str) -> list[UUID]:
    """The tenants with a goal for a neighbourhood: whose visits are counted."""
    return list(Goal.objects.filter(area_code=code, goal__gt=0).values_list("tenant_id", flat=True))


def campaign_at(code: str) -> Tenant | None:
    """Who runs the campaign in a neighbourhood, the municipality first; for its name and number on the public page."""
    found = tenants.tenants(campaigns_at(code))
    return next((one for one in found if one.kind == "municipality"), found[0] if found else None)


def named(code: str) -> AreaRef | None:
    """A neighbourhood by the code of its link, for the public page."""
    return next(iter(places.areas("neighbourhood", [code])), None)


def by_name(areas: Collection[AreaRef]) -> dict[str, str]:
    """Code by what a file may call a neighbourhood: its code or name, without regard to case."""
    return {name.casefold(): area.code for area in areas for name in (area.code, area.name)}
