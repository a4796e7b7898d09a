"""What waits too long: the coordinator is reminded, and after the term it is the officer's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from nabij.networks.actions import note
from nabij.networks.channel.models import Post
from nabij.networks.channel.rules import OPEN
from nabij.networks.models import Mandate, MandateRole, Network
from nabij.networks.zone_rules import rules_of
from nabij.tenants.actor import system_actor


@dataclass(frozen=True)
class Nudge:
    """Accounts that hear that messages wait in a network; `last` when the term is over and the officer has them now."""

    tenant_id: UUID
    network_id: UUID
    network: str
    account_ids: list[UUID]
    posts: int
    last: bool


@transaction.atomic
def remind_and_pass_on(now: datetime) -> list[Nudge]:
    """Marks what waits past the reminder, and what waits past its term; says who must hear of it. Again gives nothing new."""
    rows = Post.objects.select_for_update(of=("self",)).filter(state__in=OPEN, passed_on_at__isnull=True)
    found: dict[tuple[UUID, bool], list[Post]] = {}
    networks: dict[UUID, Network] = {}
    for row in rows.select_related("network__tenant"):
        networks.setdefault(row.network_id, row.network)
        late = row.due_at is not None and row.due_at <= now
        reminder = row.at + timedelta(hours=rules_of(networks[row.network_id]).reminder_hours)
        if late or (row.reminded_at is None and reminder <= now):
            found.setdefault((row.network_id, late), []).append(row)
    return [_marked(networks[network_id], late, late_rows, now) for (network_id, late), late_rows in found.items()]


def _marked(network: Network, late: bool, rows: list[Post], now: datetime) -> Nudge:
    marked = Post.objects.filter(tenant_id=network.tenant_id, id__in=[row.id for row in rows])
    marked.update(**{"passed_on_at" if late else "reminded_at": now})
    detail = {"posts": [str(row.id) for row in rows]}
    note(system_actor([network.tenant_id]), network, "pass_on_posts" if late else "remind_of_posts", detail)
    role = MandateRole.OFFICER if late else MandateRole.COORDINATOR
    held = Mandate.objects.filter(tenant_id=network.tenant_id, network_id=network.id, role=role).order_by("deputy")
    return Nudge(
        network.tenant_id, network.id, network.name, list(held.values_list("account_id", flat=True)), len(rows), late
    )
