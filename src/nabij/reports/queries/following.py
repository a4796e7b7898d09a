"""What a reporter may read: public sentences only, and how fast reports are really read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from nabij.reports import codes
from nabij.reports.answers import rules
from nabij.reports.answers.actions import is_withdrawn
from nabij.reports.answers.models import Rating
from nabij.reports.answers.zone_rules import answer_rules
from nabij.reports.models import Incident, IncidentNote, Report
from nabij.reports.queries.filtering import oldest_id
from nabij.reports.sentences import promised, sentence
from nabij.reports.states import OPEN, Controller, State
from nabij.tenants.errors import Missing
from nabij.tenants.languages import spoken
from nabij.tenants.queries import tenant

PACE_OVER = timedelta(days=14)
PACE_FROM = 200
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Tracked:
    """A report as its reporter follows it: no place, no name, no word of their own, so that a found code tells little.

    `lines` are (moment, sentence), newest first; the first is the outcome when `ended`. What they may still do: `may_write`
    more while it is open, `may_reopen` and `may_rate` after the end. `is_told`: messages about it reach them. `promise` says by
    when it is looked at, where that was promised and is not past.
    """

    category: Mapping[str, str]
    icon: str
    received_at: datetime
    ended: bool
    lines: list[tuple[datetime, str]]
    tenant_id: UUID
    language: str = "nl"
    is_police: bool = False
    may_write: bool = False
    may_reopen: bool = False
    may_rate: bool = False
    is_told: bool = False
    reopen_days: int = 0
    promise: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long reports really wait before somebody judges them. None where too few were judged to say so."""

    median_min: int | None
    oldest_waiting_min: int | None


def track(code: str, *, in_their_language: bool = False) -> Tracked:
    """The public timeline behind a code, in the language of now or of who reported. Raises Missing for any other text."""
    if not codes.plain(code):
        raise Missing
    rows = Report.objects.select_related("category", "incident")
    found = rows.filter(tracking_hash=codes.code_hash(code)).first()
    if found is None:
        raise Missing
    incident, days = found.incident, answer_rules(found.tenant_id).reopen_days
    withdrawn = is_withdrawn(incident)
    language, ended = found.language if in_their_language else spoken(), incident.state == State.CLOSED
    told = _told(found)
    rated = Rating.objects.filter(tenant_id=found.tenant_id, report_id=found.id).exists()
    return Tracked(
        category=found.category.name,
        icon=found.category.icon,
        received_at=found.received_at,
        ended=ended,
        lines=[(note.at, _said(note, language)) for note in told],
        tenant_id=found.tenant_id,
        language=found.language,
        is_police=found.category.controller == Controller.POLICE,
        may_write=incident.state in OPEN,
        may_reopen=not withdrawn
        and rules.may_reopen(incident.state, incident.closed_at, timezone.now(), days, found.reopened_times),
        may_rate=rules.may_rate(incident.state, withdrawn, rated),
        is_told=found.muted_at is None and bool(found.contact_kind or found.reporter_person),
        reopen_days=days,
        promise="" if ended else _promise(told, language),
    )


def pace(tenant_ids: list[UUID] | None = None) -> Pace:
    """Over the last 14 days (200 newest at most), in these tenants or in all: the truth for the public page. Two queries."""
    now = timezone.now()
    mine = Q() if tenant_ids is None else Q(tenant_id__in=tenant_ids)
    recent = Incident.objects.filter(mine, id__gte=oldest_id(now - PACE_OVER))
    judged = recent.filter(judged_at__isnull=False).order_by("-id").values_list("reported_at", "judged_at")[:PACE_FROM]
    waits = [(end - start).total_seconds() / 60 for start, end in judged if end is not None]
    waiting = Incident.objects.filter(mine, state=State.NEW, reported_at__gt=now - PACE_OVER).order_by("reported_at")
    oldest = waiting.values_list("reported_at", flat=True).first()
    return Pace(
        round(median(waits)) if len(waits) >= FEWEST else None,
        round((now - oldest).total_seconds() / 60) if oldest else None,
    )


def reading_hours(tenant_id: UUID) -> tuple[str, str] | None:
    """From when until when reports are read, as the tenant set it in `reading_hours` ("07:00", "23:00"); None: not said."""
    hours = tenant(tenant_id).settings.get("reading_hours") or {}
    return (str(hours["from"]), str(hours["until"])) if {"from", "until"} <= hours.keys() else None


def _told(report: Report) -> list[IncidentNote]:
    """The history of the incident it is part of now, and before that of the one it began as: what may be told, newest first."""
    own = {report.incident_id, report.first_incident_id}
    notes = IncidentNote.objects.filter(tenant_id=report.tenant_id, incident_id__in=own).order_by("-id")
    return [
        note for note in notes if (note.public or note.public_template or note.promised_for) and _concerns(note, report)
    ]


def _promise(told: list[IncidentNote], language: str) -> str:
    """The newest one that was made, in words; empty once its moment is past."""
    until = next((note.promised_for for note in told if note.promised_for), None)
    return promised(until, language) if until and until > timezone.now() else ""


def _said(note: IncidentNote, language: str) -> str:
    said = note.public or sentence(note.public_template, language)
    return " ".join(one for one in (said, promised(note.promised_for, language) if note.promised_for else "") if one)


def _concerns(note: IncidentNote, report: Report) -> bool:
    if note.kind == "received":
        return note.incident_id == report.first_incident_id
    return note.incident_id == report.incident_id or note.kind == "merged"
