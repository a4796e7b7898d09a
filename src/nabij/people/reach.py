"""What a sender may know of contact points in the moment of sending: the plain value, quiet hours, and STOP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time
from uuid import UUID

from django.db import connection

from nabij.people import vault


@dataclass(frozen=True, slots=True)
class Reachable:
    """A verified contact point. `value` is plain and never stored or logged; quiet hours are local; `stopped`: wants nothing."""

    value: str = field(repr=False)
    quiet_from: time | None = None
    quiet_until: time | None = None
    stopped: bool = False


def reachable(contact_point_ids: Sequence[UUID], *, tenant_id: UUID, message_kind: str) -> dict[UUID, Reachable]:
    """The contact points that are verified and not retired, as they stand now for messages of this kind of this sender."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, kind, value, quiet_from, quiet_until, exists (select from people_optout o"
            " where o.tenant_id = %s and o.contact_point_id = p.id and o.message_kind in ('', %s))"
            " from people_contactpoint p where id = any(%s) and verified_at is not null and retired_at is null",
            [tenant_id, message_kind, list(contact_point_ids)],
        )
        rows = cursor.fetchall()
    values = vault.open_values((kind, row_id, sealed) for row_id, kind, sealed, *_rest in rows)
    return {
        row_id: Reachable(value, quiet_from, quiet_until, stopped)
        for value, (row_id, _kind, _sealed, quiet_from, quiet_until, stopped) in zip(values, rows, strict=True)
    }
