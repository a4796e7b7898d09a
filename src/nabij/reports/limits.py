"""How often somebody may try something, and what may be sent to one number. Kept in memory for its span only: it leaves no trace
of who reported."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nabij.people import vault
from nabij.people.access import actor_of, origin_of
from nabij.reports.told import Contact
from nabij.tenants.errors import Refused

HOUR_S: Final = 3_600
DAY_S: Final = 24 * HOUR_S


class TooOften(Refused):
    """Too many in too short a time; str() says when it goes again."""


REPORTS_AN_HOUR: Final = 30
"""From one network, by whichever form: a school, or the customers of one mobile network, may stand behind one address."""
TO_ONE_A_DAY: Final = 15
"""Of what anybody may ask us to write to a number or address that nobody showed to hold: no door of ours floods somebody else."""


def allow(request: HttpRequest, what: str, most: int, span_s: int = HOUR_S) -> None:
    """Counts one try of `what`. Raises TooOften after `most` within `span_s` seconds: of who is signed in by themselves, whoever
    else is behind their address; of anybody else from one network.
    """
    actor = actor_of(request)
    who = str(actor.id) if actor.id is not None else origin_of(request)
    if who and _tries(what, b"origin", who.encode(), span_s) > most:
        raise TooOften(_("You did this very often in a short time. Wait an hour, or call us."))


def allow_to(contact: Contact | None, what: str = "to", most: int | None = None) -> None:
    """Counts one message (or one of `what`) that somebody asks for a number or address. Raises TooOften past `most` in a day, or
    past the usual limit; Refused for what is no number or address.
    """
    if contact is None:
        return
    lookup = vault.lookup_of_normal(contact.kind, vault.normalise(contact.kind, contact.value))
    if _tries(what, b"contact", lookup, DAY_S) > (TO_ONE_A_DAY if most is None else most):
        raise TooOften(_("This number or address was given very often today. Go on without it, or call us."))


def allow_about(what: str, thing: bytes, most: int) -> None:
    """Counts one try of `what` with one thing, by its id. Raises TooOften after `most` within a day."""
    if _tries(what, b"thing", thing, DAY_S) > most:
        raise TooOften(_("This was changed very often today. Call us, or try again tomorrow."))


def _tries(what: str, of: bytes, whom: bytes, span_s: int) -> int:
    """Counts one more; a key that was dropped in between begins anew."""
    key = f"reports.{what}.{vault.keyed_digest(of, whom).hex()[:24]}"
    cache.add(key, 0, span_s)
    try:
        return cache.incr(key)
    except ValueError:
        return 1
