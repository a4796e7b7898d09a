"""What somebody answers to a warning: a report like any other, beside the fact that the warning was about."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports.actions.changing import note, save
from nabij.reports.actions.intake import LONGEST_TEXT, Recorded, category_of, seal_reporter, store
from nabij.reports.models import Incident, Report
from nabij.reports.states import OPEN, Channel, State
from nabij.reports.told import Told
from nabij.reports.where import controller_of, spot
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id


@transaction.atomic
def take_reply(actor: Actor, *, told: Told, number: str, incident_id: UUID | None = None) -> Recorded:
    """A report by an answer to a warning; the same `number` again gives the first one back.

    Beside the reports of `incident_id` while that is open, else an incident of its own. Only the platform itself takes
    replies (Missing otherwise). Raises Refused for a place that is not ours.
    """
    if actor.kind != "system":
        raise Missing
    category, place = category_of(told.category), spot(told.place)
    tenant = controller_of(category, place)
    known = Report.objects.filter(tenant=tenant, external_number=number).first()
    if known is not None:
        return Recorded(known.id, known.incident_id, tenant.id, "", is_new=False)
    incident = _open_one(tenant.id, incident_id)
    if incident is None:
        return store(actor, told, category, place, tenant, Channel.REPLY, number)
    now = timezone.now()
    report = Report(
        **place.columns(), id=new_id(), tenant_id=incident.tenant_id, incident=incident, first_incident_id=incident.id,
        category=category, channel=Channel.REPLY, text=told.text.strip()[:LONGEST_TEXT], happened_at=now, received_at=now,
        language=told.language, reporter_person=told.person_id, external_number=number, recorded_by=actor.id,
    )  # fmt: skip
    seal_reporter(report, told.name, told.contact)
    report.save(force_insert=True)
    _counted(actor, incident, report)
    return Recorded(report.id, incident.id, tenant.id, "")


@transaction.atomic
def add_to_reply(actor: Actor, *, tenant_id: UUID, report_id: UUID, text: str) -> None:
    """What the same person answers a little later goes on where they left off. Raises Missing for anybody but the platform."""
    report = Report.objects.select_for_update().filter(tenant_id=tenant_id, id=report_id, channel=Channel.REPLY).first()
    if actor.kind != "system" or report is None:
        raise Missing
    report.text = f"{report.text}\n{text.strip()}"[:LONGEST_TEXT]
    report.save(update_fields=["text"])
    incident = Incident.objects.select_for_update().get(tenant_id=tenant_id, id=report.incident_id)
    note(actor, incident, "note", internal=_("Who answered the warning wrote more."))
    save(actor, incident)
    _record(actor, report, "reports.add_to_reply")


def _open_one(tenant_id: UUID, incident_id: UUID | None) -> Incident | None:
    """The incident, or the one it was merged into, while somebody works on it."""
    if incident_id is None:
        return None
    found = Incident.objects.select_for_update().filter(tenant_id=tenant_id, id=incident_id).first()
    if found is not None and found.state == State.MERGED:
        return _open_one(tenant_id, found.merged_into_id)
    return found if found is not None and found.state in OPEN else None


def _counted(actor: Actor, incident: Incident, report: Report) -> None:
    incident.report_count += 1
    note(actor, incident, "joined", internal=_("An answer to a warning."))
    save(actor, incident)
    _record(actor, report, "reports.report")


def _record(actor: Actor, report: Report, verb: str) -> None:
    detail = {"report": report.id, "channel": report.channel, "anonymous": not report.contact_kind}
    record(
        actor,
        tenant_id=report.tenant_id,
        verb=verb,
        target="reports.incident",
        target_id=report.incident_id,
        detail=detail,
    )
