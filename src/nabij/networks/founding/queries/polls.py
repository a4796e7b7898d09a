"""What neighbours are asked: who may answer, and the sums once it has ended."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from nabij.networks import queries as networks
from nabij.networks.founding.models import Interest, Poll, PollVoter, Question
from nabij.networks.members.queries import home_key, person_key
from nabij.networks.models import Membership, Network
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor

if TYPE_CHECKING:
    from nabij.people.models import Person


@dataclass(frozen=True)
class Asked:
    """A poll for a page. The sums are there only after its end; before, only how many households answered."""

    id: UUID
    network: Network
    question: str
    opens_at: datetime
    closes_at: datetime
    answered: int
    has_ended: bool
    yes: int | None
    no: int | None
    no_opinion: int | None
    voted: bool = False

    @property
    def words(self) -> str:
        return str(Question(self.question).label)

    @property
    def is_carried(self) -> bool:
        return self.has_ended and (self.yes or 0) > (self.no or 0)


def polls_of(actor: Actor, network: networks.Known) -> list[Asked]:
    """What was asked about a network, the newest first, for who sees it."""
    found = networks.network(actor, network)
    rows = Poll.objects.filter(tenant_id=found.tenant_id, network_id=found.id).order_by("-opens_at")
    return [_asked(row, found) for row in rows]


def my_polls(actor: Actor, person_id: UUID) -> list[Asked]:
    """What a person may answer now, with whether their household did, for themselves and who helps them. Raises Missing."""
    now = timezone.now()
    person = people.person(actor, person_id)
    home = home_key(person)
    rows = Poll.objects.filter(opens_at__lte=now, closes_at__gt=now, closed_at__isnull=True)
    belongs = _belonging(actor, person)
    mine = [row for row in rows.select_related("network").defer("network__area") if belongs(row.network)]
    keys = {row.id: vault.keyed_digest(b"vote", row.id.bytes + home) for row in mine}
    there = set(PollVoter.objects.filter(household_key__in=list(keys.values())).values_list("poll_id", flat=True))
    return [_asked(row, row.network, voted=row.id in there) for row in mine]


def may_vote(actor: Actor, network_id: UUID, person_id: UUID) -> bool:
    """Whether a person asked for the network, is a member of it, or lives in its area. Raises Missing for who may not act for
    this person."""
    belongs = _belonging(actor, people.person(actor, person_id))
    found = Network.objects.filter(id=network_id).first()
    return found is not None and belongs(found)


def _belonging(actor: Actor, person: Person) -> Callable[[Network], bool]:
    """Tells of any network whether a person may vote there, in three queries however many networks are asked about."""
    points = people.contact_points(actor, person)
    places = [(one.x, one.y) for one in points if one.x is not None and one.y is not None]
    key = person_key(person.id)
    ids = set(Interest.objects.filter(person_key=key, network__isnull=False).values_list("network_id", flat=True))
    ids |= set(Membership.objects.filter(person_key=key, left_at__isnull=True).values_list("network_id", flat=True))

    def belongs(found: Network) -> bool:
        near = [(x, y) for x, y in places if found.west_m <= x <= found.east_m and found.south_m <= y <= found.north_m]
        return found.id in ids or any(networks.lies_in(found, *place) for place in near)

    return belongs


def due_polls(now: datetime) -> list[UUID]:
    """Polls of all tenants that ended and whose result was not settled yet."""
    rows = Poll.objects.filter(closes_at__lte=now, closed_at__isnull=True)
    return list(rows.order_by("closes_at").values_list("id", flat=True))


def open_polls(network_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Until when neighbours are being asked, per network, for pages whose rights were checked. One query."""
    rows = Poll.objects.filter(network_id__in=list(network_ids), closed_at__isnull=True)
    return dict(rows.values_list("network_id", "closes_at"))


def _asked(row: Poll, found: Network, *, voted: bool = False) -> Asked:
    ended = row.closes_at <= timezone.now()
    sums = (row.yes, row.no, row.no_opinion)
    yes, no, no_opinion = sums if ended else (None, None, None)
    return Asked(
        row.id, found, row.question, row.opens_at, row.closes_at, sum(sums), ended, yes, no, no_opinion, voted=voted
    )  # fmt: skip
