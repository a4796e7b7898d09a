"""Links in mails with news: who has one may confirm, or stop, exactly that subscription."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Final, Literal
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from nabij.people import vault
from nabij.tenants.errors import Missing

Purpose = Literal["confirm", "stop"]
_MARK_BYTES: Final = 12


def token_for(subscription_id: UUID, purpose: Purpose) -> str:
    """Fit for an address; who does not have it cannot make it, and one for stopping does not confirm."""
    return base64.urlsafe_b64encode(_mark(subscription_id, purpose) + subscription_id.bytes).decode().rstrip("=")


def url_for(subscription_id: UUID, purpose: Purpose) -> str:
    return settings.SITE_URL + reverse(f"desk:news_{purpose}", args=[token_for(subscription_id, purpose)])


def read_token(token: str, purpose: Purpose) -> UUID:
    """Which subscription a token is for. Raises Missing for one that we did not make."""
    try:
        octets = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        subscription_id = UUID(bytes=octets[_MARK_BYTES:])
    except (binascii.Error, ValueError):
        raise Missing from None
    if not hmac.compare_digest(octets[:_MARK_BYTES], _mark(subscription_id, purpose)):
        raise Missing
    return subscription_id


def _mark(subscription_id: UUID, purpose: Purpose) -> bytes:
    return vault.keyed_digest(f"news-{purpose}".encode(), subscription_id.bytes)[:_MARK_BYTES]
