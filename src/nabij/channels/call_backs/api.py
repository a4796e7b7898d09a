"""The door at which another system asks to be told of changes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from nabij.channels.call_backs import actions, queries, subjects
from nabij.channels.call_backs.models import CallBack
from nabij.people.api.asked import Strict
from nabij.people.api.once import IdempotencyKey, once
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

router = Router()


class CallBackIn(Strict):
    url: Annotated[str, Field(min_length=8, max_length=500, pattern=r"^[!-~]+$")] = Field(
        description="Where we post each change, with TLS; inside our own network only where the installation allows it."
    )
    about: list[Annotated[str, Field(max_length=20, pattern=r"^[a-z_]+$")]] = Field(
        [], max_length=10, description="Only these, such as alert or incident; empty: everything that the key may see."
    )
    tenant_id: UUID | None = Field(None, description="Only for a key of more than one tenant.")


class CallBackOut(Schema):
    """`trouble` says why the last call was not answered; it is empty when it was."""

    id: UUID
    tenant_id: UUID
    about: list[str]
    created_at: datetime
    answered_at: datetime | None
    trouble_at: datetime | None
    trouble: str


class NewCallBackOut(CallBackOut):
    """`secret` signs each call (Standard Webhooks); it is given this once."""

    secret: str


@router.post("/call-backs", response={201: NewCallBackOut}, summary="Be told of every change")
def add_call_back(request: HttpRequest, idempotency_key: IdempotencyKey, given: CallBackIn) -> HttpResponse:
    """We post each change that this key may see to your address, signed, until it is answered."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    tenant_id = given.tenant_id or _only_tenant(actor)

    def made() -> Status[NewCallBackOut]:
        row, secret = actions.add_call_back(actor, tenant_id=tenant_id, url=given.url, about=given.about)
        return Status(201, NewCallBackOut(secret=secret, **_shown(row).model_dump()))

    return once(request, idempotency_key, made)


@router.get("/call-backs", response=list[CallBackOut], summary="Who is told, and whether it works")
def list_call_backs(request: HttpRequest) -> list[CallBackOut]:
    """The call-backs of this key."""
    return [_shown(row) for row in queries.call_backs(request.auth)]  # type: ignore[attr-defined]


@router.delete("/call-backs/{call_back_id}", response={204: None}, summary="Tell it nothing more")
def end_call_back(request: HttpRequest, call_back_id: UUID) -> Status[None]:
    """Ends a call-back of this key."""
    actions.end_call_back(request.auth, call_back_id=call_back_id)  # type: ignore[attr-defined]
    return Status(204, None)


def _only_tenant(actor: Actor) -> UUID:
    tenants = {one for right in subjects.rights() for one in actor.tenants_with(right)}
    if not tenants:
        raise Missing
    if len(tenants) > 1:
        raise Refused("This key has several tenants: send tenant_id.")
    return tenants.pop()


def _shown(row: CallBack) -> CallBackOut:
    return CallBackOut(**{name: getattr(row, name) for name in CallBackOut.model_fields})
