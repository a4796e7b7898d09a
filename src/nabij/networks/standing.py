"""What meetings ask of this room: whose meetings about a network somebody may follow up, and to whom closed ones are open."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse

from nabij.meetings import standing
from nabij.networks import queries
from nabij.networks.members.queries import networks_with
from nabij.networks.models import NetworkState
from nabij.people import queries as people
from nabij.tenants.actor import Actor


def standing_of(actor: Actor) -> standing.Standing:
    """Staff by their rights in the zone or municipality of a network; officer and coordinator by mandate. One query."""
    seen = queries.networks(actor).annotate(held=queries.is_held_by(actor.id))
    found = list(seen.values_list("id", "held", "tenant_id", "municipality_id"))
    held = {one for one, is_held, *_tenants in found if is_held}
    with_right = {
        right: {one for one, _held, *tenants in found if any(actor.may(right, tenant) for tenant in tenants if tenant)}
        for right in (standing.VIEW, standing.MANAGE)
    }
    return standing.Standing(
        sees=frozenset(with_right[standing.VIEW] | held),
        manages=frozenset(with_right[standing.MANAGE] | held),
        leads=frozenset(held),
    )


def belongs(person_id: UUID) -> set[UUID]:
    """The networks of which a person is a member, or which they lead."""
    mine = {one.id for one in networks_with(person_id)}
    account_id = people.account_id_of(person_id)
    return mine | (queries.mandates_of(Actor(kind="resident", id=account_id)) if account_id else set())


def things(thing_ids: Collection[UUID]) -> list[standing.Thing]:
    return [
        standing.Thing(
            id=found.id, tenant_id=found.tenant_id, name=found.name, office_url=reverse("networks:network", args=[found.id]),
            public_url=reverse("networks:public", args=[found.id]) if found.state == NetworkState.ACTIVE else "",
        )
        for found in queries.networks_by_id(thing_ids)
    ]  # fmt: skip


ROOM = standing.Room(standing_of, belongs, things)
