"""The same request with the same Idempotency-Key gets the same answer, and is done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Header, Schema, Status

from nabij.people.actions import answer_once
from nabij.people.api.keys import announce_limit

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=120, pattern=r"^[!-~]+$",
        description="Your own name for this request: sent again with the same one, it is done once. Kept for seven days.",
    ),
]  # fmt: skip


def once(request: HttpRequest, key: str, answer: Callable[[], Status[Any]]) -> HttpResponse:
    """The answer of `answer`, a status with a schema, made at most once for `key` of who calls.

    Raises Refused where the key was used for another request.
    """
    asked = hashlib.sha256(b"\0".join([str(request.method).encode(), request.path.encode(), request.body])).digest()
    status, body, was_answered = answer_once(
        request.auth.id,  # type: ignore[attr-defined]
        key=key,
        asked=asked,
        answer=lambda: _plain(answer()),
    )
    sent = JsonResponse(body, status=status)
    if was_answered:
        sent["Idempotent-Replayed"] = "true"
    return announce_limit(request, sent)


def _plain(answer: Status[Any]) -> tuple[int, Any]:
    value = answer.value
    return answer.status_code, value.model_dump(mode="json") if isinstance(value, Schema) else value
