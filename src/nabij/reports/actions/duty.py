"""Who is on duty, and calling them when an urgent report stays unread."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.people import vault
from nabij.reports import rules
from nabij.reports.actions.changing import note
from nabij.reports.models import Duty, DutyCall, Incident
from nabij.reports.states import CallState, DutyRole, State, Urgency
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Refused
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant
from nabij.tenants.queries import all_tenants

AT_MOST = 200
OLDEST = timedelta(days=2)


@transaction.atomic
def put_on_duty(
    actor: Actor, *, tenant_id: UUID, role: str, name: str, number: str, from_at: datetime, until_at: datetime,
    account_id: UUID | None = None,
) -> Duty:  # fmt: skip
    """Puts somebody on duty with the telephone of that duty. Needs people.manage; raises Refused for a wrong number or span."""
    actor.require("people.manage", tenant_id)
    if until_at <= from_at:
        raise Refused(_("A duty ends after it begins."))
    kind = vault.kind_of_number(number)
    duty_id = new_id()
    duty = Duty.objects.create(
        id=duty_id,
        tenant_id=tenant_id,
        role=role,
        name=name,
        account_id=account_id,
        contact_kind=kind,
        contact_value=vault.seal_value(kind, duty_id, vault.normalise(kind, number)),
        from_at=from_at,
        until_at=until_at,
    )
    detail = {"role": role, "from": from_at, "until": until_at, "account": account_id}
    record(
        actor, tenant_id=tenant_id, verb="reports.put_on_duty", target="reports.duty", target_id=duty_id, detail=detail
    )
    return duty


def escalate_unjudged(now: datetime | None = None) -> list[UUID]:
    """Orders the calls that are due about urgent reports nobody judged. Returns the ids of the new orders.

    Each incident is one transaction, and each role is called once; running it again, or twice at once, changes nothing.
    """
    moment = now or timezone.now()
    unread = Incident.objects.filter(state=State.NEW, urgency=Urgency.URGENT, reported_at__gt=moment - OLDEST)
    last_step = DutyCall.objects.filter(
        tenant_id=OuterRef("tenant_id"), incident_id=OuterRef("id"), role=DutyRole.DEPUTY
    )
    soonest = min((unjudged_after_min(tenant) for tenant in all_tenants()), default=rules.UNJUDGED_AFTER_MIN)
    late = unread.filter(~Exists(last_step), reported_at__lte=moment - timedelta(minutes=soonest))
    ids = list(late.order_by("reported_at").values_list("id", flat=True)[:AT_MOST])
    return [order for incident_id in ids for order in _escalate(incident_id, moment)]


@transaction.atomic
def _escalate(incident_id: UUID, now: datetime) -> list[UUID]:
    found = Incident.objects.select_for_update(of=("self",), skip_locked=True).select_related("tenant")
    incident = found.filter(id=incident_id, state=State.NEW).first()
    if incident is None:
        return []
    roles = rules.late_steps(incident.reported_at, now, unjudged_after_min(incident.tenant))
    called = set(
        DutyCall.objects.filter(tenant_id=incident.tenant_id, incident=incident).values_list("role", flat=True)
    )
    return [_order(incident, role, now) for role in roles if role not in called]


def unjudged_after_min(tenant: Tenant) -> int:
    """Minutes an urgent report may wait in this tenant."""
    return int(tenant.settings.get("unjudged_after_min", rules.UNJUDGED_AFTER_MIN))


def _order(incident: Incident, role: str, now: datetime) -> UUID:
    actor = system_actor([incident.tenant_id])
    on_duty = Duty.objects.filter(tenant_id=incident.tenant_id, role=role, from_at__lte=now, until_at__gt=now)
    duty = on_duty.order_by("-from_at").first()
    call = DutyCall.objects.create(
        tenant_id=incident.tenant_id,
        incident=incident,
        duty=duty,
        role=role,
        ordered_at=now,
        state=CallState.ORDERED if duty else CallState.FAILED,
        answer="" if duty else "nobody_on_duty",
    )
    note(actor, incident, f"called_{role}", internal=duty.name if duty else _("Nobody is on duty."))
    record(
        actor,
        tenant_id=incident.tenant_id,
        verb="reports.call_duty",
        target="reports.incident",
        target_id=incident.id,
        detail={"role": role, "duty": duty.id if duty else None, "call": call.id},
    )
    return call.id


@transaction.atomic
def answer_call(actor: Actor, *, call_id: UUID, handed_over: bool, answer: str) -> DutyCall:
    """Writes what the provider said about a call to the one on duty."""
    call = DutyCall.objects.select_for_update().get(id=call_id, tenant_id__in=actor.tenants_with("reports.judge"))
    call.state = CallState.HANDED_OVER if handed_over else CallState.FAILED
    call.answer, call.answered_at = answer[:120], timezone.now()
    call.save(update_fields=["state", "answer", "answered_at"])
    if not handed_over:
        incident = Incident.objects.get(id=call.incident_id, tenant_id=call.tenant_id)
        note(actor, incident, "call_failed", internal=call.get_role_display())
    record(
        actor,
        tenant_id=call.tenant_id,
        verb="reports.answer_call",
        target="reports.incident",
        target_id=call.incident_id,
        detail={"call": call.id, "state": str(call.state), "answer": call.answer},
    )
    return call
