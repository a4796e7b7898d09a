"""What becomes of the reports of somebody who wants to be forgotten, or to have them on their page."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.audit.actions import record
from nabij.people import queries as people
from nabij.people import vault
from nabij.reports.answers.actions import keep_code, mute, own_report
from nabij.reports.answers.models import Rating
from nabij.reports.models import Incident, IncidentNote, Report
from nabij.reports.queries.dossier import kept_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.models import TenantKind


@transaction.atomic
def claim_report(actor: Actor, *, person_id: UUID, code: str) -> Report:
    """Puts a report, by its code, on the page of a person. A code is passed on and seen; so where the report says how to reach
    who made it, the person must have shown that they hold that number or address.

    Raises Missing for an unknown code or person, Refused for a report that stands on somebody else's page or is of another.
    """
    found = people.person(actor, person_id)
    report = own_report(code)
    if report.reporter_person not in (None, found.id):
        raise Refused(_("This report stands on the page of somebody else already."))
    if report.reporter_person is None and not _is_theirs(report, found.id):
        raise Refused(
            _(
                "First add the number or address that you gave with this report to your page, and confirm it with the code."
            )
        )
    if report.reporter_person is None:
        report.reporter_person = found.id
        keep_code(report, code)
        report.save(update_fields=["reporter_person", "tracking_sealed"])
        record(
            actor, tenant_id=report.tenant_id, verb="reports.claim_report", target="reports.incident",
            target_id=report.incident_id, detail={"report": report.id}, event=False,
        )  # fmt: skip
    return report


def _is_theirs(report: Report, person_id: UUID) -> bool:
    if not report.contact_value:
        return True
    value = vault.open_value(report.contact_kind, report.id, bytes(report.contact_value))
    return vault.lookup_of_normal(report.contact_kind, value) in people.lookups_of(person_id)


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """The reports of somebody who is being erased: the city forgets who told it, the police keep their file; no more messages.

    Called by the room of people; gives what stays.
    """
    stays, account_id = what_stays(person_id), people.account_id_of(person_id)
    rows = Report.objects.select_for_update(of=("self",)).select_related("tenant")
    for report in rows.filter(reporter_person=person_id):
        if report.muted_at is None:
            mute(report)
        _forget_account(report, account_id)
        report.reporter_person = None
        if report.tenant.kind != TenantKind.ZONE:
            report.reporter_name = report.contact_value = report.tracking_hash = report.tracking_sealed = None
            report.contact_kind = ""
            Rating.objects.filter(tenant_id=report.tenant_id, report=report).update(words="")
        report.muted_at = report.muted_at or timezone.now()
        report.save()
    return stays


def _forget_account(report: Report, account_id: UUID | None) -> None:
    """Who reported while signed in left their account in the history of the incident: that goes, with every city and zone."""
    if account_id is None:
        return
    if report.recorded_by == account_id:
        report.recorded_by = None
    incidents = {report.incident_id, report.first_incident_id}
    notes = IncidentNote.objects.filter(tenant_id=report.tenant_id, incident_id__in=incidents, by=account_id)
    notes.update(by=None, by_name="")
    changed = Incident.objects.filter(tenant_id=report.tenant_id, id__in=incidents, changed_by=account_id)
    changed.update(changed_by=None, changed_by_name="")


def what_stays(person_id: UUID) -> list[str]:
    """What stays of the reports of a person when they are erased, why, and whom to ask.

    Source: act of 5 August 1992 on the police function, art. 44/1; act of 30 July 2018, art. 39 (police data: ask the police, or
    the supervisory body COC); GDPR, art. 17(3).
    """
    return [_stays(one.name, one.kind, one.count) for one in kept_of(person_id)]


def _stays(who: str, kind: str, count: int) -> str:
    if kind == TenantKind.ZONE:
        words = ngettext(
            "%(n)s report to %(who)s: the police keep it with your name and number for a year, because the law on the police asks"
            " for it. Ask %(who)s, or the Supervisory Body for Police Information (COC).",
            "%(n)s reports to %(who)s: the police keep them with your name and number for a year, because the law on the police"
            " asks for it. Ask %(who)s, or the Supervisory Body for Police Information (COC).",
            count,
        )
    else:
        words = ngettext(
            "%(n)s report to %(who)s: what you told stays, your name and number go. Ask %(who)s.",
            "%(n)s reports to %(who)s: what you told stays, your name and number go. Ask %(who)s.",
            count,
        )
    return words % {"n": count, "who": who}
