"""What happens when a session ends."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from nabij.people.actions import sign_out
from nabij.people.models import Account


def signed_out(request: HttpRequest, user: Account | None, **_rest: Any) -> None:
    """Receiver of Django's `user_logged_out`: closes the live pages of this account, by an event on record."""
    actor = getattr(request, "actor", None)
    if user is not None:
        sign_out(user, tenant_id=next(iter(actor.rights), None) if actor else None)
