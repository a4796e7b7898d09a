"""Who may open a page. Actions and queries check rights again; this decides where a visitor is sent."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

LOOPBACK = ("127.0.0.1", "::1", "")
View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware found."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def staff_required(right: str = "") -> Callable[[View], View]:
    """A view for staff that holds `right` in some tenant (any staff where it is empty).

    A visitor who is not signed in goes to the sign-in page and comes back; anybody else without the right finds nothing.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            if actor.kind == "public":
                return sign_in_redirect(request, "account_login")
            if actor.kind != "staff" or (right and not actor.tenants_with(right)):
                raise Missing
            return view(request, *args, **kwargs)

        guarded.required_right = right  # type: ignore[attr-defined]
        return guarded

    return decorated


def resident_required(view: View) -> View:
    """A view for a resident on their own page; who is not signed in goes to the page that sends a code."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if actor_of(request).kind != "resident":
            return sign_in_redirect(request, "people:sign_in")
        return view(request, *args, **kwargs)

    guarded.required_right = "resident"  # type: ignore[attr-defined]
    return guarded


def sign_in_redirect(request: HttpRequest, name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


def origin_of(request: HttpRequest) -> str:
    """The network address of the visitor; behind a proxy on this machine the last one that the proxy names, else nothing.

    Of IPv6 the network of 64 bits: one household or telephone has all addresses of one (RFC 6177), and could be somebody else
    each time.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if address in LOOPBACK:
        address = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.IPv6Network((found, 64), strict=False).network_address)
    return str(getattr(found, "ipv4_mapped", None) or found)


def session_digest(request: HttpRequest) -> str:
    """Names the session towards the live stream without giving the key away; empty for a visitor without one."""
    key = request.session.session_key
    return vault.keyed_digest(b"session", key.encode()).hex()[:32] if key else ""
