from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from nabij.people import vault
from nabij.reports import rules
from nabij.reports.models import Duty, DutyCall, Incident
from nabij.reports.states import CallState, State, Urgency
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.queries import tenants

UNREAD_AT_MOST: Final = 500
AT_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class CallToMake:
    """A call that was ordered: which channel, whom, about what. The number never shows in a log."""

    id: UUID
    tenant_id: UUID
    channel: str
    number: str = field(repr=False)
    kind: str
    address: str


def call_to_make(actor: Actor, call_id: UUID) -> CallToMake | None:
    """An order that nobody carried out yet; None once it was, or where nobody is on duty."""
    rows = DutyCall.objects.select_related("duty", "incident__category").filter(
        tenant_id__in=actor.tenants_with("reports.judge"), state=CallState.ORDERED, duty__isnull=False
    )
    call = rows.filter(id=call_id).first()
    if call is None or call.duty is None:
        return None
    duty = call.duty
    number = vault.open_value(duty.contact_kind, duty.id, bytes(duty.contact_value))
    incident = call.incident
    return CallToMake(call.id, call.tenant_id, "voice", number, in_language(incident.category.name), incident.address)


def calls_of(actor: Actor, incident_id: UUID) -> list[DutyCall]:
    """The calls about an incident, first one first."""
    rows = DutyCall.objects.filter(tenant_id__in=actor.tenants_with("reports.view"), incident_id=incident_id)
    return list(rows.select_related("duty").order_by("id"))


def roster(actor: Actor) -> list[Duty]:
    """Duties that are not over, in the tenants where the actor makes the roster (people.manage), soonest first."""
    rows = Duty.objects.filter(tenant_id__in=actor.tenants_with("people.manage"), until_at__gt=timezone.now())
    return list(rows.select_related("tenant").order_by("from_at", "role")[:AT_MOST])


def on_duty(actor: Actor) -> list[Duty]:
    """Who is on duty now in the tenants of the actor."""
    now = timezone.now()
    rows = Duty.objects.filter(tenant_id__in=actor.tenants_with("reports.view"), from_at__lte=now, until_at__gt=now)
    return list(rows.select_related("tenant").order_by("tenant__name", "-role"))


def telephone_on_duty(actor: Actor, tenant_id: UUID, role: str) -> tuple[str, str] | None:
    """Kind and number of who has this role on duty now, for one message by the platform; None where nobody has. Never log it."""
    now = timezone.now()
    rows = Duty.objects.filter(tenant_id__in=actor.tenants_with("reports.judge"), from_at__lte=now, until_at__gt=now)
    duty = rows.filter(tenant_id=tenant_id, role=role).order_by("-from_at").first()
    if duty is None:
        return None
    return duty.contact_kind, vault.open_value(duty.contact_kind, duty.id, bytes(duty.contact_value))


@dataclass(frozen=True, slots=True)
class Unread:
    """How many urgent reports wait longer than their tenant allows, and since when the oldest does."""

    count: int
    since: datetime | None


def unread_urgent(tenant_ids: Iterable[UUID], now: datetime) -> Unread:
    """Urgent reports that nobody judged in time (two queries, no content); a tenant may set `unjudged_after_min`."""
    limits = {
        one.id: timedelta(minutes=int(one.settings.get("unjudged_after_min", rules.UNJUDGED_AFTER_MIN)))
        for one in tenants(tenant_ids)
    }
    new = Incident.objects.filter(tenant_id__in=limits, state=State.NEW, urgency=Urgency.URGENT, reported_at__lte=now)
    rows = new.order_by("reported_at").values_list("tenant_id", "reported_at")[:UNREAD_AT_MOST]
    late = [at for tenant_id, at in rows if at + limits[tenant_id] <= now]
    return Unread(len(late), late[0] if late else None)
