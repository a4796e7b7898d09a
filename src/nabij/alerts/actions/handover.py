"""The officer's half of a hand-over to BE-Alert: confirmed, and with its result where BE-Alert gave one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.alerts import orders, queries
from nabij.alerts.actions.changing import locked, put_on_record
from nabij.alerts.be_alert_results import read_results
from nabij.alerts.models import Handover, HandoverState
from nabij.alerts.rules.handing_over import differs
from nabij.alerts.zone_rules import zone_rules
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale

RIGHT = "alerts.handover"


class Differs(Refused):
    """The number is far from ours: right only if somebody says so."""


@transaction.atomic
def confirm_handover(actor: Actor, *, handover_id: UUID, sent_at: datetime, count: int, sure: bool = False) -> Handover:
    """Writes when the message left in BE-Alert and to how many. `sure`: the number is right, although it is not near ours.

    Raises Stale when a colleague confirmed it already, Differs for a number far from ours of which nobody said so.
    """
    handover = _locked(actor, handover_id)
    if handover.state == HandoverState.CONFIRMED:
        raise Stale(_("A colleague already confirmed this."))
    now = timezone.now()
    if not handover.prepared_at - timedelta(minutes=1) <= sent_at <= now + timedelta(minutes=1):
        raise Refused(_("The time lies between the approval of this alert and now."))
    if count < 0:
        raise Refused(_("Give the number of people that BE-Alert shows."))
    if differs(count, handover.households) and not sure:
        sentence = _("BE-Alert showed %(typed)s, we counted %(ours)s. Was it the right group?")
        raise Differs(sentence % {"typed": count, "ours": handover.households})
    handover.state, handover.sent_at, handover.sent_count = HandoverState.CONFIRMED, sent_at, count
    handover.confirmed_by, handover.confirmed_at = actor.id, now
    handover.save()
    put_on_record(
        actor,
        handover.alert,
        "confirm_handover",
        {"sent_at": str(sent_at), "count": count, "ours": handover.households},
    )
    return handover


@transaction.atomic
def leave_handover(actor: Actor, *, handover_id: UUID, reason: str) -> Handover:
    """Closes a hand-over that need not be sent in BE-Alert, such as the withdrawal of what never left there.

    Raises Refused without a reason, Stale when it is closed already.
    """
    handover = _locked(actor, handover_id)
    if handover.state != HandoverState.WAITING:
        raise Stale(_("A colleague already confirmed this."))
    if not reason.strip():
        raise Refused(_("Say why this need not be sent in BE-Alert."))
    handover.state = HandoverState.WITHDRAWN
    handover.result = {"left_because": reason.strip()}
    handover.save()
    put_on_record(actor, handover.alert, "leave_handover", {"reason": reason.strip()})
    return handover


@transaction.atomic
def take_handover_file(actor: Actor, *, handover_id: UUID) -> bytes:
    """The audience as CSV for BE-Alert; that it was taken is on record. Raises Refused when the alert may leave no longer."""
    handover = _locked(actor, handover_id)
    orders.check_leaves(handover.alert)
    return queries.handover_file(actor, handover_id)


@transaction.atomic
def import_results(actor: Actor, *, handover_id: UUID, content: bytes) -> Handover:
    """Reads BE-Alert's result file and keeps the counts, never a line of it; rows that cannot be read are left out and counted.
    Raises Refused for a file without its columns, or without a row that is understood."""
    handover = _locked(actor, handover_id)
    reading = read_results(content, zone_rules(handover.tenant_id))
    return _keep(actor, handover, reading.as_json())


@transaction.atomic
def keep_results(actor: Actor, *, handover_id: UUID, result: dict[str, Any]) -> Handover:
    """Keeps counts that were read and shown before, `Reading.as_json`."""
    return _keep(actor, _locked(actor, handover_id), result)


def _keep(actor: Actor, handover: Handover, result: dict[str, Any]) -> Handover:
    handover.result = result
    handover.save()
    put_on_record(actor, handover.alert, "import_results", {name: result[name] for name in ("delivered", "total")})
    return handover


@transaction.atomic
def mark_reminded(actor: Actor, *, handover_id: UUID) -> Handover:
    """Writes that the officer was told that a hand-over still waits."""
    handover = _locked(actor, handover_id)
    handover.reminded_at = timezone.now()
    handover.save()
    put_on_record(actor, handover.alert, "remind_handover", {"handover": str(handover.id)})
    return handover


def _locked(actor: Actor, handover_id: UUID) -> Handover:
    """Raises Missing: there is none, or an exercise, which is never handed over."""
    rows = Handover.objects.select_for_update(of=("self",)).filter(id=handover_id, alert__training=False)
    handover = rows.first()
    if handover is None:
        raise Missing
    actor.require(RIGHT, handover.tenant_id)
    handover.alert = locked(actor, handover.alert_id)
    return handover
