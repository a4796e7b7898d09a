"""A mail to a member of staff about a network, at the address of their service."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from nabij.channels.single import send_single
from nabij.people.working import queries as working


def mail(account_id: UUID, words: Callable[[str], tuple[str, str]]) -> bool | None:
    """Whether a provider took it; None where they gave no address. `words` gives subject and text in a language."""
    way = working.way_to(account_id, "email")
    if way is None:
        return None
    subject, text = words(settings.LANGUAGE_CODE)
    return send_single(kind=way.kind, to=way.value, subject=subject, text=text, language=settings.LANGUAGE_CODE)
