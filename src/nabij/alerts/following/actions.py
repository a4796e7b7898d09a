"""What is done with an alert that left: sent again to those whom it did not reach, and counted where it arrived."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from nabij.alerts.actions.changing import locked, put_on_record
from nabij.alerts.fanout.progress import progress
from nabij.alerts.following import queries
from nabij.alerts.following.models import Resend, Spread
from nabij.alerts.following.spread import as_rows
from nabij.alerts.kinds import kind
from nabij.alerts.orders import check_leaves
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale

RESEND_TASK: Final = "alerts.plan_resend"


@transaction.atomic
def resend_failed(actor: Actor, *, alert_id: UUID, number: int) -> Resend:
    """Has an alert go once more to those whom it did not reach; `number` is the one that the page showed, so that a second click
    of the same person does nothing more.

    Raises Missing without the right to send this kind, Refused where it may no longer leave or nothing failed that is of use to
    repeat, Stale where a colleague was first.
    """
    alert = locked(actor, alert_id)
    actor.require(kind(alert.kind).send, alert.tenant_id)
    asked = Resend.objects.filter(tenant_id=alert.tenant_id, alert_id=alert.id, number=number).first()
    if asked is not None and asked.asked_by == actor.id:
        return asked
    if number != queries.next_resend(alert):
        raise Stale(_("A colleague already had it sent again."))
    check_leaves(alert)
    useless = queries.hopeless(progress(alert.id))
    deliveries = queries.count(queries.worth_resending(alert, useless))
    if not deliveries:
        raise Refused(_("Nothing failed that is of any use to send again."))
    made = Resend.objects.create(
        tenant_id=alert.tenant_id, alert_id=alert.id, number=number, deliveries=deliveries, asked_by=actor.id,
        asked_at=timezone.now(),
    )  # fmt: skip
    app.configure_task(RESEND_TASK, lock=str(alert.id)).defer(alert_id=str(alert.id), number=number)
    put_on_record(actor, alert, "resend_failed", {"number": number, "deliveries": deliveries})
    return made


@transaction.atomic
def count_where_it_arrived(actor: Actor, *, alert_id: UUID) -> Spread:
    """Keeps the counts of a large alert per square, for its page. By the platform; raises Missing for others."""
    alert = locked(actor, alert_id)
    if actor.kind != "system":
        raise Missing
    squares = as_rows(queries.counted_squares(alert.id))
    made, _created = Spread.objects.update_or_create(
        tenant_id=alert.tenant_id, alert_id=alert.id, defaults={"at": timezone.now(), "squares": squares}
    )
    return made
