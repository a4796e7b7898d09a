from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports import rules
from nabij.reports.actions.changing import facts_of, locked, note, save, take_step
from nabij.reports.models import Incident, Photo, Report, Task
from nabij.reports.routing.actions.correcting import anew
from nabij.reports.routing.models import RoutingRule
from nabij.reports.states import OPEN, Outcome, State, Urgency
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id


@transaction.atomic
def merge_incidents(
    actor: Actor, *, into_id: UUID, version: int, other_id: UUID, other_version: int | None = None
) -> Incident:
    """Adds another incident of the same tenant to this one, which stays; the other points to it. Reports move along with their
    photos, messages and ratings, and tasks; what was written stays with the other and is read in the history of both.

    Raises Missing, Stale (of either, where its version is given) or Refused. What may never be warned about, keeps that.
    """
    if into_id == other_id:
        raise Refused(_("An incident cannot be merged with itself."))
    # Always in the same order, so that two people merging crosswise do not wait for each other for ever.
    for incident_id in sorted((into_id, other_id)):
        locked(actor, incident_id, "reports.judge")
    into = locked(actor, into_id, "reports.judge", version)
    other = locked(actor, other_id, "reports.judge", other_version)
    if into.tenant_id != other.tenant_id or into.state not in OPEN:
        raise Missing
    take_step(actor, other, "merge", facts_of(other, timezone.now()))
    note(actor, other, "merged", template="joined")
    other.merged_into = into
    own = {"tenant_id": into.tenant_id, "incident": other}
    Report.objects.filter(**own).update(incident=into)
    Task.objects.filter(**own).update(incident=into, came_from=Coalesce("came_from", Value(other.id)))
    Incident.objects.filter(tenant_id=into.tenant_id, merged_into=other).update(merged_into=into)
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
    _take_along(actor, incident, apart, [report], reason)
    _record(actor, incident, "reports.split_off", {"report": report.id, "apart": apart.id})
    return apart


@transaction.atomic
def unmerge(actor: Actor, *, incident_id: UUID, version: int, other_id: UUID, reason: str) -> Incident:
    """Undoes a merge: the other incident stands by itself again, with the reports and tasks that came from it. Returns it.

    Raises Missing where it was not merged into this one, Stale, or Refused without a reason or when no report would be left.
    """
    incident = locked(actor, incident_id, "reports.judge", version)
    others = Incident.objects.select_for_update().filter(tenant_id=incident.tenant_id, merged_into=incident)
    apart = others.filter(id=other_id).first()
    if apart is None:
        raise Missing
    rows = Report.objects.filter(tenant_id=incident.tenant_id, incident=incident)
    reports = list(rows.filter(first_incident_id=apart.id).order_by("id"))
    if len(reports) == rows.count():
        raise Refused(_("Nothing would be left of this incident. Look at the other one instead."))
    _revive(actor, apart, reason)
    _take_along(actor, incident, apart, reports, reason)
    _record(actor, incident, "reports.unmerge", {"apart": apart.id})
    return apart


def _revive(actor: Actor, apart: Incident, reason: str) -> None:
    step = "split_off_in_hand" if apart.outcome in IN_HAND_BY or apart.reopened_at else "split_off"
    take_step(actor, apart, step, facts_of(apart, timezone.now(), reason=reason))
    apart.merged_into, apart.report_count, apart.photo_count = None, 0, 0


def _take_along(actor: Actor, incident: Incident, apart: Incident, reports: Sequence[Report], reason: str) -> None:
    """Reports go to where they belong, with their photos, and the tasks that came from there; both are counted anew."""
    own = {"tenant_id": incident.tenant_id}
    Report.objects.filter(**own, id__in=[report.id for report in reports]).update(incident=apart)
    Task.objects.filter(**own, incident=incident, came_from=apart.id).update(incident=apart, came_from=None)
    photos = Photo.objects.filter(**own, report__in=reports).count()
    incident.report_count -= sum(report.counted for report in reports)
    incident.photo_count -= photos
    _without(incident, apart)
    apart.report_count += sum(report.counted for report in reports)
    apart.photo_count += photos
    save(actor, incident)
    save(actor, apart)
    note(actor, apart, "split_off", internal=reason, template="in_hand")
    note(actor, incident, "split_off", internal=reason)


def _without(incident: Incident, apart: Incident) -> None:
    """What `incident` had of `apart` alone, it has no more: its urgency, the care that it asks and the day that was promised."""
    own = {"tenant_id": incident.tenant_id}
    kept = [*Incident.objects.filter(**own, merged_into=incident).exclude(id=apart.id)]
    told = list(Report.objects.filter(**own, incident=incident).select_related("category"))
    kinds = [incident.category, *(report.category for report in told)]
    rule = RoutingRule.objects.filter(**own | {"id": incident.routed_by_id}, is_urgent=True)
    if apart.caught_in_act:
        incident.caught_in_act = any(one.caught_in_act for one in kept) or any(one.caught_in_act for one in told)
    if apart.never_alert:
        in_care = incident.outcome == Outcome.CRISIS_CARE or any(kind.follow_up == "care" for kind in kinds)
        incident.never_alert = in_care or any(one.never_alert for one in kept)
    if apart.urgency == Urgency.URGENT and not (rule.exists() or any(one.urgency == Urgency.URGENT for one in kept)):
        said = {rules.urgency_of(kind.urgency, incident.caught_in_act) for kind in kinds}
        incident.urgency = Urgency.URGENT if Urgency.URGENT in said else Urgency.NORMAL
    anew(incident, incident.reopened_at)
    incident.due_at = earliest(incident.due_at, *(one.due_at for one in kept))


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of these moments; None where there is none."""
    return min((one for one in moments if one is not None), default=None)


def _count(into: Incident, other: Incident) -> None:
    into.due_at = earliest(into.due_at, other.due_at)
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
        _revive(actor, first, reason)
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
        report_count=0,
    )


IN_HAND_BY = (Outcome.WARN, Outcome.TASK_ONLY, Outcome.CRISIS_CARE)
_COPIED = (
    "lon", "lat", "x", "y", "address", "neighbourhood_code", "neighbourhood_name", "happened_at", "caught_in_act",
)  # fmt: skip


def _record(actor: Actor, incident: Incident, verb: str, detail: dict[str, UUID]) -> None:
    record(
        actor, tenant_id=incident.tenant_id, verb=verb, target="reports.incident", target_id=incident.id, detail=detail
    )
