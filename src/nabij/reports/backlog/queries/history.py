"""All that happened with an incident and its reports, in one line of time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from nabij.audit import queries as audit
from nabij.people.queries import account_names
from nabij.reports.answers.models import Rating, ReporterMessage
from nabij.reports.consulting import note_consultation
from nabij.reports.models import Incident, IncidentNote, Report
from nabij.reports.queries.incidents import incident_brief
from nabij.tenants.actor import Actor

PAGE: Final = 100
DONE, SAID, RECORD, LOOKED = "done", "said", "record", "looked"
KINDS: Final = (DONE, SAID, RECORD, LOOKED)
"""What was done and decided; what went to and came from who reported; the rest of the record; who looked at it."""
IN_NOTES: Final = frozenset(
    f"reports.{verb}"
    for verb in (
        "report", "judge_incident", "close_incident", "reopen_incident", "add_note", "merge_incidents", "split_off", "unmerge",
        "give_task", "start_task", "finish_task", "cancel_task", "refer", "decline_referral", "revoke_referral", "call_duty",
        "withdraw_report", "tell_more", "give_team", "change_category", "reword",
    )
)  # fmt: skip
"""Deeds of which a line of history tells already, in more words."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened. `what` is the note, message, rating or row of the record; `who` the name of an account."""

    at: datetime
    kind: str
    what: Any
    who: str = ""
    incident_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The incident (kind and tenant loaded), what was merged into it, lines newest first. `before`: where older ones go on."""

    incident: Incident
    absorbed: list[Incident]
    lines: list[Line]
    before: datetime | None
    may_see_looks: bool


@transaction.atomic
def history(
    actor: Actor, incident_id: UUID, *, kinds: Collection[str] = KINDS, before: datetime | None = None
) -> History:
    """A page of it: at most nine queries, whatever the length. Who consulted it is for who may read the record (audit.read).

    Raises Missing without reports.view; police data are logged as consulted.
    """
    found = incident_brief(actor, incident_id)
    absorbed = list(Incident.objects.filter(tenant_id=found.tenant_id, merged_into=found).order_by("id"))
    reports = list(
        Report.objects.filter(tenant_id=found.tenant_id, incident=found).order_by("id").values_list("id", flat=True)
    )
    incident_ids = [found.id, *(one.id for one in absorbed)]
    may_see_looks = actor.may("audit.read", found.tenant_id)
    lines: list[Line] = []
    if DONE in kinds:
        lines += _notes(found.tenant_id, incident_ids, before)
    if SAID in kinds:
        lines += _said(found.tenant_id, reports, before)
    if {RECORD, LOOKED} & set(kinds):
        lines += _record(found.tenant_id, [*incident_ids, *reports], before, kinds, may_see_looks)
    shown = _cut(lines)
    note_consultation(actor, found)
    return History(found, absorbed, _named(shown), shown[-1].at if len(shown) < len(lines) else None, may_see_looks)


def _cut(lines: Iterable[Line]) -> list[Line]:
    """The newest hundred, and whatever else happened in the same moment as the last of them."""
    newest = sorted(lines, key=lambda line: line.at, reverse=True)
    return [line for place, line in enumerate(newest) if place < PAGE or line.at == newest[PAGE - 1].at]


def _notes(tenant_id: UUID, incident_ids: list[UUID], before: datetime | None) -> list[Line]:
    rows = _until(IncidentNote.objects.filter(tenant_id=tenant_id, incident_id__in=incident_ids), "at", before)
    return [Line(row.at, DONE, row, row.by_name, row.incident_id) for row in rows]


def _said(tenant_id: UUID, report_ids: list[UUID], before: datetime | None) -> list[Line]:
    messages = _until(ReporterMessage.objects.filter(tenant_id=tenant_id, report_id__in=report_ids), "put_at", before)
    ratings = _until(Rating.objects.filter(tenant_id=tenant_id, report_id__in=report_ids), "rated_at", before)
    return [Line(row.put_at, SAID, row) for row in messages] + [Line(row.rated_at, SAID, row) for row in ratings]


def _record(
    tenant_id: UUID, target_ids: list[UUID], before: datetime | None, kinds: Collection[str], may_see_looks: bool
) -> list[Line]:
    looks = LOOKED in kinds and may_see_looks
    rows = audit.newest_of(
        tenant_id, target_ids, before=before, most=PAGE + 1, deeds=RECORD in kinds, looks=looks, leaving_out=IN_NOTES
    )
    return [Line(row.at, LOOKED if row.verb == audit.CONSULTATION else RECORD, row) for row in rows]


def _until(rows: Any, moment: str, before: datetime | None) -> list[Any]:
    if before is not None:
        rows = rows.filter(**{f"{moment}__lt": before})
    return list(rows.order_by(f"-{moment}")[: PAGE + 1])


def _named(lines: list[Line]) -> list[Line]:
    """With the names of staff on rows of the record; who is no staff stays without one."""
    accounts = {
        line.what.actor_id for line in lines if line.kind in (RECORD, LOOKED) and line.what.actor_kind == "staff"
    }
    names = account_names(one for one in accounts if one) if accounts else {}
    return [
        replace(line, who=names.get(line.what.actor_id, "")) if line.kind in (RECORD, LOOKED) else line
        for line in lines
    ]
