"""Who calls in with a key, and how often it may."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from nabij.people.actions import count_request
from nabij.people.queries import actor_for_key
from nabij.tenants.actor import Actor

WINDOW_S: Final = 60


class TooMany(Exception):
    """A key asked more than its limit in this minute."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(_("This key asks too often. Try again in %(seconds)s seconds.") % {"seconds": retry_after_s})
        self.retry_after_s = retry_after_s


class KeyOfSystem(HttpBearer):
    """A key that two persons made (`Authorization: Bearer ...`); its rights say where it may do what."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor of the key; counts the request. Raises TooMany past the limit of the minute."""
        actor = actor_for_key(token)
        if actor is None or actor.id is None:
            return None
        counted(request, actor, timezone.now())
        return actor


def counted(request: HttpRequest, actor: Actor, now: datetime) -> None:
    """Counts one request of a key, and notes on the request what is left. Raises TooMany past the limit of the minute."""
    assert actor.id is not None
    most, left_s = settings.NABIJ_API_PER_MINUTE, WINDOW_S - now.second
    left = most - count_request(actor.id, now)
    request.limit = (most, max(left, 0), left_s)  # type: ignore[attr-defined]
    if left < 0:
        raise TooMany(left_s)


def announce_limit(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Says on every answer how many requests the key has left in this minute (RateLimit header fields for HTTP, IETF draft)."""
    if limit := getattr(request, "limit", None):
        most, left, left_s = limit
        answer["RateLimit-Policy"] = f'"minute";q={most};w={WINDOW_S}'
        answer["RateLimit"] = f'"minute";r={left};t={left_s}'
    return answer
