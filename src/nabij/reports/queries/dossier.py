"""What is kept of the reports of one person, for the download of their own data (GDPR, art. 15)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from nabij.people import vault
from nabij.reports.models import Report


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """The reports that this person made while signed in, oldest first. Who is asked for was checked by who asks."""
    rows = Report.objects.filter(reporter_person=person_id).select_related("tenant").order_by("received_at")
    return [
        {
            "to": row.tenant.name,
            "received": row.received_at.isoformat(),
            "text": row.text,
            "answers": row.answers,
            "name": vault.open_value("name", row.id, bytes(row.reporter_name)) if row.reporter_name else "",
            "contact": vault.open_value(row.contact_kind, row.id, bytes(row.contact_value))
            if row.contact_value
            else "",
        }
        for row in rows
    ]
