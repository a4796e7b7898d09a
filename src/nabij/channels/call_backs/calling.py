"""A call to the system of somebody who wants to know: thin, signed, and again until it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import httpx
from django.conf import settings

from nabij.channels import guard
from nabij.channels.call_backs import subjects
from nabij.channels.call_backs.models import CallBack
from nabij.channels.carriers.http import known
from nabij.channels.carriers.webhook import Caller, WebhookRules
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.errors import Missing

GONE: Final = 410


class NotAnswered(Exception):
    """The system did not take the call; it is called again. `str()` says why, without its address."""

    is_gone = False


class Gone(NotAnswered):
    """The system says that it is gone for good."""

    is_gone = True


def call(found: CallBack, *, about: str, thing_id: UUID, call_id: str, verb: str, at: datetime) -> bool:
    """Tells a system of a change. False where its key may not see the thing (any longer). Raises NotAnswered."""
    key = people.actor_for(people.account(found.account_id))
    try:
        data = subjects.subject(about).describe(key, thing_id)
    except Missing:
        return False
    content = {"type": f"{about}.changed", "timestamp": at.isoformat(), "data": {**data, "verb": verb}}
    _post(found, call_id, json.dumps(content, separators=(",", ":"), default=str).encode())
    return True


def _post(found: CallBack, call_id: str, content: bytes) -> None:
    value = vault.open_value("webhook", found.id, bytes(found.value))
    try:
        answer = _caller().post(value, call_id, content)
    except guard.NotPublic:
        raise Gone("The address lies inside our own network.") from None
    except (httpx.HTTPError, OSError, ValueError) as error:
        raise NotAnswered(type(error).__name__) from None
    if answer.status_code == GONE:
        raise Gone("The system says that it is gone.")
    if not answer.is_success:
        raise NotAnswered(f"The system answered {answer.status_code}.")


@cache
def _caller() -> Caller:
    routes: Sequence[Mapping[str, Any]] = settings.NABIJ_ROUTES.get("webhook") or [{}]
    return Caller(known(WebhookRules, routes[0]))
