"""Asking, confirming and fetching a list of members. The only writers of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nabij.audit.actions import consulted
from nabij.networks.actions import locked, note
from nabij.networks.members.exporting import queries, rules
from nabij.networks.members.exporting.files import be_alert_file, member_sheet
from nabij.networks.members.models import ExportFormat, ExportPurpose, ExportState, ListExport
from nabij.networks.members.queries import unnamed_persons
from nabij.networks.models import Network
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched."""

    content: bytes
    name: str
    content_type: str


@transaction.atomic
def ask_export(actor: Actor, *, network_id: UUID, format: str, purpose: str, reason: str) -> ListExport:
    """Asks to take the members of a network away. Raises Missing for who does not lead it, Refused without a reason or while
    another request of theirs waits."""
    found = locked(queries.network_of_lists(actor, network_id).id)
    if actor.id is None or not queries.may_ask(actor, found):
        raise Missing
    if format not in ExportFormat.values or purpose not in ExportPurpose.values:
        raise Refused(_("Choose a kind of file, and what it is for."))
    waiting = ListExport.objects.filter(tenant_id=found.tenant_id, network_id=found.id, state=ExportState.ASKED)
    if waiting.filter(asked_by=actor.id).exists():
        raise Refused(_("You asked a list already. It waits for a second person."))
    row = ListExport.objects.create(
        tenant_id=found.tenant_id, network_id=found.id, format=format, purpose=purpose, reason=rules.check_reason(reason),
        asked_by=actor.id, asked_at=timezone.now(),
    )  # fmt: skip
    note(actor, found, "ask_export", {"export": str(row.id), "format": format, "purpose": purpose})
    return row


@transaction.atomic
def decide_export(actor: Actor, *, export_id: UUID, confirm: bool) -> ListExport:
    """A second person confirms or refuses. Raises Missing for who may not, Refused for who asked it, Stale when decided."""
    row = _locked(actor, export_id)
    if not queries.may_decide(actor, row.network):
        raise Missing
    rules.check_decides(state=row.state, asked_by=row.asked_by, decider=actor.id)
    row.state = ExportState.CONFIRMED if confirm else ExportState.REFUSED
    row.decided_by, row.decided_at = actor.id, timezone.now()
    row.save()
    note(actor, row.network, "confirm_export" if confirm else "refuse_export", {"export": str(row.id)})
    return row


@transaction.atomic
def fetch_export(actor: Actor, *, export_id: UUID) -> Fetched:
    """The file, once, within its term; it is made now and kept nowhere. Raises Missing, Refused and Stale as the rules say."""
    row, now = _locked(actor, export_id), timezone.now()
    hours = rules_of(row.network).export_hours
    rules.check_fetches(
        state=row.state, asked_by=row.asked_by, fetcher=actor.id, decided_at=row.decided_at, hours=hours, now=now
    )
    if not queries.may_ask(actor, row.network):
        raise Missing
    points = queries.points_of(row.network, agree=row.format == ExportFormat.BE_ALERT)
    handed = people.handed_over(points)
    row.state, row.fetched_at, row.members = ExportState.FETCHED, now, len(handed)
    row.save()
    looking = actor.because(row.reason)
    consulted(looking, tenant_id=row.tenant_id, target="networks.members", target_id=row.network_id)
    note(actor, row.network, "fetch_export", {"export": str(row.id), "members": len(handed)})
    if row.format == ExportFormat.BE_ALERT:
        return Fetched(be_alert_file(row.network, handed), "be-alert.csv", "text/csv; charset=utf-8")
    unnamed = unnamed_persons(row.network) if actor.kind == "resident" else frozenset()
    return Fetched(member_sheet(row.network, handed, unnamed, _mark(actor, row.network, row)), "leden.xlsx", XLSX)


def _mark(actor: Actor, found: Network, row: ListExport) -> str:
    """Who took it, when and why: it stands in the file, wherever that goes."""
    moment = timezone.localtime(row.fetched_at)
    names = people.account_names({one for one in (row.asked_by, row.decided_by) if one})
    return _(
        "Fetched by %(who)s on %(when)s, confirmed by %(second)s, to: %(purpose)s. Confidential: delete it when that is done."
    ) % {
        "who": names.get(row.asked_by, actor.name), "when": date_format(moment, "j F Y H:i"),
        "second": names.get(row.decided_by, "") if row.decided_by else "", "purpose": row.reason,
    }  # fmt: skip


def _locked(actor: Actor, export_id: UUID) -> ListExport:
    queries.export(actor, export_id)
    return ListExport.objects.select_for_update(of=("self",)).select_related("network__tenant").get(id=export_id)
