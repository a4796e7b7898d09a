"""What may be asked about the information evenings of a network: meetings, streets that get a letter, who is invited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import connection

from nabij.meetings import queries as meetings
from nabij.networks import queries as networks
from nabij.people import queries as people
from nabij.places import queries as places
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

if TYPE_CHECKING:
    from nabij.meetings.models import Meeting
    from nabij.meetings.standing import Standing
    from nabij.networks.models import Network

LOOK_BACK: Final = timedelta(days=365)
"""A meeting of longer ago gets no report any more."""


@dataclass(frozen=True)
class Street:
    """A street with how many of its addresses lie in the area: so many letters."""

    name: str
    town: str
    addresses: int

    @property
    def addressee(self) -> str:
        return f"{self.name}, {self.town}"


@dataclass(frozen=True)
class Invited:
    """How many members can be invited by e-mail, and in how many households nobody can: they get the letter."""

    by_email: int
    households: int


def streets(found: Network) -> list[Street]:
    """Every street with addresses in the area of a network, members or not, by name. Two queries."""
    homes = places.addresses_of(places.addresses_within(networks.area_of(found))).values()
    counted = Counter((one.street, f"{one.postcode} {one.municipality}") for one in homes)
    return [Street(name, town, n) for (name, town), n in sorted(counted.items())]


def invited(found: Network) -> Invited:
    """How many an invitation reaches: counts only. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_INVITED, [found.tenant_id, found.id] * 2)
        return Invited(*cursor.fetchone())


def addresses_to_invite(actor: Actor, network: networks.Known) -> list[UUID]:
    """The contact points for e-mail of the members of a network, for the deed that invites them. Raises Missing for who does not
    lead the network and may not manage it.
    """
    found = networks.network(actor, network)
    if not (networks.mandated(actor, found) or actor.may("networks.manage", found.tenant_id)):
        raise Missing
    return _email_points(found)


def speakers(found: Network) -> list[tuple[str, str]]:
    """Role and name of who leads and follows up the network, not deputies; a resident by role only, no name."""
    held = [
        one
        for one in sorted(found.mandates.all(), key=lambda one: (one.role != "officer", one.deputy))
        if not one.deputy
    ]
    names = people.account_names([one.account_id for one in held if one.role == "officer"])
    return [(one.get_role_display(), names.get(one.account_id, "")) for one in held]


def evenings(actor: Actor, network: networks.Known, held: Standing | None = None) -> list[Meeting]:
    """The meetings about a network that the actor may follow up, the last one first. Raises Missing for a network not theirs."""
    return meetings.meetings_seen(actor, networks.network(actor, network).id, held)


def unreported(network_ids: Collection[UUID], now: datetime) -> list[Meeting]:
    """Meetings about these networks in the last year without a report; rights are checked by who asks. One query."""
    return [one for one in meetings.unreported(network_ids, now) if one.ends_at > now - LOOK_BACK]


_BY_EMAIL = """select distinct reach.contact_point_id from networks_reach reach join people_reachable point
using (contact_point_id) where reach.tenant_id = %s and reach.network_id = %s and point.kind = 'email'"""
_HOMES = """select count(distinct household_key) from networks_membership
where tenant_id = %s and network_id = %s and left_at is null"""
_INVITED = f"select (select count(*) from ({_BY_EMAIL}) points), ({_HOMES})"


def _email_points(found: Network) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_BY_EMAIL, [found.tenant_id, found.id])
        return [row[0] for row in cursor.fetchall()]
