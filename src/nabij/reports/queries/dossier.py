"""What is kept of the reports of one person, for the download of their own data (GDPR, art. 15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from nabij.people import queries as people
from nabij.people import vault
from nabij.reports import codes
from nabij.reports.models import Report
from nabij.reports.states import Channel
from nabij.tenants.actor import Actor


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """The reports of this person, oldest first. Who is asked for was checked by who asks.

    Of one that was made anonymously and put on their page by its code no words: a code opens none (GDPR, art. 11).
    """
    rows = Report.objects.filter(reporter_person=person_id).select_related("tenant").order_by("received_at")
    return [
        {
            "to": row.tenant.name,
            "received": row.received_at.isoformat(),
            "text": row.text if _is_shown(row) else "",
            "answers": row.answers if _is_shown(row) else {},
            "name": vault.open_value("name", row.id, bytes(row.reporter_name)) if row.reporter_name else "",
            "contact": vault.open_value(row.contact_kind, row.id, bytes(row.contact_value))
            if row.contact_value
            else "",
        }
        for row in rows
    ]


def _is_shown(row: Report) -> bool:
    return bool(row.contact_kind) or row.channel not in (Channel.WEB, Channel.ME_TOO, Channel.OPEN311)


@dataclass(frozen=True)
class Kept:
    """How many reports of somebody a tenant keeps."""

    name: str
    kind: str
    count: int


@dataclass(frozen=True)
class OwnReport:
    """A report on the page of who made it. `code` is empty where we do not know it."""

    category: Mapping[str, str]
    icon: str
    received_at: datetime
    state: str
    code: str


def kept_of(person_id: UUID) -> list[Kept]:
    """How many reports of a person each tenant keeps. One query; who asks was checked by who asks."""
    rows = Report.objects.filter(reporter_person=person_id).values("tenant__name", "tenant__kind")
    counted = rows.annotate(n=Count("id")).order_by("tenant__name")
    return [Kept(row["tenant__name"], row["tenant__kind"], row["n"]) for row in counted]


def reports_of(actor: Actor, person_id: UUID, limit: int = 100) -> list[OwnReport]:
    """The reports that a person made while signed in, or put on their page with a code; newest first.

    Raises Missing unless the actor may see this person. Two queries.
    """
    found = people.person(actor, person_id)
    rows = Report.objects.filter(reporter_person=found.id).select_related("category", "incident").order_by("-id")
    return [
        OwnReport(row.category.name, row.category.icon, row.received_at, row.incident.state, _code(row))
        for row in rows[:limit]
    ]


def _code(row: Report) -> str:
    if not row.tracking_sealed:
        return ""
    return codes.written(vault.open_value("code", row.id, bytes(row.tracking_sealed)))
