"""How often one address may try something. Kept in memory for its span only: it leaves no trace of who reported."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nabij.people import vault
from nabij.tenants.errors import Refused

LOOPBACK = ("127.0.0.1", "::1", "")
HOUR_S = 3600


class TooOften(Refused):
    """Too many in too short a time; str() says when it goes again."""


REPORTS_AN_HOUR: Final = 12
"""From one network address, by whichever form."""


def allow(request: HttpRequest, what: str, most: int, span_s: int = HOUR_S) -> None:
    """Counts one try of `what`. Raises TooOften after `most` from one address within `span_s` seconds."""
    origin = _origin(request)
    if not origin:
        return
    key = f"reports.{what}.{vault.keyed_digest(b'origin', origin.encode()).hex()[:24]}"
    if _tries(key, span_s) > most:
        raise TooOften(_("You did this very often in a short time. Wait an hour, or call us."))


def _tries(key: str, span_s: int) -> int:
    """Counts one more; a key that was dropped in between begins anew."""
    cache.add(key, 0, span_s)
    try:
        return cache.incr(key)
    except ValueError:
        return 1


def _origin(request: HttpRequest) -> str:
    """The address of the visitor; behind a proxy on this machine the last one that the proxy names."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if address in LOOPBACK:
        return request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return address
