"""What a message of an alert says of itself to mail servers and push services."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from nabij.channels.unsubscribing import Subscription, url_for
from nabij.tenants.queries import tenant

LONGEST_TTL_S: Final = 28 * 24 * 3600
NONE: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class About:
    """The alert that a message belongs to."""

    alert_id: UUID
    tenant_id: UUID
    kind: str
    urgent: bool
    expires_at: datetime


def headers_for(channel: str, about: About, contact_point_id: bytes, now: datetime) -> Mapping[str, str]:
    """The headers of one message of an alert, empty for channels that have none. The contact point by its 16 bytes."""
    if channel == "email":
        return mail_headers(about, UUID(bytes=contact_point_id)) if contact_point_id else NONE
    return push_headers(about, now) if channel == "push" else NONE


def mail_headers(about: About, contact_point_id: UUID) -> dict[str, str]:
    """One click stops it (RFC 8058), and a machine that answers mail knows not to (RFC 2919, RFC 3834)."""
    url = url_for(Subscription(contact_point_id, about.tenant_id, about.kind))
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": _list_id(about.tenant_id, about.kind, settings.SITE_URL),
        "Precedence": "bulk",
    }


@lru_cache(maxsize=256)
def _list_id(tenant_id: UUID, kind: str, site_url: str) -> str:
    return f"<{kind.replace('_', '-')}.{tenant(tenant_id).slug}.{urlsplit(site_url).hostname}>"


def push_headers(about: About, now: datetime) -> dict[str, str]:
    """How long a push service keeps it, whether it may wake a telephone, and what it replaces (RFC 8030, 5.2 to 5.4)."""
    left_s = int((about.expires_at - now).total_seconds())
    return {
        "TTL": str(max(0, min(left_s, LONGEST_TTL_S))),
        "Urgency": "high" if about.urgent else "normal",
        "Topic": base64.urlsafe_b64encode(about.alert_id.bytes).decode().rstrip("="),
    }
