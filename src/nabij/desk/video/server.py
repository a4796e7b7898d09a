"""The address of a room on the meeting server, with the token by which a Jitsi server lets somebody in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import jwt
from django.conf import settings
from django.urls import reverse

from nabij.desk.video.zone_rules import VideoRules
from nabij.tenants.errors import Refused

ROOM_BYTES: Final = 16
AUDIENCE: Final = "jitsi"
"""What a Jitsi server expects in "aud" (lib-jitsi-meet, doc/tokens.md)."""
EARLY: Final = timedelta(seconds=30)
"""By how much the clock of the server may be behind ours."""


def new_room() -> str:
    """A name of 128 random bits, in the small letters that Jitsi writes all names in."""
    return f"nabij-{secrets.token_hex(ROOM_BYTES)}"


def has_room(rules: VideoRules) -> bool:
    """Whether a conversation can be held at all: on the zone's server, or in the demo on the stand-in page."""
    return bool(rules.server) or settings.DEMO


def address_of(rules: VideoRules, room: str, *, for_staff: bool, now: datetime, until: datetime) -> str:
    """Where a link forwards to. Raises Refused without a server, or where the key is named that is not in the file of keys.

    The token names nobody: only whether this is the host.
    """
    if not rules.server:
        if settings.DEMO:
            return reverse("desk:video_stand_in", args=[room])
        raise Refused("")
    address = f"{rules.server.rstrip('/')}/{room}"
    return f"{address}?jwt={_token(rules, room, for_staff, now, until)}" if rules.secret else address


def _token(rules: VideoRules, room: str, for_staff: bool, now: datetime, until: datetime) -> str:
    key = settings.SECRETS.get("providers", {}).get(rules.secret, "")
    if not key:
        raise Refused("")
    claims = {
        "aud": AUDIENCE, "iss": rules.app, "sub": urlsplit(rules.server).hostname, "room": room,
        "nbf": now - EARLY, "exp": until,
        "context": {"user": {"name": "", "affiliation": "owner" if for_staff else "member", "moderator": for_staff}},
    }  # fmt: skip
    return jwt.encode(claims, key, algorithm="HS256")
