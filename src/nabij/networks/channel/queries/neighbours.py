"""Who reads and writes in the channel of a network. Who left, or was excluded, has no part in it from that moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from nabij.networks import queries as networks
from nabij.networks.channel.models import ChannelChoice, ChannelRules, Trusted
from nabij.networks.members.queries import person_key
from nabij.networks.models import Membership, Network, NetworkState
from nabij.people import queries as people
from nabij.people import vault
from nabij.places.geometry import to_wgs84
from nabij.places.queries import nearest_address
from nabij.reports.where import Place
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

if TYPE_CHECKING:
    from nabij.people.models import Person


@dataclass(frozen=True)
class Neighbour:
    """A member in the channel of one network. `key` is the keyed hash of who it is."""

    network: Network
    membership_id: UUID
    person: Person
    key: bytes

    @property
    def may_write(self) -> bool:
        return self.network.state == NetworkState.ACTIVE


def neighbour(actor: Actor, network_id: UUID, person_id: UUID | None = None) -> Neighbour:
    """The actor as a member of this network, or with `person_id` whom they help. Raises Missing for who is none, or left."""
    return as_member(actor, _acting_for(actor, person_id), network_id)


def as_member(actor: Actor, found: Person, network_id: UUID) -> Neighbour:
    """The same for a person who was looked up already. One query."""
    if not people.may_see(actor, found):
        raise Missing
    key = person_key(found.id)
    rows = Membership.objects.filter(network_id=network_id, person_key=key, left_at__isnull=True)
    member = rows.select_related("network__tenant").first()
    if member is None or not _reads_here(actor, member.network):
        raise Missing
    return Neighbour(member.network, member.id, found, key)


def neighbours(actor: Actor) -> dict[UUID, Neighbour]:
    """The actor, or whom they help, as a member, by network. Raises Missing for anybody else. Two queries."""
    person = _acting_for(actor, None)
    key = person_key(person.id)
    rows = Membership.objects.filter(person_key=key, left_at__isnull=True).select_related("network__tenant")
    return {
        row.network_id: Neighbour(row.network, row.id, person, key) for row in rows if _reads_here(actor, row.network)
    }


def _reads_here(actor: Actor, network: Network) -> bool:
    """What neighbours write is read by them, and to them by staff of their own zone or city: no other staff, whoever it helps."""
    if actor.kind in ("resident", "system"):
        return True
    return any(actor.may("people.help", one) for one in (network.tenant_id, network.municipality_id) if one)


def _acting_for(actor: Actor, person_id: UUID | None) -> Person:
    helped = person_id or actor.on_behalf_of
    return people.person(actor, helped) if helped else people.person_of(actor)


def moderated(actor: Actor, network: networks.Known) -> Network:
    """A network of which the actor is coordinator, officer or deputy. Raises Missing for anybody else."""
    found = networks.network(actor, network)
    if not networks.mandated(actor, found):
        raise Missing
    return found


def is_trusted(who: Neighbour) -> bool:
    """Whether the messages of this member go straight through here: named by the coordinator, and not taken back."""
    rows = Trusted.objects.filter(tenant_id=who.network.tenant_id, network_id=who.network.id, ended_at__isnull=True)
    return rows.filter(person_key=who.key, membership_id=who.membership_id).exists()


def choice_of(who: Neighbour) -> ChannelChoice | None:
    """What this member chose for the messages of this network."""
    rows = ChannelChoice.objects.filter(tenant_id=who.network.tenant_id, network_id=who.network.id)
    return rows.filter(person_key=who.key).first()


def takes_replies(network: Network) -> bool:
    """Whether neighbours may reply below messages here."""
    row = ChannelRules.objects.filter(tenant_id=network.tenant_id, network_id=network.id).first()
    return row is None or row.replies


def names_for(who: Neighbour) -> list[str]:
    """How this member may be called in the channel, the usual first: never more than a first name or a street."""
    first = people.name_of(who.person).split(" ")[0].strip()
    home = home_of(who)
    address = nearest_address(home.lon, home.lat) if home else None
    street = _("Neighbour of %(street)s") % {"street": address.street} if address else ""
    return [name for name in (first, street, _("A neighbour")) if name]


def home_of(who: Neighbour) -> Place | None:
    """The place that this member gave, in degrees; for the report that they send."""
    points = people.points_of([who.person.id], ("sms", "voice", "email", "push"))
    placed = next((point for point in points if point.x is not None and point.y is not None), None)
    if placed is None or placed.x is None or placed.y is None:
        return None
    lons, lats = to_wgs84([placed.x], [placed.y])
    return Place(float(lons[0]), float(lats[0]))


def trusted_in(network: Network) -> list[tuple[Trusted, str]]:
    """Who is trusted in a network with the first name, for who leads it. Three queries."""
    rows = list(
        Trusted.objects.filter(tenant_id=network.tenant_id, network_id=network.id, ended_at__isnull=True).order_by(
            "given_at"
        )
    )
    names = _first_names([row.membership_id for row in rows], network)
    return [(row, names[row.membership_id]) for row in rows if row.membership_id in names]


def _first_names(membership_ids: Collection[UUID], found: Network) -> dict[UUID, str]:
    rows = Membership.objects.filter(tenant_id=found.tenant_id, id__in=list(membership_ids), left_at__isnull=True)
    persons = {row.id: UUID(vault.open_value("member", row.id, bytes(row.person))) for row in rows}
    names = people.names_of(persons.values())
    return {one: names.get(person_id, "").split(" ")[0] or _("A neighbour") for one, person_id in persons.items()}
