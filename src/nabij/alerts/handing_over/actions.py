"""Telling the deputy of a hand-over that nobody did, and practising one."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from nabij.alerts.actions.changing import put_on_record
from nabij.alerts.following.models import Drill
from nabij.alerts.handing_over.queries import RIGHT
from nabij.alerts.handing_over.scenes import scene, scenes
from nabij.alerts.models import Escalation, Handover, HandoverState
from nabij.audit.actions import record
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale

TELL_TASK: Final = "alerts.tell_deputy"
LONGEST_DRILL: Final = timedelta(minutes=30)


@transaction.atomic
def escalate_handover(actor: Actor, *, handover_id: UUID) -> Handover:
    """Orders that the deputy be told; once. By the platform."""
    handover = _waiting(actor, handover_id)
    if handover.escalated_at is not None:
        raise Stale(_("The deputy was told already."))
    handover.escalated_at = timezone.now()
    handover.save(update_fields=["escalated_at"])
    app.configure_task(TELL_TASK).defer(handover_id=str(handover.id))
    put_on_record(actor, handover.alert, "escalate_handover", {"handover": str(handover.id)})
    return handover


@transaction.atomic
def note_escalation(actor: Actor, *, handover_id: UUID, outcome: Escalation) -> Handover:
    """Writes what came of telling the deputy."""
    handover = _waiting(actor, handover_id)
    handover.escalation = outcome
    handover.save(update_fields=["escalation"])
    put_on_record(actor, handover.alert, "escalate_handover", {"outcome": outcome.value})
    return handover


def _waiting(actor: Actor, handover_id: UUID) -> Handover:
    rows = Handover.objects.select_for_update(of=("self",)).select_related("alert")
    handover = rows.filter(id=handover_id, state=HandoverState.WAITING).first()
    if handover is None or actor.kind != "system":
        raise Missing
    return handover


@transaction.atomic
def start_drill(actor: Actor) -> Drill:
    """Begins an exercise of the hand-over in the first tenant where the actor hands over; the clock runs from here."""
    held = actor.tenants_with(RIGHT)
    if not held or actor.id is None:
        raise Missing
    number = secrets.randbelow(len(scenes()))
    made = Drill.objects.create(
        tenant_id=held[0],
        account_id=actor.id,
        scene=number,
        expected=scene(number).group.people,
        started_at=timezone.now(),
    )
    _put(actor, made, "start_drill")
    return made


@transaction.atomic
def finish_drill(actor: Actor, *, drill_id: UUID, count: int) -> Drill:
    """Stops the clock with the number that somebody took over. Raises Refused for a colleague's or after
    half an hour, Stale when it ended already."""
    rows = Drill.objects.select_for_update().filter(tenant_id__in=actor.tenants_with(RIGHT))
    found = rows.filter(id=drill_id).first()
    if found is None:
        raise Missing
    if found.account_id != actor.id:
        raise Refused(_("This is the exercise of a colleague. Start your own."))
    now = timezone.now()
    if found.confirmed_at is not None:
        raise Stale(_("This exercise has ended."))
    if now - found.started_at > LONGEST_DRILL:
        raise Refused(_("This exercise took too long to count. Start a new one."))
    found.confirmed_at, found.typed_count = now, count
    found.save()
    _put(actor, found, "finish_drill")
    return found


def _put(actor: Actor, found: Drill, verb: str) -> None:
    record(
        actor, tenant_id=found.tenant_id, verb=f"alerts.{verb}", target="alerts.drill", target_id=found.id, event=False
    )
