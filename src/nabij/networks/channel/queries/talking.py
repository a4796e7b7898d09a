"""The open group of a network: its state, and what was said in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from nabij.networks import queries as networks
from nabij.networks.channel.models import GroupMessage, GroupState, OpenGroup
from nabij.networks.channel.queries.neighbours import choice_of, neighbour
from nabij.networks.models import MandateRole, Network
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

LIVE: Final = (GroupState.ASKED, GroupState.OPEN)
LENGTH: Final = 60


@dataclass(frozen=True)
class Speaker:
    """Who reads in the group: `role` is "officer", "coordinator" or empty; `key` is that of a member."""

    network: Network
    role: str
    key: bytes
    has_left: bool = False
    is_muted: bool = False

    @property
    def leads(self) -> bool:
        return bool(self.role)


@dataclass(frozen=True)
class Said:
    """A message as everybody in the group sees it. Without text it was taken away."""

    id: UUID
    text: str
    shown_as: str
    role: str
    at: datetime
    is_mine: bool


Speaks = UUID | Speaker
"""The network of a group by its id, or who speaks there."""


def speaker(actor: Actor, network_id: UUID) -> Speaker:
    """The actor in the group of a network: its officer, or a member or who helps them. Raises Missing for anybody else."""
    if actor.kind == "staff" and actor.on_behalf_of is None:
        found = networks.network(actor, network_id)
        if not networks.mandated(actor, found, MandateRole.OFFICER):
            raise Missing
        return Speaker(found, MandateRole.OFFICER, b"")
    who = neighbour(actor, network_id)
    role = MandateRole.COORDINATOR if networks.mandated(actor, who.network, MandateRole.COORDINATOR) else ""
    choice = choice_of(who)
    return Speaker(who.network, role, who.key, bool(choice and choice.group_left), bool(choice and choice.group_muted))


def group_of(network: Network) -> OpenGroup | None:
    """The group that is asked or open, for who may see the network."""
    rows = OpenGroup.objects.filter(tenant_id=network.tenant_id, network_id=network.id, state__in=LIVE)
    return rows.first()


def last_group(network: Network) -> OpenGroup | None:
    """The newest group whatever its state: one that was closed can still be read."""
    rows = OpenGroup.objects.filter(tenant_id=network.tenant_id, network_id=network.id)
    return rows.order_by("-asked_at").first()


def said(actor: Actor, network_id: Speaks, limit: int = LENGTH) -> list[Said]:
    """The newest messages of the group, the oldest of them first, for its members and its officer. Raises Missing."""
    who = network_id if isinstance(network_id, Speaker) else speaker(actor, network_id)
    group = last_group(who.network)
    if group is None or group.answered_at is None or group.state == GroupState.REFUSED:
        return []
    rows = GroupMessage.objects.filter(tenant_id=group.tenant_id, group_id=group.id).order_by("-id")[:limit]
    return [_said(row, actor, who.key) for row in reversed(rows)]


def asked_groups(network_ids: Collection[UUID]) -> list[OpenGroup]:
    """Groups that wait for the answer of the police in these networks. One query."""
    return list(OpenGroup.objects.filter(network_id__in=list(network_ids), state=GroupState.ASKED).order_by("asked_at"))


def _said(row: GroupMessage, actor: Actor, key: bytes) -> Said:
    if row.account_id is not None:
        is_mine = row.account_id == actor.id
    else:
        is_mine = row.author_key is not None and bytes(row.author_key) == key
    return Said(row.id, row.text, row.shown_as, row.role, row.at, is_mine)
