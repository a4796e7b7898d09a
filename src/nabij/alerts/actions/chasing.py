"""Reminding who owes feedback."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.alerts.actions.changing import locked, put_on_record
from nabij.alerts.models import FeedbackDuty
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


@transaction.atomic
def mark_duty_reminded(actor: Actor, *, duty_id: UUID) -> FeedbackDuty:
    """Writes that feedback is overdue and that who owes it was told; live pages hear of it. Raises Missing."""
    duty = FeedbackDuty.objects.select_for_update().filter(id=duty_id).first()
    if duty is None:
        raise Missing
    alert = locked(actor, duty.alert_id)
    duty.reminded_at = timezone.now()
    duty.save()
    put_on_record(actor, alert, "remind_feedback", {"due": str(duty.due_at), "owed_by": str(duty.owed_by or "")})
    return duty
