"""Telling the deputy by one message when nobody handed over to BE-Alert."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from nabij.alerts.handing_over import queries
from nabij.alerts.handing_over.actions import TELL_TASK, escalate_handover, note_escalation
from nabij.alerts.models import Escalation, Handover
from nabij.reports import queries as reports
from nabij.tenants.actor import system_actor


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="alerts.escalate_handovers", name="alerts.escalate_handovers")
def escalate_handovers(timestamp: int) -> None:
    """Each minute: hand-overs that nobody confirmed although they showed red for as long again."""
    for handover in queries.unconfirmed(timezone.now()):
        escalate_handover(system_actor([handover.tenant_id]), handover_id=handover.id)


@app.task(name=TELL_TASK)
def tell_deputy(handover_id: str) -> None:
    """Sends one message to the deputy on duty, who is told once: a doubt counts as told. Nothing where it was confirmed since."""
    handover = queries.waiting(UUID(handover_id))
    if handover is None or handover.escalation:
        return
    actor = system_actor([handover.tenant_id])
    telephone = reports.telephone_on_duty(actor, handover.tenant_id, "deputy")
    outcome = Escalation.NOBODY if telephone is None else _told(handover, *telephone)
    note_escalation(actor, handover_id=handover.id, outcome=outcome)


def _told(handover: Handover, kind: str, number: str) -> Escalation:
    minutes = round((timezone.now() - handover.prepared_at).total_seconds() / 60)
    page = settings.SITE_URL + reverse("alerts:handover", args=[handover.id])
    with translation.override("nl"):
        words = _("Nabij: an alert has waited %(n)s minutes to be sent in BE-Alert. Please do it now: %(page)s")
        text = words % {"n": minutes, "page": page}
        subject = _("An alert waits for BE-Alert")
    send = import_string(settings.NABIJ_MESSENGER)
    return (
        Escalation.SENT if send(kind=kind, to=number, subject=subject, text=text, language="nl") else Escalation.FAILED
    )
