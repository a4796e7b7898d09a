from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports.actions.changing import facts_of, locked, note, save, take_step
from nabij.reports.models import Incident, Photo, Report
from nabij.reports.states import OPEN, State, Urgency
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id


@transaction.atomic
def merge_incidents(actor: Actor, *, into_id: UUID, version: int, other_id: UUID) -> Incident:
    """Adds the reports of another incident of the same tenant to this one, which stays; the other points to it.

    Raises Missing, Stale or Refused. What may never be warned about, keeps that when it is merged.
    """
    if into_id == other_id:
        raise Refused(_("An incident cannot be merged with itself."))
    # Always in the same order, so that two people merging crosswise do not wait for each other for ever.
    for incident_id in sorted((into_id, other_id)):
        locked(actor, incident_id, "reports.judge")
    into, other = locked(actor, into_id, "reports.judge", version), locked(actor, other_id, "reports.judge")
    if into.tenant_id != other.tenant_id or into.state not in OPEN:
        raise Missing
    take_step(actor, other, "merge", facts_of(other, timezone.now()))
    note(actor, other, "merged", template="joined")
    other.merged_into = into
    Report.objects.filter(tenant_id=into.tenant_id, incident=other).update(incident=into)
    _count(into, other)
    save(actor, other)
    save(actor, into)
    note(actor, into, "joined", internal=other.summary)
    _record(actor, into, "reports.merge_incidents", {"other": other.id})
    return into


@transaction.atomic
def split_off(actor: Actor, *, incident_id: UUID, version: int, report_id: UUID, reason: str) -> Incident:
    """Takes one report out of an incident again: back to the incident it began as, or a new one. Returns that incident."""
    incident = locked(actor, incident_id, "reports.judge", version)
    report = Report.objects.filter(tenant_id=incident.tenant_id, incident=incident, id=report_id).first()
    if report is None:
        raise Missing
    if incident.report_count < 2:
        raise Refused(_("This is the only report of the incident; there is nothing to split off."))
    if not reason.strip():
        raise Refused(_("Say why, in one sentence."))
    apart = _own_incident(actor, incident, report, reason)
    report.incident = apart
    report.save(update_fields=["incident"])
    photos = Photo.objects.filter(tenant_id=incident.tenant_id, report=report).count()
    incident.report_count -= 1
    incident.photo_count -= photos
    apart.photo_count = photos
    save(actor, incident)
    save(actor, apart)
    note(actor, apart, "split_off", internal=reason, template="in_hand")
    note(actor, incident, "split_off", internal=reason)
    _record(actor, incident, "reports.split_off", {"report": report.id, "apart": apart.id})
    return apart


def _count(into: Incident, other: Incident) -> None:
    into.report_count += other.report_count
    into.photo_count += other.photo_count
    into.never_alert = into.never_alert or other.never_alert
    into.caught_in_act = into.caught_in_act or other.caught_in_act
    if other.urgency == Urgency.URGENT:
        into.urgency = Urgency.URGENT
    other.report_count = other.photo_count = 0


def _own_incident(actor: Actor, incident: Incident, report: Report, reason: str) -> Incident:
    first = Incident.objects.select_for_update().filter(
        tenant_id=incident.tenant_id, id=report.first_incident_id, merged_into=incident, state=State.MERGED
    ).first()  # fmt: skip
    if first is not None:
        take_step(actor, first, "split_off", facts_of(first, timezone.now(), reason=reason))
        first.merged_into, first.report_count = None, 1
        return first
    return Incident.objects.create(
        id=new_id(),
        tenant_id=incident.tenant_id,
        category_id=report.category_id,
        **{name: getattr(report, name) for name in _COPIED},
        urgency=incident.urgency,
        never_alert=incident.never_alert,
        summary=report.text[:200],
        channel=report.channel,
        reported_at=report.received_at,
    )


_COPIED = (
    "lon", "lat", "x", "y", "address", "neighbourhood_code", "neighbourhood_name", "happened_at", "caught_in_act",
)  # fmt: skip


def _record(actor: Actor, incident: Incident, verb: str, detail: dict[str, UUID]) -> None:
    record(
        actor, tenant_id=incident.tenant_id, verb=verb, target="reports.incident", target_id=incident.id, detail=detail
    )
