"""Me too: who saw the same follows that fact, with a report and a code of their own."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.audit.statements import insert
from nabij.people import vault
from nabij.reports import codes
from nabij.reports.actions.intake import LANGUAGES, Recorded, seal_reporter, sent_before
from nabij.reports.answers.actions import keep_code, receipts_of
from nabij.reports.models import Incident, Report
from nabij.reports.nearby.queries import JOINABLE
from nabij.reports.outward.queries import public_incidents
from nabij.reports.states import Channel
from nabij.reports.told import Contact
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id


def me_too(
    actor: Actor, *, incident_id: UUID, key: UUID, language: str = "nl", name: str = "", contact: Contact | None = None,
    person_id: UUID | None = None,
) -> Recorded:  # fmt: skip
    """Follows a fact that may be public, as a report of one's own without words. One person counts once, whoever tries twice
    gets a code each time and one message each time. The same `key` again gives the same code.

    Raises Missing for a fact that is unknown or not public, Refused for one that was ended meanwhile.
    """
    try:
        return _followed(actor, incident_id, key, language, name, contact, person_id)
    except IntegrityError:
        known = sent_before(key)
        if known is None:
            raise
        return known


@transaction.atomic
def _followed(
    actor: Actor,
    incident_id: UUID,
    key: UUID,
    language: str,
    name: str,
    contact: Contact | None,
    person_id: UUID | None,
) -> Recorded:
    fact = _public(incident_id)
    is_new = not _told_before(fact, contact, person_id)
    code, now = codes.code_of(key), timezone.now()
    report = Report(
        id=new_id(), tenant_id=fact.tenant_id, incident=fact, first_incident_id=fact.id, category_id=fact.category_id,
        channel=Channel.ME_TOO, happened_at=now, received_at=now, language=language if language in LANGUAGES else "nl",
        lon=fact.lon, lat=fact.lat, x=fact.x, y=fact.y, neighbourhood_code=fact.neighbourhood_code,
        neighbourhood_name=fact.neighbourhood_name, tracking_hash=codes.code_hash(code), sent_hash=codes.key_hash(key),
        counted=is_new, reporter_person=person_id if is_new else None,
    )  # fmt: skip
    if is_new:
        seal_reporter(report, name, contact)
        keep_code(report, code)
        Incident.objects.filter(tenant_id=fact.tenant_id, id=fact.id).update(report_count=F("report_count") + 1)
    insert(report, *receipts_of(report))
    _record(actor, report)
    return Recorded(report.id, fact.id, fact.tenant_id, code)


def _public(incident_id: UUID) -> Incident:
    locked = Incident.objects.select_for_update().filter(id=incident_id).first()
    if locked is None or not public_incidents().filter(tenant_id=locked.tenant_id, id=locked.id).exists():
        raise Missing
    if locked.state not in JOINABLE:
        raise Refused(_("This was already ended. Is it there again? Then report it anew."))
    return locked


def _told_before(fact: Incident, contact: Contact | None, person_id: UUID | None) -> bool:
    """Whether this person told of the fact already. Who gives no name and no number cannot be known again."""
    rows = Report.objects.filter(tenant_id=fact.tenant_id, incident=fact)
    if person_id is not None and rows.filter(reporter_person=person_id).exists():
        return True
    if contact is None:
        return False
    wanted = vault.normalise(contact.kind, contact.value)
    sealed = rows.filter(contact_kind=contact.kind, contact_value__isnull=False).values_list("id", "contact_value")
    return wanted in vault.open_values([(contact.kind, row_id.bytes, bytes(value or b"")) for row_id, value in sealed])


def _record(actor: Actor, report: Report) -> None:
    detail = {"report": report.id, "anonymous": not report.contact_kind}
    record(
        actor, tenant_id=report.tenant_id, verb="reports.me_too", target="reports.incident", target_id=report.incident_id,
        detail=detail,
    )  # fmt: skip
