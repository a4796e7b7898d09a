"""Providers that call back: which of them may, and keeping what they told."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from nabij.channels import actions
from nabij.channels.callback_rules import CallbackRules, Read
from nabij.channels.carriers.http import known
from nabij.channels.stopping import stop_calls


def rules_for(provider: str) -> CallbackRules | None:
    """How this provider calls back; None for one that does not, or that nobody configured."""
    for routes in settings.NABIJ_ROUTES.values():
        for route in routes:
            said: Any = route.get("callback")
            if said and route.get("name", route["driver"]) == provider:
                return known(CallbackRules, said)
    return None


def keep(provider: str, told: Read) -> None:
    """Stores everything or nothing; the same again changes nothing. Only after this the provider hears that we have it."""
    actions.keep_delivered(provider, told.rows)
    for number in told.no_calls:
        stop_calls(number)
