"""What the figures are made of: read in bulk, every few minutes, never by a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import numpy as np
import shapely
from django.db import connection
from django.utils import timezone

from nabij.networks.models import Network
from nabij.networks.overview import rules
from nabij.networks.overview.models import Figures
from nabij.networks.overview.sources import Warned, warned_since
from nabij.networks.queries import area_of
from nabij.places import queries as places
from nabij.reports import queries as reports

if TYPE_CHECKING:
    from nabij.places.geometry import Shape

SQUARE_M: Final = 20
Counted = Mapping[UUID, int]


@dataclass(frozen=True)
class Measured:
    """The figures of one network as they are now; `hours` are those that its reports waited to be judged."""

    network_id: UUID
    state: str
    households: int
    addresses: int
    area_version: int
    hours: Sequence[float]
    feedback: rules.Feedback
    messages_week: float
    cost_cents: int


def measured(tenant_id: UUID, now: datetime) -> list[Measured]:
    """The figures of every network of a zone that did not stop. The caller is the house itself."""
    found = list(Network.objects.filter(tenant_id=tenant_id).exclude(state="stopped").order_by("id"))
    shapes = [area_of(one) for one in found]
    homes, waited = households_by(tenant_id), _waited(tenant_id, shapes, now)
    known = _addresses_known(tenant_id, rules.month_of(timezone.localdate(now)))
    warned = warned_since([tenant_id], min(now - rules.LOOKED_BACK, _new_year(now)))
    lately: dict[UUID, list[Warned]] = {one.id: [] for one in found}
    for one in warned:
        for network_id in lately.keys() & set(one.network_ids) if one.at >= now - rules.LOOKED_BACK else ():
            lately[network_id].append(one)
    costs = rules.cost_shares(one for one in warned if one.at >= _new_year(now))
    return [
        Measured(
            one.id, one.state, homes.get(one.id, 0), _addresses(one, shape, known), one.version, hours,
            rules.feedback_of(lately[one.id], now), len(lately[one.id]) / rules.WEEKS_LOOKED_BACK, costs.get(one.id, 0),
        )
        for one, shape, hours in zip(found, shapes, waited, strict=True)
    ]  # fmt: skip


def households_by(tenant_id: UUID, network_ids: Collection[UUID] | None = None) -> dict[UUID, int]:
    """How many households each network of a zone has, or only each of these, in one walk of an index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select network_id, count(distinct household_key)::int from networks_membership"
            " where tenant_id = %s and left_at is null and (%s::uuid[] is null or network_id = any(%s::uuid[]))"
            " group by network_id",
            [tenant_id, *[None if network_ids is None else list(network_ids)] * 2],
        )
        return dict(cursor.fetchall())


def covered(tenant_id: UUID) -> dict[str, int]:
    """Households of the members of a zone's networks per neighbourhood, each once, however many networks it is in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select floor(x / %s)::int, floor(y / %s)::int, count(*)::int from ("
            " select member.household_key, min(point.x) as x, min(point.y) as y from networks_membership member"
            " join networks_memberpoint reached on reached.tenant_id = member.tenant_id"
            " and reached.membership_id = member.id join people_contactpoint point on point.id = reached.contact_point_id"
            " where member.tenant_id = %s and member.left_at is null and point.x is not null group by 1) homes group by 1, 2",
            [SQUARE_M, SQUARE_M, tenant_id],
        )
        rows = cursor.fetchall()
    if not rows:
        return {}
    middles = (np.array([row[:2] for row in rows], dtype=float) + 0.5) * SQUARE_M
    codes = places.locate_many(middles[:, 0], middles[:, 1]).neighbourhoods
    counted: dict[str, int] = {}
    for code, (_column, _row, homes) in zip(codes, rows, strict=True):
        counted[code] = counted.get(code, 0) + homes
    return {code: homes for code, homes in counted.items() if code}


def _waited(tenant_id: UUID, shapes: Sequence[Shape], now: datetime) -> list[Sequence[float]]:
    judged = reports.judged_since([tenant_id], now - rules.LOOKED_BACK)
    if not len(judged.hours) or not shapes:
        return [[] for _ in shapes]
    inside, at = shapely.STRtree(shapes).query(shapely.points(judged.xs, judged.ys), predicate="intersects")
    return [judged.hours[inside[at == number]].tolist() for number in range(len(shapes))]


def _addresses_known(tenant_id: UUID, month: date) -> dict[UUID, tuple[int, int]]:
    rows = Figures.objects.filter(tenant_id=tenant_id, month=month)
    return {row[0]: row[1:] for row in rows.values_list("network_id", "area_version", "addresses")}


def _addresses(found: Network, shape: Shape, known: Mapping[UUID, tuple[int, int]]) -> int:
    """Counted anew when the network changed, and each month."""
    version, addresses = known.get(found.id, (0, 0))
    return addresses if version == found.version else len(places.addresses_within(shape))


def _new_year(now: datetime) -> datetime:
    local = timezone.localtime(now)
    return local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
