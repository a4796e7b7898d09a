"""Counts of the channel, for the evaluation and the city-wide table: never a text, never a person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class ChannelFigures:
    """What happened in the channel of a network. `hours` is the median wait for a decision, where anything waited."""

    posts: int = 0
    shown: int = 0
    refused: int = 0
    should_have_been_calls: int = 0
    turned_into_reports: int = 0
    withdrawn: int = 0
    objections: int = 0
    passed_on: int = 0
    replies: int = 0
    hours: float | None = None


_POSTS = """
select network_id, count(*), count(*) filter (where shown_at is not null), count(*) filter (where state = 'refused'),
  count(*) filter (where state in ('call', 'reported')), count(*) filter (where state = 'reported'),
  count(*) filter (where state = 'withdrawn'), coalesce(sum(objections), 0), count(*) filter (where passed_on_at is not null),
  percentile_cont(0.5) within group (order by extract(epoch from first_decided_at - at) / 3600)
    filter (where first_decided_at is not null)
from networks_post where network_id = any(%s) and at >= %s and at < %s group by network_id
"""
_REPLIES = """
select post.network_id, count(*) from networks_reply reply
join networks_post post on post.tenant_id = reply.tenant_id and post.id = reply.post_id
where post.network_id = any(%s) and reply.at >= %s and reply.at < %s group by post.network_id
"""


def figures_of(network_ids: Collection[UUID], since: datetime, until: datetime) -> dict[UUID, ChannelFigures]:
    """The figures of each of these networks between two moments; the caller checks rights. Two queries however many.

    Replies are counted as far back as they are kept (data/retention.toml).
    """
    asked: list[Any] = [list(network_ids), since, until]
    with connection.cursor() as cursor:
        cursor.execute(_POSTS, asked)
        posts = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_REPLIES, asked)
        replies = dict(cursor.fetchall())
    return {one: _figures(posts.get(one), replies.get(one, 0)) for one in network_ids}


def _figures(row: tuple[Any, ...] | None, replies: int) -> ChannelFigures:
    if row is None:
        return ChannelFigures(replies=replies)
    *counts, hours = row
    names = [field.name for field in fields(ChannelFigures) if field.name not in ("replies", "hours")]
    shown = {name: int(count) for name, count in zip(names, counts, strict=True)}
    return ChannelFigures(**shown, replies=replies, hours=None if hours is None else float(hours))
