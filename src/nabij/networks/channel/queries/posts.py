from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from nabij.networks import queries as networks
from nabij.networks.channel.models import Post, PostState, Reply
from nabij.networks.channel.queries.neighbours import Neighbour, moderated, neighbour, neighbours
from nabij.networks.channel.rules import OPEN
from nabij.networks.models import MandateRole, Network
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

PAGE = 20
MINE = (PostState.WAITING, PostState.RETURNED, PostState.HIDDEN, PostState.CALL, PostState.REFUSED)
"""States in which only its writer and who leads the network see a message."""


@dataclass(frozen=True)
class Shown:
    """A message as a neighbour sees it: no author but a name, no photo that nobody looked at."""

    id: UUID
    kind: str
    text: str
    shown_as: str
    at: datetime
    is_mine: bool
    photo: tuple[int, int] | None
    replies: int = 0


@dataclass(frozen=True)
class Talk:
    """A message with its replies, as a neighbour sees it. `state` is that of the message, for its writer."""

    post: Shown
    network: Network
    state: str
    replies: list[Shown] = field(default_factory=list)


def posts(actor: Actor, network_id: UUID, after: UUID | None = None, limit: int = PAGE) -> list[Shown]:
    """What members may read now in a network, the newest first, before the id `after`. Raises Missing for who is no member."""
    return readable(neighbour(actor, network_id), after, limit)


def readable(who: Neighbour, after: UUID | None = None, limit: int = PAGE) -> list[Shown]:
    """The same for a member that was looked up. Two queries."""
    rows = _readable(who.network)
    rows = rows.filter(id__lt=after) if after else rows
    return _shown(who, list(rows.order_by("-id")[:limit]))


def unseen_by_others(who: Neighbour, limit: int = PAGE) -> list[Post]:
    """What a member wrote here that others do not see, the newest first."""
    rows = Post.objects.filter(tenant_id=who.network.tenant_id, network_id=who.network.id, author_key=who.key)
    return list(rows.filter(state__in=MINE).order_by("-id")[:limit])


def talk(actor: Actor, post_id: UUID) -> Talk:
    """One message with the replies that may be read. Raises Missing unless it is shown to this member, or theirs."""
    who, row = seen(actor, post_id)
    replies = Reply.objects.filter(tenant_id=row.tenant_id, post_id=row.id).order_by("at", "id")
    readable = [one for one in replies if one.state == PostState.SHOWN or _is_by(who, one)]
    return Talk(_shown(who, [row])[0], who.network, row.state, [_reply(who, one) for one in readable])


def seen(actor: Actor, post_id: UUID) -> tuple[Neighbour, Post]:
    """A message that this member may read, with who they are in its network. Raises Missing. Three queries."""
    around = neighbours(actor)
    row = Post.objects.filter(id=post_id, network_id__in=list(around)).first()
    if row is None:
        raise Missing
    who = around[row.network_id]
    if not (_is_by(who, row) or _is_readable(row)):
        raise Missing
    return who, row


def mine(actor: Actor, post_id: UUID) -> tuple[Neighbour, Post]:
    """A message of the actor themselves. Raises Missing."""
    who, row = seen(actor, post_id)
    if not _is_by(who, row):
        raise Missing
    return who, row


def photo_of(actor: Actor, post_id: UUID) -> str:
    """The file of the photo of a message: for its writer and who leads the network, and once somebody looked at it for members.

    Raises Missing.
    """
    led = Post.objects.filter(id=post_id, network_id__in=networks.mandates_of(actor)).exclude(photo="").first()
    if led is not None:
        return led.photo
    who, row = seen(actor, post_id)
    if not row.photo or (row.photo_seen_by is None and not _is_by(who, row)):
        raise Missing
    return row.photo


@dataclass(frozen=True)
class Waiting:
    """What waits for a moderator: messages, the oldest first, and replies with the message that they answer."""

    network: Network
    posts: list[Post]
    replies: list[Reply]


def waiting(actor: Actor, network_id: UUID) -> Waiting:
    """For coordinator, officer and deputies; never what went to the police. Raises Missing."""
    return waiting_in(moderated(actor, network_id))


def waiting_in(network: Network) -> Waiting:
    """The same for a network of which it was checked that the actor leads it. Two queries."""
    here = {"tenant_id": network.tenant_id}
    open_posts = Post.objects.filter(**here, network_id=network.id, state__in=OPEN).order_by("at", "id")
    replies = Reply.objects.filter(
        **here, post__network_id=network.id, post__state=PostState.SHOWN, state=PostState.WAITING
    )
    return Waiting(network, list(open_posts), list(replies.select_related("post").order_by("at", "id")))


def shown_in(network: Network, limit: int = PAGE) -> list[Post]:
    """What is shown now, for who leads the network and may take it away again, the newest first."""
    return list(_readable(network).order_by("-id")[:limit])


@dataclass(frozen=True)
class Load:
    """How much waits in a network for whom."""

    network_id: UUID
    role: str
    posts: int
    since: datetime
    due: datetime | None


def loads(network_ids: Collection[UUID]) -> list[Load]:
    """What waits in these networks for the coordinator, or for the officer once the term is over. One query."""
    rows = Post.objects.filter(network_id__in=list(network_ids), state__in=OPEN).order_by("at", "id")
    held: dict[tuple[UUID, str], list[tuple[datetime, datetime | None]]] = {}
    for network_id, at, due, passed_on in rows.values_list("network_id", "at", "due_at", "passed_on_at"):
        role = MandateRole.OFFICER if passed_on is not None else MandateRole.COORDINATOR
        held.setdefault((network_id, role), []).append((at, due))
    return [Load(network_id, role, len(all_), all_[0][0], all_[0][1]) for (network_id, role), all_ in held.items()]


def _readable(network: Network) -> QuerySet[Post]:
    rows = Post.objects.filter(tenant_id=network.tenant_id, network_id=network.id, state=PostState.SHOWN)
    return rows.filter(expires_at__gt=timezone.now()).exclude(text="")


def _is_readable(row: Post) -> bool:
    in_time = row.expires_at is not None and row.expires_at > timezone.now()
    return row.state == PostState.SHOWN and in_time and bool(row.text)


def _is_by(who: Neighbour, row: Post | Reply) -> bool:
    return row.author_key is not None and bytes(row.author_key) == who.key


def _shown(who: Neighbour, rows: list[Post]) -> list[Shown]:
    counted: dict[UUID, int] = {}
    ids = [row.id for row in rows]
    replies = Reply.objects.filter(tenant_id=who.network.tenant_id, post_id__in=ids, state=PostState.SHOWN)
    for post_id in replies.values_list(F("post_id"), flat=True):
        counted[post_id] = counted.get(post_id, 0) + 1
    return [_one(who, row, counted.get(row.id, 0)) for row in rows]


def _one(who: Neighbour, row: Post, replies: int) -> Shown:
    is_mine = _is_by(who, row)
    has_photo = bool(row.photo) and (is_mine or row.photo_seen_by is not None)
    size = (row.photo_width, row.photo_height) if has_photo else None
    return Shown(row.id, row.kind, row.text, row.shown_as, row.shown_at or row.at, is_mine, size, replies)


def _reply(who: Neighbour, row: Reply) -> Shown:
    return Shown(row.id, row.state, row.text, row.shown_as, row.at, _is_by(who, row), None)
