"""What a merge or a split of networks would do, in counts, and which network came out of which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import shapely
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from nabij.networks import queries as networks
from nabij.networks.founding import areas
from nabij.networks.founding.models import Change, Succession
from nabij.networks.founding.queries import carrying
from nabij.networks.models import Mandate, Membership, Network, NetworkState
from nabij.people import queries as people
from nabij.people import vault
from nabij.places.geometry import Shape, shape_from_geojson
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

MANAGE = "networks.manage"
WORKING = (NetworkState.ACTIVE, NetworkState.RESTING)


@dataclass(frozen=True)
class MergePreview:
    """What one network of several would be. `double` households are in more than one of them and count once."""

    networks: list[Network]
    area: Shape
    households: int
    double: int
    addresses: int
    pieces: int
    falling: int
    along: list[str]


@dataclass(frozen=True)
class SplitPreview:
    """What a drawn part would take along. `unplaced` members gave no place and stay."""

    network: Network
    stays: Shape
    taken: Shape
    staying: int
    moving: int
    unplaced: int
    addresses_staying: int
    addresses_moving: int
    shops: int
    both: int


@dataclass(frozen=True)
class Holder:
    """Somebody with a mandate in a network, who may get one in what comes out of it."""

    account_id: UUID
    name: str
    role: str
    deputy: bool
    network: str


def merge_preview(actor: Actor, chosen: Sequence[UUID]) -> MergePreview:
    """For who manages networks in their zone; Missing otherwise. Raises Refused for networks that cannot be one."""
    found = [managed(actor, one) for one in dict.fromkeys(chosen)]
    check_may_merge(found)
    area = merged_area(found)
    rows = Membership.objects.filter(
        tenant_id=found[0].tenant_id, network_id__in=[one.id for one in found], left_at__isnull=True
    )
    homes = Counter(bytes(key) for key, _network in rows.values_list("household_key", "network_id").distinct())
    double = sum(count > 1 for count in homes.values())
    pieces, falling = len(shapely.get_parts(area)), len(carrying.who_stays(found).fallen)
    return MergePreview(
        found, area, len(homes), double, areas.count_addresses(area), pieces, falling, carrying.goes_along(found)
    )


def split_preview(actor: Actor, whole: UUID, part: Mapping[str, Any]) -> SplitPreview:
    """For who manages networks in its zone; Missing otherwise. Raises Refused for a part that takes nothing, or everything."""
    found = managed(actor, whole)
    stays, taken = divided(found, part)
    shops = carrying.shop_sides(found, taken)
    moving, staying, unplaced = (len(one) for one in sides(found, taken, shops))
    return SplitPreview(
        found, stays, taken, staying, moving, unplaced, areas.count_addresses(stays), areas.count_addresses(taken),
        len(shops.taken), len(shops.both),
    )  # fmt: skip


def managed(actor: Actor, network: networks.Known) -> Network:
    """A network that the actor manages in its zone itself. Raises Missing."""
    found: Network = networks.network(actor, network)
    actor.require(MANAGE, found.tenant_id)
    return found


def check_may_merge(found: Sequence[Network]) -> None:
    """Raises Refused with why these cannot become one."""
    if len(found) < 2:
        raise Refused(_("Choose at least two networks."))
    if len({one.tenant_id for one in found}) > 1:
        raise Missing
    if len({one.kind for one in found}) > 1:
        raise Refused(_("A BIN and a BIN-Z cannot become one: they warn different people."))
    for one in found:
        check_works(one)
    carrying.check_cases(found)


def check_works(found: Network) -> None:
    """Raises Refused for a network that does not work: it is still starting, or has stopped."""
    if found.state not in WORKING:
        raise Refused(
            _("%(network)s is %(state)s. Only networks that work can be merged or split.")
            % {"network": found.name, "state": found.get_state_display()}
        )


def merged_area(found: Sequence[Network]) -> Shape:
    """The ground of these networks together, in Lambert metres, with no more corners than an area may have."""
    together = shapely.union_all([networks.area_of(one) for one in found])
    return areas.fitting(cast(Shape, together.buffer(0.5).buffer(-0.5)))


def divided(found: Network, part: Mapping[str, Any]) -> tuple[Shape, Shape]:
    """What stays and what a drawn part (GeoJSON in degrees) takes. Raises Refused where one of them would be nothing."""
    check_works(found)
    stays, taken = areas.halves(networks.area_of(found), shape_from_geojson(part))
    if taken is None:
        raise Refused(_("The part that you drew lies outside this network."))
    if stays is None:
        raise Refused(_("The part that you drew is the whole network. Draw only what becomes a new one."))
    return areas.fitting(stays), areas.fitting(taken)


def sides(
    found: Network, taken: Shape, shops: carrying.ShopSides
) -> tuple[list[UUID], list[UUID], list[UUID]]:  # fmt: skip
    """The members by where their shop lies, or else their place: in the part that is taken, in the rest or elsewhere, and
    without a place. Who works on both sides stays, and becomes a member there too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select member.id, min(point.x), min(point.y) from networks_membership member"
            " left join networks_memberpoint held on held.tenant_id = member.tenant_id and held.membership_id = member.id"
            " left join people_reachable point on point.contact_point_id = held.contact_point_id and point.x is not null"
            " where member.tenant_id = %s and member.network_id = %s and member.left_at is null"
            " group by member.id order by member.id",
            [found.tenant_id, found.id],
        )
        rows = cursor.fetchall()
    by_shop = shops.moving | shops.staying | shops.both
    working = [row[0] for row in rows if row[0] in by_shop]
    rows = [row for row in rows if row[0] not in by_shop]
    placed = [(row[0], (row[1], row[2])) for row in rows if row[1] is not None]
    inside = areas.which_lie_in(taken, [place for _id, place in placed])
    moving = [member_id for (member_id, _place), lies in zip(placed, inside, strict=True) if lies]
    staying = [member_id for (member_id, _place), lies in zip(placed, inside, strict=True) if not lies]
    moving += [one for one in working if one in shops.moving]
    staying += [one for one in working if one not in shops.moving]
    return moving, staying, [row[0] for row in rows if row[1] is None]


def holders(actor: Actor, network_ids: Sequence[UUID]) -> list[Holder]:
    """Who has a mandate in these networks, for who manages them all."""
    found = {one: managed(actor, one) for one in network_ids}
    rows = list(Mandate.objects.filter(network_id__in=list(found)).order_by("role", "deputy", "id"))
    names = people.known_names(row.account_id for row in rows)
    return [
        Holder(
            row.account_id,
            names.get(row.account_id, _("without a name")),
            row.role,
            row.deputy,
            found[row.network_id].name,
        )
        for row in rows
    ]


def successors(network_id: UUID) -> list[Network]:
    """Which networks came out of one, by name; public, as the networks are."""
    return kin_of(network_id)[1]


def kin_of(network_id: UUID) -> tuple[list[Succession], list[Network]]:
    """Out of which networks one came, with how and when; and which came out of it, by name. One query."""
    rows = Succession.objects.filter(Q(before_id=network_id) | Q(after_id=network_id)).select_related("before", "after")
    found = list(rows.order_by("at"))
    after = sorted((row.after for row in found if row.before_id == network_id), key=lambda one: one.name)
    return [row for row in found if row.after_id == network_id], after


def now_of(network_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Into which network each of these went, through every merge since; itself for one that never did. A query per merge."""
    now = dict(zip(network_ids, network_ids, strict=True))
    while into := _merged_into(now.values()):
        now = {network_id: into.get(last, last) for network_id, last in now.items()}
    return now


def merged_of(network_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The networks that went into these, through every merge before, each with the one it is now. A query per merge."""
    found: dict[UUID, UUID] = {}
    last = dict(zip(network_ids, network_ids, strict=True))
    while last:
        rows = Succession.objects.filter(after_id__in=list(last), kind=Change.MERGED).values_list(
            "before_id", "after_id"
        )
        last = {before: last[after] for before, after in rows}
        found |= last
    return found


def _merged_into(network_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    rows = Succession.objects.filter(before_id__in=list(network_ids), kind=Change.MERGED)
    return dict(rows.values_list("before_id", "after_id"))


def former_person(membership_id: UUID) -> UUID | None:
    """Who held a membership that a merge ended, for the job that tells them so."""
    row = Membership.objects.filter(id=membership_id).first()
    return UUID(vault.open_value("member", row.id, bytes(row.person))) if row else None


def member_person(membership_id: UUID) -> UUID | None:
    """Who holds a membership, for the job that tells them something; nothing for who left since."""
    row = Membership.objects.filter(id=membership_id, left_at__isnull=True).first()
    return UUID(vault.open_value("member", row.id, bytes(row.person))) if row else None
