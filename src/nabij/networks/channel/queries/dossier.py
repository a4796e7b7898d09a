from __future__ import annotations

from typing import Any
from uuid import UUID

from nabij.networks.channel.models import ChannelChoice, GroupMessage, Post, Reply, Trusted
from nabij.networks.members.queries import person_key


def dossier_of(person_id: UUID) -> dict[str, Any]:
    """What a person wrote in channels and chose for them, for the download of their own data."""
    key = person_key(person_id)
    posts = Post.objects.filter(author_key=key).select_related("network").order_by("at")
    replies = Reply.objects.filter(author_key=key).order_by("at")
    said = GroupMessage.objects.filter(author_key=key).order_by("at")
    choices = ChannelChoice.objects.filter(person_key=key).select_related("network")
    trusted = Trusted.objects.filter(person_key=key).select_related("network")
    return {
        "messages": [
            _written(row) | {"network": row.network.name, "state": row.state, "photo": bool(row.photo)} for row in posts
        ],
        "replies": [_written(row) | {"state": row.state} for row in replies],
        "in the open group": [_written(row) for row in said],
        "choices": [{"network": row.network.name, "overview": row.digest, "shown as": row.shown_as} for row in choices],
        "trusted in": [
            {"network": row.network.name, "since": row.given_at.isoformat(), "until": row.ended_at and row.ended_at.isoformat()}
            for row in trusted
        ],
    }  # fmt: skip


def _written(row: Post | Reply | GroupMessage) -> dict[str, Any]:
    return {"text": row.text, "at": row.at.isoformat(), "shown as": row.shown_as}
