"""Handing an incident to another service: named fields, on a legal basis, until a day. The owner stays the owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports.actions.changing import facts_of, locked, note, save, take_step
from nabij.reports.handover import FIELDS, needs_saying
from nabij.reports.models import Incident, Referral
from nabij.reports.states import Outcome, ReferralState, State
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import TenantKind
from nabij.tenants.queries import tenant

LIVE = (ReferralState.OFFERED, ReferralState.ACCEPTED)


@transaction.atomic
def refer(
    actor: Actor,
    *,
    incident_id: UUID,
    version: int,
    to_tenant_id: UUID,
    fields: Sequence[str],
    legal_basis: str,
    reason: str,
    until: datetime,
    is_needed: bool = False,
) -> Referral:
    """Shows the named fields (keys of `handover.FIELDS`) of an incident to another tenant until a day. `is_needed`: somebody says
    that the other service needs what was told to the police.

    Raises Missing without reports.refer, Stale, or Refused where basis, reason, field or day is missing.
    """
    now = timezone.now()
    incident = locked(actor, incident_id, "reports.refer", version)
    to_tenant = tenant(to_tenant_id)
    if to_tenant.id == incident.tenant_id:
        raise Refused(_("This incident is already yours. Choose another service."))
    _check(fields, legal_basis, until, now)
    from_police = tenant(incident.tenant_id).kind == TenantKind.ZONE
    if not is_needed and needs_saying(from_police, to_tenant.kind == TenantKind.ZONE, fields):
        raise Refused(
            _(
                "What was told to the police, and photos, go to another service only where needed. Tick that, or leave them out."
            )
        )
    take_step(actor, incident, Outcome.REFER, facts_of(incident, now, reason=reason))
    incident.outcome, incident.judged_at, incident.judged_by = Outcome.REFER, now, actor.id
    save(actor, incident)
    referral = Referral.objects.create(
        tenant_id=incident.tenant_id,
        incident=incident,
        to_tenant=to_tenant,
        fields=[name for name in FIELDS if name in fields],
        legal_basis=legal_basis.strip(),
        reason=reason.strip(),
        until=until,
        offered_at=now,
        offered_by=actor.id,
    )
    note(actor, incident, "referred", internal=f"{to_tenant.name}. {reason.strip()}", template="referred")
    _record(actor, referral, "reports.refer")
    return referral


@transaction.atomic
def accept_referral(actor: Actor, *, referral_id: UUID) -> Referral:
    """The other service takes it on. Needs reports.task there."""
    referral = _received(actor, referral_id)
    if referral.state != ReferralState.OFFERED or referral.until <= timezone.now():
        raise Refused(_("This can no longer be taken on."))
    return _answer(actor, referral, ReferralState.ACCEPTED, "", "reports.accept_referral")


@transaction.atomic
def decline_referral(actor: Actor, *, referral_id: UUID, reason: str) -> Referral:
    """The other service gives it back with a reason; the owner judges it again."""
    referral = _received(actor, referral_id)
    if referral.state not in LIVE:
        raise Refused(_("This can no longer be given back."))
    return _end(actor, referral, ReferralState.DECLINED, reason, "reports.decline_referral")


@transaction.atomic
def finish_referral(actor: Actor, *, referral_id: UUID, result: str) -> Referral:
    """The other service has done it, with what it did; then it sees nothing any more, and the owner closes the incident."""
    referral = _received(actor, referral_id)
    if referral.state != ReferralState.ACCEPTED or referral.until <= timezone.now():
        raise Refused(_("Take it on first; what is over can no longer be done."))
    if not result.strip():
        raise Refused(_("Write in a few words what you found or did."))
    incident = Incident.objects.select_for_update().get(id=referral.incident_id, tenant_id=referral.tenant_id)
    words = f"{referral.to_tenant.name}: {result.strip()}"
    note(actor, incident, "referral_done", internal=words)
    return _answer(actor, referral, ReferralState.DONE, result.strip()[:400], "reports.finish_referral")


@transaction.atomic
def revoke_referral(actor: Actor, *, referral_id: UUID, reason: str) -> Referral:
    """The owner ends it: from then on the other service sees nothing of it any more."""
    referral = Referral.objects.select_for_update().filter(
        id=referral_id, tenant_id__in=actor.tenants_with("reports.refer")
    ).first()  # fmt: skip
    if referral is None:
        raise Missing
    if referral.state not in LIVE:
        raise Refused(_("This was ended before."))
    return _end(actor, referral, ReferralState.REVOKED, reason, "reports.revoke_referral")


def _check(fields: Sequence[str], legal_basis: str, until: datetime, now: datetime) -> None:
    if not set(fields) or not set(fields) <= FIELDS.keys():
        raise Refused(_("Choose what the other service may see."))
    if not legal_basis.strip():
        raise Refused(_("Name the legal basis on which this is handed over."))
    if until <= now:
        raise Refused(_("Choose a day in the future until which the other service may see this."))


def _received(actor: Actor, referral_id: UUID) -> Referral:
    found = Referral.objects.select_for_update().filter(
        id=referral_id, to_tenant_id__in=actor.tenants_with("reports.task")
    ).first()  # fmt: skip
    if found is None:
        raise Missing
    return found


def _end(actor: Actor, referral: Referral, state: ReferralState, reason: str, verb: str) -> Referral:
    if not reason.strip():
        raise Refused(_("Say why, in one sentence."))
    incident = Incident.objects.select_for_update().get(id=referral.incident_id, tenant_id=referral.tenant_id)
    if incident.state == State.REFERRED:
        incident.state, incident.outcome = State.NEW, ""
        save(actor, incident)
    note(actor, incident, "given_back", internal=reason.strip(), template="in_hand")
    return _answer(actor, referral, state, reason.strip(), verb)


def _answer(actor: Actor, referral: Referral, state: ReferralState, reason: str, verb: str) -> Referral:
    referral.state, referral.ended_because, referral.answered_at = state, reason, timezone.now()
    referral.save(update_fields=["state", "ended_because", "answered_at"])
    _record(actor, referral, verb)
    return referral


def _record(actor: Actor, referral: Referral, verb: str) -> None:
    """On both sides: the owner and who was shown it."""
    detail = {
        "referral": referral.id,
        "to": referral.to_tenant_id,
        "fields": referral.fields,
        "basis": referral.legal_basis,
    }
    for tenant_id in (referral.tenant_id, referral.to_tenant_id):
        record(
            actor,
            tenant_id=tenant_id,
            verb=verb,
            target="reports.incident",
            target_id=referral.incident_id,
            detail=detail,
        )
