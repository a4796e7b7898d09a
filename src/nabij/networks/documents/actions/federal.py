"""The federal service: what it must hear, that it was sent, and what it answered."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.networks.actions import locked
from nabij.networks.documents import queries, rules
from nabij.networks.documents.actions import steps
from nabij.networks.documents.actions.base import require_manager, seen_network
from nabij.networks.documents.actions.notices import open_notice
from nabij.networks.documents.models import FederalNotice, NoticeOf, NoticeState
from nabij.networks.zone_rules import rules_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.working_days import end_of_term


@transaction.atomic
def notify_federal(actor: Actor, *, network_id: UUID, what: str, note: str = "") -> FederalNotice:
    """Opens the duty to tell the federal service of a change, merge, stop or removed coordinator, with the letter.

    For the deeds of other parts, in their transaction: they checked the rights. Raises ValueError for something else.
    """
    network = locked(network_id)
    return open_notice(actor, network, NoticeOf(what), note, queries.charter_of(network))


@transaction.atomic
def send_federal(actor: Actor, *, notice_id: UUID, sent_on: date) -> FederalNotice:
    """Records that a notice was sent, on which day; its answer is asked for after the zone's term."""
    found = _managed(actor, notice_id, NoticeState.SENT)
    _check_day(found, sent_on)
    found.state, found.sent_on = NoticeState.SENT, sent_on
    found.due_at = end_of_term(timezone.now(), rules_of(found.network).federal_check_days)
    return _save(actor, found, "send_federal_notice", {"on": sent_on.isoformat()})


@transaction.atomic
def answer_federal(
    actor: Actor, *, notice_id: UUID, in_order: bool, answered_on: date, remarks: str = "",
    chief_letter_on: date | None = None, mayor_letter_on: date | None = None,
) -> FederalNotice:  # fmt: skip
    """Records the check of the federal service: in order, or what it remarked; and when chief and mayor had their letters."""
    found = _managed(actor, notice_id, NoticeState.IN_ORDER if in_order else NoticeState.REMARKS)
    if not in_order and not remarks.strip():
        raise Refused(_("Write what the federal service remarked."))
    for day in (answered_on, chief_letter_on, mayor_letter_on):
        _check_day(found, day)
    found.state = NoticeState.IN_ORDER if in_order else NoticeState.REMARKS
    found.answered_on, found.remarks = answered_on, remarks.strip()
    found.chief_letter_on, found.mayor_letter_on = chief_letter_on, mayor_letter_on
    found.due_at = end_of_term(timezone.now(), rules_of(found.network).federal_days)
    _save(actor, found, "answer_federal_notice", {"in_order": in_order, "on": answered_on.isoformat()})
    if in_order and found.what in (NoticeOf.CHARTER, NoticeOf.CHANGED):
        steps.complete(actor, found.network_id, "federal", answered_on)
    return found


@transaction.atomic
def lapse_federal(actor: Actor, *, notice_id: UUID) -> FederalNotice:
    """A notice that no longer has to go: a later one says it."""
    return _save(actor, _lapsing(actor, notice_id), "lapse_federal_notice", {})


def _lapsing(actor: Actor, notice_id: UUID) -> FederalNotice:
    found = _managed(actor, notice_id, NoticeState.LAPSED)
    found.state = NoticeState.LAPSED
    return found


def _managed(actor: Actor, notice_id: UUID, wanted: str) -> FederalNotice:
    """The notice, locked with its network, at the point before `wanted`. Raises Missing and Stale."""
    network_id = FederalNotice.objects.filter(id=notice_id).values_list("network_id", flat=True).first()
    if network_id is None:
        raise Missing
    network = seen_network(actor, network_id)
    require_manager(actor, network)
    found = FederalNotice.objects.select_for_update().get(tenant_id=network.tenant_id, id=notice_id)
    found.network = network
    rules.check_notice(found.state, wanted)
    return found


def _check_day(found: FederalNotice, day: date | None) -> None:
    if day is not None and not (found.sent_on or date.min) <= day <= timezone.localdate():
        raise Refused(_("Give a day that is past, in the order in which it went."))


def _save(actor: Actor, found: FederalNotice, verb: str, detail: dict[str, Any]) -> FederalNotice:
    found.save()
    record(
        actor, tenant_id=found.tenant_id, verb=f"networks.{verb}", target="networks.federal_notice", target_id=found.id,
        detail={"network": str(found.network_id), "what": found.what, **detail},
    )  # fmt: skip
    return found
