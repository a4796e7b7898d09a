"""One incident with all that hangs on it; looking at police data is written down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import consulted
from nabij.people import vault
from nabij.reports import pictures
from nabij.reports.consulting import note_consultation
from nabij.reports.models import Incident, IncidentNote, Photo, Referral, Report, Task
from nabij.reports.queries.likeness import Near, near_incident
from nabij.reports.queries.work import sees_referrals
from nabij.reports.states import ReferralState
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

LIVE = (ReferralState.OFFERED, ReferralState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Details:
    """An incident (category and tenant loaded) with its reports, photos, history (newest first), tasks and referrals."""

    incident: Incident
    reports: list[Report]
    photos: list[Photo]
    notes: list[IncidentNote]
    tasks: list[Task]
    referrals: list[Referral]
    near: list[Near]


@dataclass(frozen=True, slots=True)
class Source:
    """Who told it, as far as they gave it."""

    name: str
    contact_kind: str
    contact: str
    language: str


def incident_brief(actor: Actor, incident_id: UUID) -> Incident:
    """The incident alone, category and tenant loaded (one query). Raises Missing without reports.view."""
    rows = Incident.objects.select_related("category", "tenant", "team").filter(
        tenant_id__in=actor.tenants_with("reports.view")
    )
    found = rows.filter(id=incident_id).first()
    if found is None:
        raise Missing
    return found


def incident_of(actor: Actor, report_id: UUID) -> UUID:
    """The id of the incident that a report is part of now. Raises Missing without reports.view."""
    rows = Report.objects.filter(id=report_id, tenant_id__in=actor.tenants_with("reports.view"))
    found = rows.values_list("incident_id", flat=True).first()
    if found is None:
        raise Missing
    return found


@transaction.atomic
def incident(actor: Actor, incident_id: UUID) -> Details:
    """Everything about an incident but its source. Raises Missing without reports.view; police data are logged as consulted."""
    found = incident_brief(actor, incident_id)
    own = {"tenant_id": found.tenant_id, "incident_id": found.id}
    details = Details(
        found,
        reports=list(Report.objects.filter(**own).select_related("category").order_by("id")),
        photos=list(Photo.objects.filter(tenant_id=found.tenant_id, report__incident_id=found.id).order_by("id")),
        notes=list(IncidentNote.objects.filter(**own).order_by("-id")),
        tasks=list(Task.objects.filter(**own).select_related("team").order_by("-id")),
        referrals=list(Referral.objects.filter(**own).select_related("to_tenant").order_by("-id")),
        near=near_incident(actor, found),
    )
    note_consultation(actor, found)
    return details


def words_of_reports(actor: Actor, report_ids: Collection[UUID]) -> dict[UUID, str]:
    """What these reports say, of those that the actor may view (one query)."""
    rows = Report.objects.filter(id__in=list(report_ids), tenant_id__in=actor.tenants_with("reports.view"))
    return dict(rows.values_list("id", "text"))


@transaction.atomic
def source(actor: Actor, report_id: UUID) -> Source:
    """Who reported it. Needs reports.view_source and a reason (`actor.because`); always written down, whoever's data it is.

    Raises Missing without the right, Refused without a reason.
    """
    found = Report.objects.filter(id=report_id, tenant_id__in=actor.tenants_with("reports.view_source")).first()
    if found is None:
        raise Missing
    if not actor.reason.strip():
        raise Refused(_("Say why you need to know who reported this."))
    consulted(actor, tenant_id=found.tenant_id, target="reports.source", target_id=found.id)
    name = vault.open_value("name", found.id, bytes(found.reporter_name)) if found.reporter_name else ""
    sealed, kind = found.contact_value, found.contact_kind
    contact = vault.readable(kind, vault.open_value(kind, found.id, bytes(sealed))) if sealed else ""
    return Source(name, kind, contact, found.language)


def photo(actor: Actor, photo_id: UUID) -> Path:
    """Where the file of a photo lies. Raises Missing without reports.view, unless it was handed over to the actor's tenant."""
    found = Photo.objects.filter(id=photo_id, tenant_id__in=actor.tenants_with("reports.view")).first()
    found = found or _handed_over(actor, photo_id)
    if found is None:
        raise Missing
    return pictures.path_of(found.file)


def _handed_over(actor: Actor, photo_id: UUID) -> Photo | None:
    in_force = Referral.objects.filter(
        to_tenant_id__in=sees_referrals(actor, "reports.task"),
        state__in=LIVE,
        until__gt=timezone.now(),
        fields__contains="photos",
    )
    shown = {"tenant_id__in": in_force.values("tenant_id"), "report__incident_id__in": in_force.values("incident_id")}
    return Photo.objects.filter(id=photo_id, **shown).first()
