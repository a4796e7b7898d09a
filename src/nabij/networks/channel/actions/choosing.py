"""What a member chose for the messages of a network, and what goes when a person is erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from nabij.networks.actions import note
from nabij.networks.channel.actions.writing import SHELF
from nabij.networks.channel.models import (
    ChannelChoice,
    Digest,
    GroupMessage,
    Objection,
    Post,
    PostState,
    Reply,
    Trusted,
)
from nabij.networks.channel.queries.neighbours import Neighbour, names_for, neighbour
from nabij.networks.members.queries import person_key
from nabij.networks.models import Network
from nabij.reports import pictures
from nabij.tenants.actor import Actor, system_actor


@transaction.atomic
def choose(actor: Actor, *, network_id: UUID, digest: str, shown_as: str = "", person_id: UUID | None = None) -> None:
    """How often a member gets the overview by mail or notification, and how neighbours see them. Raises Missing."""
    who = neighbour(actor, network_id, person_id)
    name = shown_as if shown_as in names_for(who) else ""
    _keep(who, {"digest": Digest(digest), "shown_as": name})
    note(actor, who.network, "choose_digest", {"membership": str(who.membership_id), "digest": digest})


@transaction.atomic
def choose_group(actor: Actor, *, network_id: UUID, muted: bool | None = None, left: bool | None = None) -> None:
    """A member leaves the open group or comes back, or no longer wants it in the overview. Raises Missing."""
    who = neighbour(actor, network_id)
    wanted = {name: value for name, value in (("group_muted", muted), ("group_left", left)) if value is not None}
    _keep(who, wanted)
    note(actor, who.network, "choose_group", {"membership": str(who.membership_id)} | wanted)


def _keep(who: Neighbour, wanted: Mapping[str, object]) -> None:
    ChannelChoice.objects.update_or_create(
        tenant_id=who.network.tenant_id, network_id=who.network.id, person_key=who.key, defaults=wanted
    )


@transaction.atomic
def mark_told(network: Network, keys: list[bytes], now: datetime) -> None:
    """Keeps that these members get their overview now, before it leaves: a second one would wake people for nothing."""
    there = ChannelChoice.objects.filter(tenant_id=network.tenant_id, network_id=network.id, person_key__in=keys)
    known = {bytes(row.person_key) for row in there}
    there.update(digest_at=now)
    ChannelChoice.objects.bulk_create(
        ChannelChoice(tenant_id=network.tenant_id, network_id=network.id, person_key=key, digest_at=now)
        for key in keys
        if key not in known
    )
    note(system_actor([network.tenant_id]), network, "send_digest", {"members": len(keys)})


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """What a person wrote loses its author; what is not shown loses its words too. Called by the room of people."""
    key = person_key(person_id)
    for model in (Post, Reply):
        rows = model.objects.filter(author_key=key)
        rows.exclude(state=PostState.SHOWN).update(state=PostState.WITHDRAWN, text="")
    Post.objects.filter(author_key=key).exclude(state=PostState.SHOWN).update(photo="", remark="", waits=[])
    for written in (Post, Reply, GroupMessage):
        written.objects.filter(author_key=key).update(author=None, author_key=None, shown_as="")
    for kept in (ChannelChoice, Trusted):
        kept.objects.filter(person_key=key).delete()
    Objection.objects.filter(by_key=key).delete()
    return []


def sweep_photos(now: float, older_than_s: float = 3_600.0) -> int:
    """Removes files of photos that no message has any more. Returns how many. `now` in seconds since 1970."""
    removed = 0
    for path in pictures.all_files(SHELF):
        if now - path.stat().st_mtime > older_than_s and not Post.objects.filter(photo=path.name).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed
