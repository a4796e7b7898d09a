"""The way out under every mail: a link that belongs to one contact point, sender and kind of message."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import get_urlconf, reverse

from nabij.people import actions as people
from nabij.people import vault
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing

_MARK_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a link stops."""

    contact_point_id: UUID
    tenant_id: UUID
    message_kind: str


def token_for(wanted: Subscription) -> str:
    """Fit for an address; who does not have it cannot make it."""
    content = wanted.contact_point_id.bytes + wanted.tenant_id.bytes + wanted.message_kind.encode()
    return base64.urlsafe_b64encode(_mark(content) + content).decode().rstrip("=")


def url_for(wanted: Subscription) -> str:
    """The whole address that stops it."""
    before, after = _around(get_urlconf())
    return f"{settings.SITE_URL}{before}{token_for(wanted)}{after}"


@lru_cache(maxsize=8)
def _around(_urlconf: str | None) -> tuple[str, str]:
    """The path before and after the token: asked once, since each mail of an alert has one."""
    before, _token, after = reverse("unsubscribe", args=["token"]).partition("token")
    return before, after


def read_token(token: str) -> Subscription:
    """What the token stops. Raises Missing for one that we did not make."""
    try:
        octets = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Missing from None
    mark, content = octets[:_MARK_BYTES], octets[_MARK_BYTES:]
    if len(content) < 32 or not hmac.compare_digest(mark, _mark(content)):
        raise Missing
    return Subscription(UUID(bytes=content[:16]), UUID(bytes=content[16:32]), content[32:].decode())


def unsubscribe(wanted: Subscription) -> None:
    """From now on this kind of message of this sender no longer comes here. Again changes nothing."""
    actor = system_actor([wanted.tenant_id], name="unsubscribe")
    people.opt_out(
        actor,
        contact_point_id=wanted.contact_point_id,
        tenant_id=wanted.tenant_id,
        message_kind=wanted.message_kind,
    )


def complain(about: Subscription) -> None:
    """From now on nothing of this sender comes here. Again changes nothing. Raises Missing for an address that is gone."""
    actor = system_actor([about.tenant_id], name="complaint")
    people.opt_out(actor, contact_point_id=about.contact_point_id, tenant_id=about.tenant_id)


def _mark(content: bytes) -> bytes:
    return vault.keyed_digest(b"unsubscribe", content)[:_MARK_BYTES]
