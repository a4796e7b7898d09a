"""Counting, and setting what a year is to bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.networks import queries, todo
from nabij.networks.actions import MANAGE
from nabij.networks.overview import rules
from nabij.networks.overview.models import Coverage, Figures, Goal, GoalKind, Waiting
from nabij.networks.overview.queries import measuring
from nabij.networks.overview.queries.measuring import Measured
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

COUNTED = ("state", "households", "addresses", "area_version", "judged", "response_hours", "owed", "answered", "in_time",
           "feedback_hours", "messages_week", "cost_cents", "counted_at")  # fmt: skip
MOST = 100_000
PERCENTAGES = frozenset({GoalKind.REACHED, GoalKind.FEEDBACK, GoalKind.LED})


@transaction.atomic
def recount(actor: Actor, *, tenant_id: UUID, now: datetime | None = None) -> int:
    """Counts the networks and neighbourhoods of a zone anew, in the row of this month; earlier months stay. Gives how many
    networks. For the house itself, every few minutes. Raises Missing."""
    if actor.kind != "system":
        raise Missing
    at = now or timezone.now()
    month = rules.month_of(timezone.localdate(at))
    found = [_figures(tenant_id, one, month, at) for one in measuring.measured(tenant_id, at)]
    Figures.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["tenant", "network", "month"], update_fields=list(COUNTED)
    )
    _wait(tenant_id, [one.network_id for one in found], at)
    covered = [
        Coverage(tenant_id=tenant_id, area_code=code, month=month, households=households, counted_at=at)
        for code, households in measuring.covered(tenant_id).items()
    ]
    Coverage.objects.filter(tenant_id=tenant_id, month=month).exclude(
        area_code__in=[one.area_code for one in covered]
    ).delete()
    Coverage.objects.bulk_create(
        covered, update_conflicts=True, unique_fields=["tenant", "month", "area_code"],
        update_fields=["households", "counted_at"],
    )  # fmt: skip
    return len(found)


def _wait(tenant_id: UUID, network_ids: Sequence[UUID], at: datetime) -> None:
    """Keeps what is to do: a page that asked every source would ask some thirty questions."""
    matters = [asdict(one) for one in todo.todo_of(queries.networks_by_id(network_ids), at)]
    kept = [{name: value if value is None else str(value) for name, value in one.items()} for one in matters]
    Waiting.objects.update_or_create(tenant_id=tenant_id, defaults={"matters": kept, "counted_at": at})


def _figures(tenant_id: UUID, one: Measured, month: date, at: datetime) -> Figures:
    return Figures(
        tenant_id=tenant_id, network_id=one.network_id, month=month, state=one.state, households=one.households,
        addresses=one.addresses, area_version=one.area_version, judged=len(one.hours), response_hours=rules.middle(one.hours),
        owed=one.feedback.owed, answered=one.feedback.answered, in_time=one.feedback.in_time,
        feedback_hours=one.feedback.hours, messages_week=one.messages_week, cost_cents=one.cost_cents, counted_at=at,
    )  # fmt: skip


@transaction.atomic
def set_goals(actor: Actor, *, tenant_id: UUID, year: int, targets: Mapping[str, int | None]) -> None:
    """Says what a zone or municipality wants to reach in a year; None takes a goal away. Raises Missing, or Refused for a number
    that cannot be."""
    actor.require(MANAGE, tenant_id)
    for what, target in targets.items():
        if target is not None and not 0 < target <= (100 if GoalKind(what) in PERCENTAGES else MOST):
            raise Refused(_("Write a goal as a whole number above 0, a percentage as at most 100."))
    for what, target in targets.items():
        kept = Goal.objects.filter(tenant_id=tenant_id, year=year, what=GoalKind(what))
        if target is None:
            kept.delete()
        elif not kept.update(target=target):
            Goal.objects.create(tenant_id=tenant_id, year=year, what=GoalKind(what), target=target)
    record(
        actor, tenant_id=tenant_id, verb="networks.set_goals", target="tenants.tenant", target_id=tenant_id,
        detail={"year": year, "targets": dict(targets)},
    )  # fmt: skip


@transaction.atomic
def record_export(actor: Actor, *, tenant_id: UUID, rows: int, form: str) -> None:
    """Puts on record that somebody took the table of networks out of the house: counts, without persons."""
    actor.require("networks.view", tenant_id)
    record(
        actor, tenant_id=tenant_id, verb="networks.export_overview", target="tenants.tenant", target_id=tenant_id,
        detail={"rows": rows, "form": form}, event=False,
    )  # fmt: skip
