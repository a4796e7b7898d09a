"""Who is in: for themselves, and for who leads or follows up the network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count

from nabij.audit.actions import consulted
from nabij.networks import queries as networks
from nabij.networks.house_rules import current_version
from nabij.networks.members.watching import WEEK, WEEKS_SHOWN, Frequency, frequency
from nabij.networks.models import JoinedBy, LogEntry, LogKind, Membership, Network
from nabij.networks.rules import TELEPHONES
from nabij.people import queries as people
from nabij.people import vault
from nabij.places.rules import plain
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

if TYPE_CHECKING:
    from nabij.people.models import Person

PAGE: Final = 50


@dataclass(frozen=True)
class Member:
    """One member, for who leads or follows up the network."""

    membership_id: UUID
    person_id: UUID
    joined_at: datetime
    joined_by: str
    contact_points: int
    name: str = ""

    @property
    def reference(self) -> str:
        """What to call somebody who gave no name."""
        return str(self.person_id)[-6:]

    @property
    def joined_words(self) -> str:
        return str(JoinedBy(self.joined_by).label)


@dataclass(frozen=True)
class Mine:
    """A membership as its holder sees it. `points` are the contact points at which the network reaches them, `accepted` the
    version of the house rules that they agreed to, `shown` whether the coordinator sees their name.
    """

    network: Network
    joined_at: datetime
    points: frozenset[UUID]
    is_outside: bool
    accepted: str
    shown: bool

    @property
    def is_behind(self) -> bool:
        """Whether there are house rules to which this member did not agree yet. The membership goes on meanwhile."""
        return self.accepted < current_version()


def memberships(actor: Actor, person_id: UUID, place: tuple[float, float] | None) -> list[Mine]:
    """The networks of a person, for this person and who helps them; `place` in Lambert metres says which lie elsewhere now.

    Raises Missing for anybody else. Three queries.
    """
    people.person(actor, person_id)
    rows = Membership.objects.filter(person_key=person_key(person_id), left_at__isnull=True)
    rows = rows.select_related("network__tenant").prefetch_related("points").order_by("joined_at")
    return [
        Mine(
            row.network, row.joined_at, frozenset(point.contact_point_id for point in row.points.all()),
            is_outside=place is not None and not networks.lies_in(row.network, *place),
            accepted=row.house_rules, shown=row.shown_by_name,
        )
        for row in rows
    ]  # fmt: skip


def asks_after_moving(person_id: UUID, x: float, y: float) -> str:
    """The page of networks, where one of somebody who now is at x, y lies elsewhere."""
    return "buurten/" if any(not networks.lies_in(one, x, y) for one in networks_with(person_id)) else ""


@transaction.atomic
def members(
    actor: Actor, network: networks.Known, *, search: str = "", after: UUID | None = None, limit: int = PAGE
) -> list[Member]:
    """Who is a member, in the order in which they joined, from `after` on; `search` is part of a name. Only for coordinator and
    mandated officer (or deputies), and on record with their reason. The coordinator sees the names that members let them see.

    Raises Missing for anybody else. Names are sealed, so a search opens them all: 4,000 take a tenth of a second.
    """
    found = networks.network(actor, network)
    if not networks.mandated(actor, found):
        raise Missing
    consulted(actor, tenant_id=found.tenant_id, target="networks.members", target_id=found.id)
    rows = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True)
    rows = rows.filter(id__gt=after) if after else rows
    rows = rows.prefetch_related("points").order_by("id")
    hides = actor.kind == "resident"
    named = _named(rows if search else rows[:limit], hides=hides)
    return [one for one in named if plain(search) in plain(one.name)][:limit]


def _named(rows: Iterable[Any], *, hides: bool) -> list[Member]:
    found = [(row, _member(row)) for row in rows]
    names = people.names_of(member.person_id for _row, member in found)
    return [
        replace(member, name="" if hides and not row.shown_by_name else names.get(member.person_id, ""))
        for row, member in found
    ]


def member(actor: Actor, network: networks.Known, membership_id: UUID) -> Member:
    """One member, for who leads the network; on record with their reason. Raises Missing for anybody else."""
    found = networks.network(actor, network)
    rows = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True)
    row = rows.filter(id=membership_id).first()
    if row is None or not networks.mandated(actor, found):
        raise Missing
    return _member(row)


def unnamed_persons(found: Network) -> frozenset[str]:
    """Members whose name the coordinator does not see, for a list that a coordinator takes away."""
    rows = Membership.objects.filter(
        tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True, shown_by_name=False
    )
    return frozenset(vault.open_value("member", row.id, bytes(row.person)) for row in rows)


def _member(row: Any) -> Member:
    person_id = UUID(vault.open_value("member", row.id, bytes(row.person)))
    return Member(row.id, person_id, row.joined_at, row.joined_by, len(row.points.all()))


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """The memberships of a person, also those that ended, for the download of their own data."""
    rows = Membership.objects.filter(person_key=person_key(person_id)).select_related("network").order_by("joined_at")
    return [
        {
            "network": row.network.name,
            "joined": row.joined_at.isoformat(),
            "left": row.left_at and row.left_at.isoformat(),
            "accepted version of the house rules": row.house_rules or None,
            "the coordinator may see the name": row.shown_by_name,
        }
        for row in rows
    ]


def networks_with(person_id: UUID) -> list[Network]:
    """The networks of which a person is a member now; for what the platform does at the word of this person."""
    rows = Membership.objects.filter(person_key=person_key(person_id), left_at__isnull=True).select_related("network")
    return [row.network for row in rows.order_by("joined_at")]


def home_key(person: Person) -> bytes:
    """The keyed hash of a household, or of the person where no household is known; the same for interest, votes and members."""
    return vault.keyed_digest(b"home", bytes(person.household_lookup or person.id.bytes))


def person_key(person_id: UUID) -> bytes:
    """The keyed hash under which memberships of one person are found."""
    return vault.keyed_digest(b"member", person_id.bytes)


def of_household(found: Network, home: bytes) -> tuple[int, int]:
    """How many members a home has in a network, and over how many telephone numbers it hears from it; for who adds one more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(distinct member.id), count(distinct reachable.lookup) from networks_membership member"
            " left join networks_memberpoint point on point.tenant_id = member.tenant_id and point.membership_id = member.id"
            " left join people_reachable reachable on reachable.contact_point_id = point.contact_point_id"
            "   and reachable.kind = any(%s)"
            " where member.tenant_id = %s and member.network_id = %s and member.household_key = %s and member.left_at is null",
            [list(TELEPHONES), found.tenant_id, found.id, home],
        )
        members, telephones = cursor.fetchone()
    return int(members), int(telephones)


def behind_on_rules(network_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many members of each of these networks did not agree to the house rules of now; whoever asks checked the rights."""
    rows = Membership.objects.filter(network_id__in=list(network_ids), left_at__isnull=True)
    rows = rows.filter(house_rules__lt=current_version()).order_by()
    return dict(rows.values_list("network_id").annotate(n=Count("id")))


def frequency_of(network_ids: Collection[UUID], now: datetime) -> dict[UUID, Frequency]:
    """How often each of these networks was written to, from their logs; whoever asks checked the rights. One query."""
    rows = LogEntry.objects.filter(network_id__in=list(network_ids), at__gt=now - WEEKS_SHOWN * WEEK, at__lte=now)
    moments: dict[tuple[UUID, str], list[datetime]] = defaultdict(list)
    for network_id, kind, at in rows.filter(kind__in=(LogKind.MESSAGE, LogKind.FEEDBACK)).values_list(
        "network_id", "kind", "at"
    ):
        moments[network_id, kind].append(at)
    return {one: frequency(moments[one, LogKind.MESSAGE], moments[one, LogKind.FEEDBACK], now) for one in network_ids}
