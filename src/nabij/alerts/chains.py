"""Messages about one thing: the alert and what followed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import connection

from nabij.alerts.rules.chain import LEFT, Message

if TYPE_CHECKING:
    from nabij.alerts.models import Alert


@dataclass(frozen=True)
class Link:
    """One message of a chain. `sent_at` is None for what has not left."""

    id: UUID
    follows: UUID | None
    message_type: str
    state: str
    sent_at: datetime | None


_CHAIN: Final = """
    with recursive up as (
      select tenant_id, id, follows_id from alerts_alert where tenant_id = %(tenant)s and id = %(id)s
      union all
      select before.tenant_id, before.id, before.follows_id from alerts_alert before
      join up on up.tenant_id = before.tenant_id and up.follows_id = before.id
    ), down as (
      select tenant_id, id from up where follows_id is null
      union all
      select later.tenant_id, later.id from alerts_alert later
      join down on down.tenant_id = later.tenant_id and later.follows_id = down.id
    )
    select id, follows_id, message_type, state, sent_at from alerts_alert
    where tenant_id = %(tenant)s and id in (select id from down)
    order by sent_at nulls last, created_at, id
"""


def chain(tenant_id: UUID, alert_id: UUID) -> list[Link]:
    """Every message of the chain of an alert, itself too, those that left first and in that order (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, {"tenant": tenant_id, "id": alert_id})
        return [Link(*row) for row in cursor.fetchall()]


def others_that_left(alert: Alert) -> list[Message]:
    """The messages of its chain that left, without the alert itself, in the order of leaving."""
    return [
        Message(one.id, one.message_type)
        for one in chain(alert.tenant_id, alert.follows_id or alert.id)
        if one.state in LEFT and one.id != alert.id
    ]


def answered(alert: Alert) -> list[UUID]:
    """The messages whose recipients hear this one: of the chain that it follows or, as feedback, answers. None for an alert."""
    before = alert.follows_id or alert.feedback_on_id
    if before is None:
        return []
    return [
        one.id for one in chain(alert.tenant_id, before) if one.state in LEFT and one.id != alert.id and one.sent_at
    ]
