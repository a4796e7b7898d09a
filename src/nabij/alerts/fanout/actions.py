"""Forgetting deliveries: whole partitions past their term."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from nabij.alerts.fanout.retention import drop_parts
from nabij.audit.actions import PLATFORM, record
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


def forget_deliveries(actor: Actor, *, before: datetime) -> list[int]:
    """Drops the partitions whose alerts were all planned before `before`, and records which; the retention job takes the rest
    row by row. Outside a transaction, since partitions are detached without making anybody wait.
    """
    if actor.kind != "system":
        raise Missing
    parts = drop_parts(before)
    if parts:
        detail = {"parts": parts, "before": before.isoformat()}
        with transaction.atomic():
            record(
                actor, tenant_id=PLATFORM, verb="alerts.forget_deliveries", target="alerts.deliveries", target_id=PLATFORM,
                detail=detail, event=False,
            )  # fmt: skip
    return parts
