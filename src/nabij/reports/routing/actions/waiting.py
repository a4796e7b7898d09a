"""The clock of an incident stands still while we wait for who reported it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports.actions.changing import locked, note, save
from nabij.reports.models import Incident
from nabij.reports.routing.actions.correcting import anew
from nabij.reports.routing.models import Pause
from nabij.reports.states import OPEN
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused


@transaction.atomic
def wait_for_reporter(actor: Actor, *, incident_id: UUID, version: int, reason: str) -> Incident:
    """Stops the clock of an open incident until `go_on`. Needs reports.judge; raises Stale, or Refused where it stands still."""
    incident = locked(actor, incident_id, "reports.judge", version)
    if not reason.strip():
        raise Refused(_("Say why, in one sentence."))
    if incident.state not in OPEN or _open_pauses(incident).exists():
        raise Refused(_("The clock of this incident stands still already."))
    Pause.objects.create(
        tenant_id=incident.tenant_id,
        incident=incident,
        from_at=timezone.now(),
        reason=reason.strip()[:200],
        by=actor.id,
    )
    incident.due_at = None
    save(actor, incident)
    note(actor, incident, "waiting", internal=reason.strip())
    _record(actor, incident, "reports.wait")
    return incident


@transaction.atomic
def go_on(actor: Actor, *, incident_id: UUID, version: int) -> Incident:
    """Lets the clock go on; what was waited is added to the term."""
    incident = locked(actor, incident_id, "reports.judge", version)
    if not _open_pauses(incident).update(until_at=timezone.now()):
        raise Refused(_("The clock of this incident is running."))
    promised_for = anew(incident)
    save(actor, incident)
    note(actor, incident, "going_on", promised_for=promised_for)
    _record(actor, incident, "reports.go_on")
    return incident


def _open_pauses(incident: Incident) -> Any:
    return Pause.objects.filter(tenant_id=incident.tenant_id, incident_id=incident.id, until_at=None)


def _record(actor: Actor, incident: Incident, verb: str) -> None:
    record(
        actor, tenant_id=incident.tenant_id, verb=verb, target="reports.incident", target_id=incident.id,
        detail={"due_at": incident.due_at},
    )  # fmt: skip
