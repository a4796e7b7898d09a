"""A filter as a file: what somebody may see on the list, and never who told it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import consulted, record
from nabij.reports.backlog import rules
from nabij.reports.backlog.queries.choosing import walk
from nabij.reports.codes import reference_of
from nabij.reports.models import Incident
from nabij.reports.queries.filtering import Filters
from nabij.reports.states import Channel, Outcome, State
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.sheets import csv_file, harmless, spreadsheet

FORMATS: Final = {
    "csv": ("text/csv; charset=utf-8", csv_file),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", spreadsheet),
}
Column = tuple[str, Callable[[Incident], str]]


@transaction.atomic
def export(actor: Actor, *, filters: Filters, kind: str) -> tuple[bytes, str]:
    """The file and its type. Needs a reason (`actor.because`); on record with how many rows, in each tenant that gave some.

    Who may only view gets kind, place, state and times; what was told and what the public reads is for who judges, incident by
    incident. Raises Missing for an unknown `kind` or who views nothing, Refused without a reason or for more than 20,000 rows.
    """
    if kind not in FORMATS or not actor.tenants_with("reports.view"):
        raise Missing
    if not actor.reason.strip():
        raise Refused(_("Say what you need this file for."))
    rows = list(walk(actor, filters, rules.MOST_EXPORTED + 1))
    if len(rows) > rules.MOST_EXPORTED:
        raise Refused(_("A file holds at most %(most)s incidents. Narrow the filter.") % {"most": rules.MOST_EXPORTED})
    for tenant_id, many in Counter(row.tenant_id for row in rows).items():
        detail = {"incidents": many, "format": kind}
        verb, target, number = "reports.export", "reports.export", new_id()
        record(actor, tenant_id=tenant_id, verb=verb, target=target, target_id=number, detail=detail, event=False)
        consulted(actor, tenant_id=tenant_id, target=target, target_id=number)
    media_type, written = FORMATS[kind]
    return written(_table(actor, rows)), media_type


def _table(actor: Actor, rows: Sequence[Incident]) -> list[list[str]]:
    judges = set(actor.tenants_with("reports.judge"))
    plain, more = _plain(), _more() if judges else []
    head = [str(name) for name, _value in (*plain, *more)]
    body = [
        [harmless(value(row)) for _name, value in plain]
        + [harmless(value(row)) if row.tenant_id in judges else "" for _name, value in more]
        for row in rows
    ]
    return [head, *body]


def _plain() -> list[Column]:
    return [
        (_("Number"), lambda row: reference_of(row.id)),
        (_("Reported at"), lambda row: _moment(row.reported_at)),
        (_("Happened at"), lambda row: _moment(row.happened_at)),
        (_("Kind"), lambda row: in_language(row.category.name)),
        (_("State"), lambda row: str(State(row.state).label)),
        (_("Urgent"), lambda row: _("Yes") if row.urgency == "urgent" else _("No")),
        (_("Address"), lambda row: row.address),
        (_("Neighbourhood"), lambda row: row.neighbourhood_name),
        (_("Team"), lambda row: row.team.name if row.team else ""),
        (_("Promised for"), lambda row: _moment(row.due_at)),
        (_("Closed at"), lambda row: _moment(row.closed_at)),
        (_("Reports"), lambda row: str(row.report_count)),
        (_("Photos"), lambda row: str(row.photo_count)),
        (_("Came in"), lambda row: str(Channel(row.channel).label) if row.channel else ""),
        (_("Service"), lambda row: row.tenant.name),
    ]


def _more() -> list[Column]:
    return [
        (_("Decision"), lambda row: str(Outcome(row.outcome).label) if row.outcome else ""),
        (_("What was told"), lambda row: row.summary),
        (_("The public reads"), lambda row: row.public_sentence),
    ]


def _moment(moment: object) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""  # type: ignore[arg-type]
