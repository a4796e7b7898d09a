"""The clock of an incident stands still while we wait for who reported it, or for somebody else, and goes on by itself."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports.actions.changing import locked, note, save
from nabij.reports.models import Incident
from nabij.reports.routing import terms
from nabij.reports.routing.actions.correcting import anew, running_pauses
from nabij.reports.routing.models import Pause, WaitsFor
from nabij.reports.states import OPEN
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused


@transaction.atomic
def wait(
    actor: Actor, *, incident_id: UUID, version: int, reason: str, waits_for: str = WaitsFor.REPORTER,
    last_day: date | None = None,
) -> Incident:  # fmt: skip
    """Stops the clock of an open incident until an answer comes, or `last_day` is over (two weeks from now where none is given);
    the term moves along at once. Needs reports.judge; raises Stale, or Refused where it stands still or the day is none.
    """
    incident = locked(actor, incident_id, "reports.judge", version)
    now, today = timezone.now(), timezone.localdate()
    until = last_day or today + timedelta(days=terms.USUAL_WAIT_DAYS)
    if not reason.strip():
        raise Refused(_("Say why, in one sentence."))
    if waits_for not in WaitsFor.values:
        raise Refused(_("Choose one first."))
    if not today <= until <= today + timedelta(days=terms.MOST_WAITED_DAYS):
        raise Refused(_("Wait until today at least, and %(most)s days at most.") % {"most": terms.MOST_WAITED_DAYS})
    if incident.state not in OPEN or running_pauses(incident, now).exists():
        raise Refused(_("The clock of this incident stands still already."))
    Pause.objects.create(
        tenant_id=incident.tenant_id, incident=incident, waits_for=waits_for, from_at=now,
        until_at=terms.end_of_wait(until), reason=reason.strip()[:200], by=actor.id,
    )  # fmt: skip
    promised_for = anew(incident)
    save(actor, incident)
    kind = "waiting" if waits_for == WaitsFor.REPORTER else "waiting_other"
    note(actor, incident, kind, internal=reason.strip(), promised_for=promised_for)
    _record(actor, incident, "reports.wait")
    return incident


@transaction.atomic
def go_on(actor: Actor, *, incident_id: UUID, version: int) -> Incident:
    """Lets the clock go on now; what was waited is added to the term."""
    incident = locked(actor, incident_id, "reports.judge", version)
    now = timezone.now()
    if not running_pauses(incident, now).update(until_at=now):
        raise Refused(_("The clock of this incident is running."))
    promised_for = anew(incident)
    save(actor, incident)
    note(actor, incident, "going_on", promised_for=promised_for)
    _record(actor, incident, "reports.go_on")
    return incident


def _record(actor: Actor, incident: Incident, verb: str) -> None:
    record(
        actor, tenant_id=incident.tenant_id, verb=verb, target="reports.incident", target_id=incident.id,
        detail={"due_at": incident.due_at},
    )  # fmt: skip
