"""Teams, their tasks, and what other services handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.audit.actions import consulted
from nabij.reports.handover import FIELDS
from nabij.reports.models import Incident, Photo, Referral, Task, Team, TeamMember
from nabij.reports.states import ReferralState, State, TaskState
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

AT_MOST = 200
LIVE = (ReferralState.OFFERED, ReferralState.ACCEPTED)
_HANDING = ("reports.task", "reports.refer")


@dataclass(frozen=True, slots=True)
class Received:
    """What the other service sees of a referral: exactly the fields that were handed over, as label and value."""

    referral: Referral
    shown: list[tuple[str, Any]]
    photo_ids: list[UUID]


def teams(actor: Actor, tenant_id: UUID) -> list[Team]:
    """The active teams of a tenant, for who may give tasks there. Raises Missing for anybody else."""
    actor.require("reports.judge", tenant_id)
    return list(Team.objects.filter(tenant_id=tenant_id, active=True).order_by("name"))


def my_tasks(actor: Actor) -> list[Task]:
    """The open tasks of the actor's own teams, oldest first, with incident, category and team (two queries)."""
    tenant_ids = actor.tenants_with("reports.task")
    if actor.id is None:
        return []
    mine = TeamMember.objects.filter(tenant_id__in=tenant_ids, account_id=actor.id).values_list("team_id", flat=True)
    rows = Task.objects.filter(
        tenant_id__in=tenant_ids, team_id__in=list(mine), state__in=(TaskState.OPEN, TaskState.STARTED)
    )
    return list(rows.select_related("incident__category", "team").order_by("id")[:AT_MOST])


def sees_referrals(actor: Actor, right: str = "") -> list[UUID]:
    """Where the actor sees what was handed over: where they have `right`, and where they view reports and arrange the work."""
    arranged = set(actor.tenants_with("reports.view")) & set(actor.tenants_with("reports.route"))
    return sorted(arranged.union(*(actor.tenants_with(one) for one in ([right] if right else _HANDING))))


def referrals_received(actor: Actor) -> list[Referral]:
    """What other tenants handed to the actor's own and is still in force, newest first; only its frame, not its content."""
    rows = Referral.objects.filter(
        to_tenant_id__in=sees_referrals(actor, "reports.task"), state__in=LIVE, until__gt=timezone.now()
    )
    return list(rows.select_related("tenant", "to_tenant").order_by("-id")[:AT_MOST])


def referrals_sent(actor: Actor) -> list[Referral]:
    """What the actor's own tenants handed to others, newest first, whether it is in force or over."""
    rows = Referral.objects.filter(tenant_id__in=sees_referrals(actor, "reports.refer"))
    return list(rows.select_related("tenant", "to_tenant", "incident__category").order_by("-id")[:AT_MOST])


@transaction.atomic
def referral_shown(actor: Actor, referral_id: UUID) -> Received:
    """The fields that were handed over, while the referral is in force; logged on both sides.

    Raises Missing before, after, and for anybody else.
    """
    rows = Referral.objects.select_related("tenant", "incident__category").filter(
        to_tenant_id__in=sees_referrals(actor, "reports.task"), state__in=LIVE, until__gt=timezone.now()
    )
    found = rows.filter(id=referral_id).first()
    if found is None:
        raise Missing
    for tenant_id in (found.tenant_id, found.to_tenant_id):
        consulted(actor, tenant_id=tenant_id, target="reports.referral", target_id=found.id)
    shown = [(str(FIELDS[name]), _value(found.incident, name)) for name in found.fields if name != "photos"]
    return Received(found, shown, _photos(found) if "photos" in found.fields else [])


def withheld_due(actor: Actor, before: datetime) -> list[Incident]:
    """Withheld incidents whose review day comes before a moment, soonest first."""
    rows = Incident.objects.filter(
        tenant_id__in=actor.tenants_with("reports.judge"), state=State.WITHHELD, review_at__lt=before
    )
    return list(rows.select_related("category", "tenant").order_by("review_at")[:AT_MOST])


def _value(incident: Incident, name: str) -> Any:
    values = {
        "category": in_language(incident.category.name),
        "place": incident.address or f"{incident.lat:.5f}, {incident.lon:.5f}",
        "happened_at": incident.happened_at,
        "summary": incident.summary,
    }
    return values[name]


def _photos(referral: Referral) -> list[UUID]:
    rows = Photo.objects.filter(tenant_id=referral.tenant_id, report__incident_id=referral.incident_id)
    return list(rows.order_by("id").values_list("id", flat=True))
