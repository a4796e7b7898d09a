"""The public half of the key by which push services know us; a browser subscribes with it (RFC 8292, section 3.2)."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings


def application_key() -> str:
    """The point in base64url; empty where no route carries notifications, or the file of secrets has no key."""
    private = settings.SECRETS.get("vapid_key", "")
    if not private or not settings.NABIJ_ROUTES.get("push"):
        return ""
    number = int.from_bytes(base64.urlsafe_b64decode(private + "="))
    point = (
        ec.derive_private_key(number, ec.SECP256R1())
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
