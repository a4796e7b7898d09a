"""By what a reporter could be known: for the check of a text before it leaves, never for a page."""

from __future__ import annotations

from uuid import UUID

from nabij.people import vault
from nabij.reports.models import Incident, Report
from nabij.reports.where import Place


def incident_now(tenant_id: UUID, incident_id: UUID) -> Incident:
    """An incident as it stands, for a rule that has to hold at the moment something leaves."""
    return Incident.objects.get(tenant_id=tenant_id, id=incident_id)


def incident_place(tenant_id: UUID, incident_id: UUID) -> Place | None:
    """Where an incident is, for what somebody tells about it later; None where it is no longer kept."""
    row = Incident.objects.filter(tenant_id=tenant_id, id=incident_id).values_list("lon", "lat", "address").first()
    return Place(*row) if row else None


def source_words(tenant_id: UUID, incident_id: UUID) -> list[str]:
    """Names and contact values of the reporters of an incident, and its address where that has a house number."""
    found: list[str] = []
    for report in Report.objects.filter(tenant_id=tenant_id, incident_id=incident_id):
        if report.reporter_name:
            found.append(vault.open_value("name", report.id, bytes(report.reporter_name)))
        if report.contact_value:
            found.append(vault.open_value(report.contact_kind, report.id, bytes(report.contact_value)))
    address = (
        Incident.objects.filter(tenant_id=tenant_id, id=incident_id).values_list("address", flat=True).first() or ""
    )
    street = address.split(",")[0]
    return [*found, street] if any(character.isdigit() for character in street) else found
