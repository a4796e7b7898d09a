"""Whom the platform tells something: the writer of a message, the members whose overview is due. Never answers a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from nabij.networks.channel.models import ChannelChoice, Digest, GroupMessage, GroupState, OpenGroup, Post, PostState
from nabij.networks.channel.rules import DIGEST_FROM, DIGEST_UNTIL, digest_is_due
from nabij.networks.members.queries import person_key
from nabij.networks.models import Membership, Network, NetworkState
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.people import vault
from nabij.people.quiet import quiet_end
from nabij.tenants.working_days import BRUSSELS

POSTS_KIND = "posts"
"""What a member stops who no longer wants overviews at one address (`people.OptOut.message_kind`)."""
LONGEST_BACK = timedelta(days=8)


@dataclass(frozen=True)
class Letter:
    """One member's address for one message. `value` is never stored or logged."""

    contact_point_id: UUID
    kind: str
    language: str
    key: bytes
    value: str = field(repr=False)


@dataclass(frozen=True)
class Overview:
    """What is new in a network for some members, with their addresses."""

    network: Network
    posts: list[Post]
    group_messages: int
    letters: list[Letter]


def written(post_id: UUID) -> tuple[Post, UUID] | None:
    """A message and the person who wrote it, as long as they are a member; nothing otherwise."""
    row = Post.objects.select_related("network__tenant").filter(id=post_id).first()
    if row is None or not row.author:
        return None
    there = Membership.objects.filter(network_id=row.network_id, person_key=row.author_key, left_at__isnull=True)
    return (row, UUID(vault.open_value("post", row.id, bytes(row.author)))) if there.exists() else None


def letters_to(person_id: UUID, tenant_id: UUID, now: datetime) -> list[Letter]:
    """The mail address of a person, else their browser, less what was stopped there and what is quiet now."""
    return _letters({person_key(person_id): person_id}, tenant_id, now, {})


def with_account(account_ids: Iterable[UUID], tenant_id: UUID, now: datetime) -> list[Letter]:
    """The same for residents who lead a network, by their accounts."""
    held = people.persons_with(account_ids)
    return [one for person_id in held for one in letters_to(person_id, tenant_id, now)]


def networks_with_news(now: datetime) -> list[Network]:
    """Active networks with a message that was shown since the last overview could leave. One query."""
    local = now.astimezone(BRUSSELS).time()
    if not DIGEST_FROM <= local < DIGEST_UNTIL:
        return []
    news = Post.objects.filter(state=PostState.SHOWN, shown_at__gt=now - LONGEST_BACK, expires_at__gt=now)
    talks = GroupMessage.objects.filter(
        at__gt=now - LONGEST_BACK, removed_at__isnull=True, group__state=GroupState.OPEN
    )
    rows = Network.objects.filter(state=NetworkState.ACTIVE).select_related("tenant")
    wanted = Q(id__in=news.values("network_id")) | Q(id__in=talks.values("group__network_id"))
    return list(rows.filter(wanted).order_by("id"))


def overviews(network: Network, now: datetime) -> list[Overview]:
    """For each moment since which members saw nothing: what is new, and who they are. A few queries per network."""
    choices = {bytes(row.person_key): row for row in ChannelChoice.objects.filter(network_id=network.id)}
    rows = Membership.objects.filter(tenant_id=network.tenant_id, network_id=network.id, left_at__isnull=True)
    due: dict[tuple[datetime, bool], list[Any]] = {}
    for member in rows.prefetch_related("points"):
        since, muted = _since(network, member, choices.get(bytes(member.person_key)), now)
        if since is not None:
            due.setdefault((since, muted), []).append(member)
    made = [_overview(network, members, since, muted, now) for (since, muted), members in due.items()]
    return [one for one in made if one.letters and (one.posts or one.group_messages)]


def _since(
    network: Network, member: Membership, choice: ChannelChoice | None, now: datetime
) -> tuple[datetime | None, bool]:
    chosen = (choice.digest if choice else "") or rules_of(network).posts_digest
    last = choice.digest_at if choice else None
    if chosen not in Digest.values or not digest_is_due(chosen, last, now):
        return None, False
    span = timedelta(days=1) if chosen == Digest.DAILY else timedelta(days=7)
    since = max(last or now - span, now - LONGEST_BACK, member.joined_at)
    return since, bool(choice and (choice.group_muted or choice.group_left))


def _overview(network: Network, members: list[Any], since: datetime, muted: bool, now: datetime) -> Overview:
    news = Post.objects.filter(
        tenant_id=network.tenant_id, network_id=network.id, state=PostState.SHOWN, expires_at__gt=now
    )
    open_group = OpenGroup.objects.filter(tenant_id=network.tenant_id, network_id=network.id, state=GroupState.OPEN)
    talk = GroupMessage.objects.filter(tenant_id=network.tenant_id, group__in=open_group, at__gt=since)
    said = 0 if muted else talk.filter(removed_at__isnull=True).count()
    persons = {bytes(one.person_key): UUID(vault.open_value("member", one.id, bytes(one.person))) for one in members}
    allowed = {bytes(one.person_key): {point.contact_point_id for point in one.points.all()} for one in members}
    posts = list(news.filter(shown_at__gt=since).order_by("shown_at"))
    letters = _letters(persons, network.tenant_id, now, allowed) if posts or said else []
    return Overview(network, posts, said, letters)


def _letters(
    persons: Mapping[bytes, UUID], tenant_id: UUID, now: datetime, allowed: Mapping[bytes, set[UUID]]
) -> list[Letter]:
    """One letter per person: by mail, else to a browser; only where the network may reach them, and nothing was stopped.

    Two queries, however many persons.
    """
    by_person = {person_id: key for key, person_id in persons.items()}
    points = people.points_of(by_person, ("email", "push"))
    stopped = people.stopped_at([point.id for point in points], tenant_id, POSTS_KIND)
    best: dict[UUID, Letter] = {}
    for point in sorted(points, key=lambda one: one.kind != "email"):
        key = by_person[point.person_id]
        silent = point.id in stopped or quiet_end(now, point.quiet_from, point.quiet_until)
        if not silent and (not allowed or point.id in allowed[key]) and point.person_id not in best:
            best[point.person_id] = Letter(point.id, point.kind, point.language, key, people.value_of(point))
    return list(best.values())
