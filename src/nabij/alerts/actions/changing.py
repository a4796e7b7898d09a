"""What every change of an alert does: lock, check the edge and the rights, write, and put it on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from nabij.alerts import contents
from nabij.alerts.kinds import Kind, kind
from nabij.alerts.models import Alert, AlertVersion, Approval
from nabij.alerts.rules import transitions
from nabij.alerts.rules.whom import Whom, whom_of, within_mode
from nabij.audit.actions import record
from nabij.channels.call_backs import actions as call_backs
from nabij.networks import queries as networks
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


def locked(actor: Actor, alert_id: UUID) -> Alert:
    """The row, locked, of an alert that the actor may see. Raises Missing."""
    led = networks.mandates_of(actor, "coordinator")
    found = Alert.objects.select_for_update().filter(id=alert_id).first()
    if found is None or not may_see(actor, found, led) or not in_reach(actor, found):
        raise Missing
    return found


def in_reach(actor: Actor, found: Alert) -> bool:
    """What is beyond the mode of a key does not exist for it."""
    return within_mode(actor.mode, whom_of(found.audience), training=found.training)


def may_see(actor: Actor, found: Alert, led: set[UUID]) -> bool:
    """With the right in its tenant, or for networks that the actor leads; else only what they wrote themselves."""
    if actor.may("alerts.view", found.tenant_id):
        return True
    is_led = bool(found.networks) and set(found.networks) <= led
    return actor.id is not None and (found.created_by == actor.id or is_led)


def leads_all(actor: Actor, network_ids: list[UUID]) -> bool:
    return bool(network_ids) and set(network_ids) <= networks.mandates_of(actor, "coordinator")


def may_write(actor: Actor, alert_kind: Kind, tenant_id: UUID, audience: Whom) -> bool:
    """Staff with the right, or a coordinator for what is not urgent and goes to their own networks only."""
    if actor.may(alert_kind.draft, tenant_id):
        return True
    return alert_kind.code == "non_urgent" and audience.only_networks and leads_all(actor, list(audience.networks))


def require_write(actor: Actor, alert: Alert) -> None:
    if not may_write(actor, kind(alert.kind), alert.tenant_id, whom_of(alert.audience)):
        raise Missing


def step(actor: Actor, alert: Alert, verb: transitions.Verb) -> transitions.Edge:
    """Takes an edge: rights first, then the new state. Raises Missing, Refused or Stale. Does not save."""
    found_kind = kind(alert.kind)
    found = transitions.edge(alert.state, verb)
    for right in transitions.rights_of(found, found_kind):
        if right == found_kind.draft and transitions.DRAFT in found.rights:
            require_write(actor, alert)
        else:
            actor.require(right, alert.tenant_id)
    if transitions.SYSTEM in found.rights and actor.kind != "system":
        raise Missing
    alert.state = found.target
    return found


def editors_of(alert: Alert) -> set[UUID | None]:
    """Everybody who wrote any version."""
    rows = AlertVersion.objects.filter(tenant_id=alert.tenant_id, alert_id=alert.id)
    return set(rows.values_list("editor_id", flat=True))


def write_version(actor: Actor, alert: Alert) -> None:
    """Freezes what the alert says now, and voids approvals of what it said before."""
    now = timezone.now()
    alert.digest = contents.digest_of(alert)
    AlertVersion.objects.create(
        tenant_id=alert.tenant_id, alert_id=alert.id, number=alert.version, content=contents.frozen(alert), digest=alert.digest,
        editor_kind=actor.kind, editor_id=actor.id, at=now,
    )  # fmt: skip
    approvals = Approval.objects.filter(tenant_id=alert.tenant_id, alert_id=alert.id, voided_at__isnull=True)
    approvals.update(voided_at=now)


def put_on_record(actor: Actor, alert: Alert, verb: str, detail: dict[str, Any] | None = None) -> None:
    facts = {"kind": alert.kind, "state": alert.state, "version": alert.version, "digest": alert.digest} | (
        detail or {}
    )
    record(
        actor, tenant_id=alert.tenant_id, verb=f"alerts.{verb}", target="alerts.alert", target_id=alert.id, detail=facts
    )
    call_backs.tell(tenant_id=alert.tenant_id, about="alert", thing_id=alert.id, verb=verb)
