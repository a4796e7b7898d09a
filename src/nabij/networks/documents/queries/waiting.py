"""What waits: signatures, the federal copy, and documents that no longer say what is so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from nabij.networks.documents import rules
from nabij.networks.documents.models import (
    Document,
    DocumentState,
    FederalNotice,
    NoticeOf,
    NoticeState,
    Signatory,
)
from nabij.networks.documents.queries.facts import facts_of
from nabij.networks.todo import Found, Owner, Todo
from nabij.networks.zone_rules import rules_of
from nabij.tenants.working_days import end_of_term

OWNERS: Final[dict[str, Owner]] = {
    Signatory.MAYOR: "mayor", Signatory.CHIEF: "chief", Signatory.OFFICER: "officer", Signatory.COORDINATOR: "coordinator",
}  # fmt: skip


def to_do(found: Found, now: datetime) -> Iterator[Todo]:
    """What is to do about documents of these networks. Six queries, however many networks; the caller checks rights."""
    states = (DocumentState.SIGNING, DocumentState.SIGNED)
    rows = Document.objects.filter(network_id__in=list(found), state__in=states).defer("content")
    held = list(rows.prefetch_related("signatures"))
    yield from _unsigned(found, [row for row in held if row.state == DocumentState.SIGNING])
    yield from _federal(found)
    yield from _outdated(found, [row for row in held if row.state == DocumentState.SIGNED])


def _unsigned(found: Found, rows: Iterable[Document]) -> Iterator[Todo]:
    for row in rows:
        wanted = rules.signatories(row.kind, rules_of(found[row.network_id]).signed_documents)
        signed = [one.role for one in row.signatures.all()]
        url = reverse("networks:document_sign", args=[row.id])
        what = _("Read and sign: %(document)s.") % {"document": row.get_kind_display()}
        for role in rules.still_to_sign(wanted, signed):
            yield Todo(row.network_id, OWNERS[role], what, url, row.frozen_at or row.made_at, row.due_at)


def _federal(network_ids: Collection[UUID]) -> Iterator[Todo]:
    open_states = (NoticeState.TO_SEND, NoticeState.SENT, NoticeState.REMARKS)
    for row in FederalNotice.objects.filter(network_id__in=list(network_ids), state__in=open_states):
        url = reverse("networks:federal", args=[row.network_id])
        yield Todo(row.network_id, "prevention", _notice_words(row), url, row.made_at, row.due_at)


def _notice_words(row: FederalNotice) -> str:
    if row.state == NoticeState.SENT:
        return _("Ask the federal service for its answer.")
    if row.state == NoticeState.REMARKS:
        return _("Settle the remarks of the federal service.")
    if row.what == NoticeOf.CHARTER:
        return _("Send the signed charter to the federal service.")
    return _("Tell the federal service: %(what)s.") % {"what": row.get_what_display().lower()}


def _outdated(found: Found, rows: Sequence[Document]) -> Iterator[Todo]:
    now = facts_of([found[one] for one in {row.network_id for row in rows}]) if rows else {}
    for row in rows:
        if rules.changed_facts(row.kind, row.facts, now[row.network_id]):
            url = reverse("networks:document", args=[row.id])
            what = _("Update and reissue: %(document)s.") % {"document": row.get_kind_display()}
            yield Todo(row.network_id, "prevention", what, url, row.in_force_at or row.made_at)


def late_signings(now: datetime) -> list[Document]:
    """Versions whose signatures are late and about which nobody was reminded this term yet, for the daily reminder."""
    rows = Document.objects.filter(state=DocumentState.SIGNING, due_at__lt=now).select_related("network", "tenant")
    found = rows.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=now)).prefetch_related("signatures")
    return [row for row in found.order_by("due_at") if _is_due_again(row, now)]


def _is_due_again(row: Document, now: datetime) -> bool:
    return row.reminded_at is None or end_of_term(row.reminded_at, rules_of(row).signing_days) < now
