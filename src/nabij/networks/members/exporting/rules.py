"""Who confirms that a list of members is taken away, and until when it may be fetched. Values in, values out."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused, Stale

SHORTEST_REASON = 10


def check_reason(reason: str) -> str:
    """The reason on one line. Raises Refused for none, or for a word that says nothing."""
    line = " ".join(reason.split())
    if len(line) < SHORTEST_REASON:
        raise Refused(_("Say in a sentence why you need this list, and what becomes of it."))
    return line[:200]


def check_decides(*, state: str, asked_by: UUID, decider: UUID | None) -> None:
    """Raises Refused for who asked it themselves, Stale for one that was decided already."""
    if state != "asked":
        raise Stale(_("This request was already handled. Look at the page again."))
    if decider == asked_by:
        raise Refused(_("You asked this yourself. A second person has to confirm it."))


def check_fetches(
    *, state: str, asked_by: UUID, fetcher: UUID | None, decided_at: datetime | None, hours: int, now: datetime
) -> None:
    """Raises Refused for who did not ask it, Stale for one that is not ready, was fetched, or is past its term."""
    if fetcher != asked_by:
        raise Refused(_("Only who asked this list fetches it."))
    if state == "fetched":
        raise Stale(_("This list was fetched already. Ask it again if you need it again."))
    if state != "confirmed" or decided_at is None:
        raise Stale(_("This list is not confirmed yet."))
    if now > decided_at + timedelta(hours=hours):
        raise Stale(_("The time to fetch this list is over. Ask it again."))
