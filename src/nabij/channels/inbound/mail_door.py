"""Mails that a mail server hands to us, at the HTTP door or on the standard input.

Each ends as a receipt, as an opt-out, as nothing, or with a person.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import structlog
from django.conf import settings

from nabij.channels import actions, unsubscribing
from nabij.channels.carriers.smtp import MailAccount
from nabij.channels.drivers import Receipt
from nabij.channels.inbound.actions import keep_puzzle
from nabij.channels.inbound.mail import Bounce, Complaint, NotUnderstood, read
from nabij.tenants.errors import Missing

Became = Literal["receipt", "opt_out", "nothing", "kept"]
UNKNOWN_ROUTE: Final = "A mail came back from a route that the settings do not name."
_log = structlog.get_logger("nabij.channels")


def take(provider: str, octets: bytes, recipient: str = "") -> Became:
    """Takes one mail in; the same again changes nothing. Never refuses: what cannot be understood is kept for a person."""
    try:
        found = read(octets, recipient)
        if isinstance(found, Bounce):
            return _told(provider, found)
        return _unwanted(found) if isinstance(found, Complaint) else "nothing"
    except NotUnderstood as trouble:
        keep_puzzle(door="mail", provider=provider, reason=str(trouble), content=octets)
        _log.warning("mail_not_understood", provider=provider, reason=str(trouble))
        return "kept"


def _told(provider: str, bounce: Bounce) -> Became:
    name, domain = _route_of(provider, bounce.base)
    actions.store_receipts(name, [Receipt(f"<{bounce.key}@{domain}>", bounce.state, bounce.error)])
    return "receipt"


def _unwanted(complaint: Complaint) -> Became:
    """Who calls a mail unwanted gets none of this sender at this address any more; their own page shows it and undoes it."""
    try:
        unsubscribing.complain(unsubscribing.read_token(complaint.token))
    except Missing:
        raise NotUnderstood(
            "Somebody called a mail of ours unwanted, but we did not make the link in it, or they are gone."
        ) from None
    return "opt_out"


def _route_of(provider: str, base: str) -> tuple[str, str]:
    """Name and domain of the route that sent what comes back to this address: the one of this provider where several do."""
    found: dict[str, str] = {}
    for route in settings.NABIJ_ROUTES.get("email", []):
        options: dict[str, Any] = {key: route[key] for key in ("host", "sender", "bounce") if key in route}
        if str(options.get("bounce", "")).lower() == base and "host" in options:
            found[str(route.get("name", route["driver"]))] = MailAccount(**options).domain
    if not found:
        raise NotUnderstood(UNKNOWN_ROUTE)
    name = provider if provider in found else next(iter(found))
    return name, found[name]
